package dev.envelope.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;
import org.junit.platform.testkit.engine.Events;

/** The contract suite would be worth nothing if it passed for a provider that is wrong. */
class ContractCatchesTest {

    @Test
    void a_correct_provider_passes() {
        assertThat(failed(BrokenProviders.Correct.class)).isEmpty();
    }

    @Test
    void a_correct_provider_that_does_not_authenticate_passes() {
        assertThat(failed(BrokenProviders.DoesNotAuthenticate.class)).isEmpty();
    }

    @Test
    void a_provider_whose_altered_wrapped_keys_open_to_the_same_data_key() {
        assertThat(failed(BrokenProviders.IgnoresTheLastByte.class))
                .containsExactlyInAnyOrder(
                        "a_wrapped_key_with_any_byte_altered_does_not_open",
                        "a_wrapped_key_that_was_cut_anywhere_does_not_open");
    }

    @Test
    void a_provider_that_ignores_the_context() {
        assertThat(failed(BrokenProviders.IgnoresContext.class))
                .contains("a_context_with_another_value_is_refused", "the_empty_context_does_not_open_what_has_one");
    }

    @Test
    void a_provider_that_joins_the_context_without_lengths() {
        assertThat(failed(BrokenProviders.JoinsContext.class))
                .contains("pairs_that_look_the_same_when_joined_are_not_the_same")
                .doesNotContain("a_context_with_another_value_is_refused");
    }

    @Test
    void a_provider_that_closes_the_callers_key() {
        assertThat(failed(BrokenProviders.ClosesTheCallersKey.class))
                .contains("wrapping_leaves_the_callers_key_open", "wrapping_a_batch_leaves_the_callers_keys_open");
    }

    @Test
    void a_provider_that_hands_one_key_to_two_owners() {
        assertThat(failed(BrokenProviders.HandsOneKeyToTwoOwners.class))
                .contains("two_who_unwrapped_the_same_key_each_own_one");
    }

    @Test
    void a_provider_that_reports_an_outage_as_a_missing_key() {
        assertThat(failed(BrokenProviders.ReportsAnOutageAsAMissingKey.class))
                .containsExactly("an_outage_is_reported_as_unavailable");
    }

    @Test
    void a_provider_that_reports_a_missing_key_as_an_outage() {
        assertThat(failed(BrokenProviders.ReportsAMissingKeyAsAnOutage.class))
                .containsExactly("a_missing_key_is_reported_as_not_found");
    }

    @Test
    void a_provider_that_drops_the_cause() {
        assertThat(failed(BrokenProviders.DropsTheCauseOfThrottling.class))
                .containsExactly("throttling_is_reported_as_throttled");
    }

    @Test
    void a_provider_that_shows_the_data_key_in_a_message() {
        assertThat(failed(BrokenProviders.ShowsTheDataKeyInAMessage.class))
                .containsExactly("an_outage_is_reported_as_unavailable");
    }

    @Test
    void a_provider_that_shows_the_context_in_a_cause() {
        assertThat(failed(BrokenProviders.ShowsTheContextInACause.class))
                .contains(
                        "refusing_a_wrong_context_shows_no_secret", "refusing_an_altered_wrapped_key_shows_no_secret");
    }

    @Test
    void a_provider_that_swallows_interrupts() {
        assertThat(failed(BrokenProviders.SwallowsInterrupts.class))
                .containsExactlyInAnyOrder(
                        "an_interrupt_during_a_call_is_reported_as_an_interrupt",
                        "an_interrupt_during_a_call_leaves_the_flag_set",
                        "an_interrupt_before_a_call_is_not_swallowed");
    }

    @Test
    void a_provider_that_ignores_the_deadline() {
        assertThat(failed(BrokenProviders.IgnoresTheDeadline.class))
                .contains("an_expired_deadline_is_reported_as_timed_out", "a_late_answer_is_reported_as_timed_out");
    }

    @Test
    void a_provider_that_asks_though_the_deadline_has_passed() {
        assertThat(failed(BrokenProviders.AsksThoughTheDeadlineHasPassed.class))
                .contains("an_expired_deadline_asks_nobody")
                .doesNotContain("an_expired_deadline_is_reported_as_timed_out");
    }

    @Test
    void a_provider_that_opens_forgeries() {
        assertThat(failed(BrokenProviders.OpensForgeries.class))
                .contains(
                        "a_wrapped_key_with_any_byte_altered_does_not_open",
                        "a_wrapped_key_that_was_cut_anywhere_does_not_open",
                        "another_key_of_the_same_name_refuses_the_wrapped_key");
    }

    @Test
    void a_provider_that_throws_what_is_not_of_the_hierarchy() {
        assertThat(failed(BrokenProviders.ThrowsWhatIsNotOfTheHierarchy.class)).contains("one_byte_is_no_wrapped_key");
    }

    @Test
    void a_provider_that_loses_a_batch_for_one_item() {
        assertThat(failed(BrokenProviders.LosesABatchForOneItem.class))
                .containsExactly("a_bad_item_does_not_lose_the_unwraps_beside_it");
    }

    @Test
    void a_provider_that_forgets_old_versions() {
        assertThat(failed(BrokenProviders.ForgetsOldVersions.class))
                .contains("what_was_wrapped_before_a_rotation_still_opens");
    }

    @Test
    void a_provider_that_reports_a_version_it_does_not_wrap_with() {
        assertThat(failed(BrokenProviders.ReportsAVersionItDoesNotWrapWith.class))
                .containsExactlyInAnyOrder(
                        "the_current_version_is_the_one_that_wrapped_last",
                        "the_current_version_is_the_one_that_generated_last");
    }

    @Test
    void a_provider_that_wraps_the_same_way_each_time() {
        assertThat(failed(BrokenProviders.WrapsTheSameWayEachTime.class))
                .contains("wrapping_one_data_key_twice_gives_different_bytes");
    }

    @Test
    void what_no_hook_provides_is_skipped_by_name() {
        Events tests = run(BrokenProviders.WithoutHooks.class);

        assertThat(tests.failed().list()).isEmpty();
        assertThat(tests.aborted().list())
                .isNotEmpty()
                .allSatisfy(event -> assertThat(event.getRequiredPayload(TestExecutionResult.class)
                                .getThrowable()
                                .orElseThrow())
                        .hasMessageContaining("Skipped: "));
        assertThat(names(tests.aborted()))
                .contains(
                        "throttling_is_reported_as_throttled",
                        "what_was_wrapped_before_a_rotation_still_opens",
                        "an_expired_deadline_asks_nobody",
                        "a_context_with_another_value_is_refused",
                        "wrapped_keys_carry_a_version");
    }

    private static Set<String> failed(Class<?> suite) {
        return names(run(suite).failed());
    }

    private static Events run(Class<?> suite) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(suite))
                .execute()
                .testEvents();
    }

    private static Set<String> names(Events events) {
        return events.map(Event::getTestDescriptor)
                .map(TestDescriptor::getSource)
                .map(source -> ((MethodSource) source.orElseThrow()).getMethodName())
                .collect(Collectors.toSet());
    }
}

package dev.envelope.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestDescriptor;
import org.junit.platform.engine.support.descriptor.MethodSource;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/** The contract suite of stores would be worth nothing if it passed for a store that is wrong. */
class StoreContractCatchesTest {

    @Test
    void a_correct_store_passes() {
        assertThat(failed(BrokenStores.Correct.class)).isEmpty();
    }

    @Test
    void a_store_that_ignores_case() {
        assertThat(failed(BrokenStores.IgnoresCase.class)).contains("tenant_ids_are_compared_by_their_bytes");
    }

    @Test
    void a_store_that_ignores_trailing_blanks() {
        assertThat(failed(BrokenStores.IgnoresTrailingBlanks.class)).contains("tenant_ids_are_compared_by_their_bytes");
    }

    @Test
    void a_store_that_replaces_whatever_is_there() {
        assertThat(failed(BrokenStores.ReplacesWhateverIsThere.class))
                .contains("a_tenant_at_another_revision_is_not_replaced", "of_those_who_replace_at_once_one_does");
    }

    @Test
    void a_store_that_looks_before_it_inserts() {
        assertThat(failed(BrokenStores.LooksBeforeItInserts.class))
                .contains(
                        "of_those_who_insert_a_store_key_at_once_one_does",
                        "a_store_key_is_not_inserted_where_there_is_a_tenant");
    }

    @Test
    void a_store_that_keeps_shredded_keys() {
        assertThat(failed(BrokenStores.KeepsShreddedKeys.class)).contains("shredding_leaves_no_wrapped_key");
    }

    @Test
    void a_store_whose_changes_reach_further_than_what_it_tells() {
        assertThat(failed(BrokenStores.ReachesTooFar.class))
                .containsExactly("no_change_is_left_out_while_several_write");
    }

    @Test
    void a_store_that_reports_nothing_when_it_is_late() {
        assertThat(failed(BrokenStores.ReportsNothingWhenLate.class))
                .contains("a_deadline_that_has_passed_is_reported_as_timed_out");
    }

    @Test
    void a_store_that_ignores_the_deadline() {
        assertThat(failed(BrokenStores.IgnoresTheDeadline.class))
                .contains("a_deadline_that_has_passed_is_reported_as_timed_out");
    }

    @Test
    void a_store_that_swallows_interrupts() {
        assertThat(failed(BrokenStores.SwallowsInterrupts.class))
                .contains("an_interrupt_before_a_call_is_not_swallowed");
    }

    @Test
    void a_store_that_shows_tenants() {
        assertThat(failed(BrokenStores.ShowsTenants.class)).containsExactly("no_text_of_a_store_shows_a_tenant");
    }

    private static Set<String> failed(Class<?> suite) {
        return EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(suite))
                .execute()
                .testEvents()
                .failed()
                .map(Event::getTestDescriptor)
                .map(TestDescriptor::getSource)
                .map(source -> ((MethodSource) source.orElseThrow()).getMethodName())
                .collect(Collectors.toSet());
    }
}

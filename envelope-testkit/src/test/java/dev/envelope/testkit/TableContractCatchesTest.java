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

/** The contract suite of stores of rows would be worth nothing if it passed for a store that is wrong. */
class TableContractCatchesTest {

    @Test
    void a_correct_store_passes() {
        assertThat(failed(BrokenTables.Correct.class)).isEmpty();
    }

    @Test
    void a_store_that_counts_versions_by_their_prefix() {
        assertThat(failed(BrokenTables.CountsByPrefix.class))
                .contains("envelopes_are_counted_by_the_version_that_they_name");
    }

    @Test
    void a_store_that_writes_whatever_is_there() {
        assertThat(failed(BrokenTables.WritesWhateverIsThere.class))
                .contains(
                        "a_row_that_changed_is_not_overwritten",
                        "what_is_not_written_is_counted_as_left_and_found_by_the_next_round",
                        "values_are_compared_by_their_bytes");
    }

    @Test
    void a_store_that_compares_without_case() {
        assertThat(failed(BrokenTables.ComparesWithoutCase.class))
                .containsExactlyInAnyOrder(
                        "values_are_compared_by_their_bytes",
                        "an_envelope_of_which_one_letter_changed_its_case_is_another");
    }

    @Test
    void a_store_that_passes_over_equal_beginnings() {
        assertThat(failed(BrokenTables.GoesOnBehindTheBeginning.class))
                .contains(
                        "values_with_equal_beginnings_are_taken_once_each",
                        "equal_values_are_taken_once_each",
                        "empty_values_are_taken_once_each");
    }

    @Test
    void a_store_that_never_gets_past_equal_beginnings() {
        assertThat(failed(BrokenTables.GoesOnWithTheBeginning.class))
                .contains("equal_values_are_taken_once_each", "empty_values_are_taken_once_each");
    }

    @Test
    void a_store_that_gives_a_segment_to_all() {
        assertThat(failed(BrokenTables.GivesASegmentToAll.class)).contains("a_segment_is_had_by_one_worker");
    }

    @Test
    void a_store_that_waits_for_locks() {
        assertThat(failed(BrokenTables.WaitsForLocks.class))
                .containsExactly("a_row_that_is_locked_is_gone_past_without_waiting");
    }

    @Test
    void a_store_that_keeps_rows_in_quarantine_that_are_not_bad_any_more() {
        assertThat(failed(BrokenTables.KeepsTheQuarantine.class)).contains("a_row_that_is_not_bad_any_more_is_dropped");
    }

    @Test
    void a_store_that_compares_each_column_of_a_key_by_itself() {
        assertThat(failed(BrokenTables.PagesByEachKeyColumn.class))
                .contains("rows_with_several_key_columns_come_in_the_order_of_these");
    }

    @Test
    void a_store_that_orders_numbers_as_texts() {
        assertThat(failed(BrokenTables.OrdersNumbersAsTexts.class))
                .contains("rows_come_in_the_order_of_numbers_each_once");
    }

    @Test
    void a_store_that_takes_an_outage_for_no_work() {
        assertThat(failed(BrokenTables.TakesAnOutageForNoWork.class))
                .containsExactly("a_deadline_that_has_passed_is_reported_as_timed_out");
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

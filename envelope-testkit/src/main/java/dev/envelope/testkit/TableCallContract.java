package dev.envelope.testkit;

import static dev.envelope.testkit.TableUnderTest.JOB;
import static dev.envelope.testkit.TableUnderTest.STALE;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.kek.Deadline;
import dev.envelope.rotation.Candidates;
import dev.envelope.rotation.Portion;
import dev.envelope.rotation.RotationStore;
import dev.envelope.rotation.RoundCounts;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A call ends when its deadline has passed or its thread is interrupted, says which, and shows no value. */
interface TableCallContract {

    @Test
    default void columns_are_those_of_the_table(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.twoColumns();

        assertThat(table.store().columns()).containsExactly("pan", "iban");
        assertThat(table.store().isText("pan", table.deadline())).isFalse();
        assertThat(table.store().isText("iban", table.deadline())).isTrue();
        assertThat(table.store().name()).isNotBlank();
    }

    @Test
    default void a_deadline_that_has_passed_is_reported_as_timed_out(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.simple(false);
        table.insertStale(3);
        table.begin(0, STALE, 1);
        RoundCounts before = table.counts();
        for (Call call : CALLS) {
            EnvelopeException failure = KekUnderTest.failureOf(
                    call.name() + " with a deadline that has passed",
                    () -> call.make().on(table.store(), Deadline.after(Duration.ZERO)));

            assertThat(failure.code()).as("%s: %s", call.name(), failure).isEqualTo(ErrorCode.TIMED_OUT);
        }

        assertThat(table.counts()).isEqualTo(before);
        assertThat(table.drain(1, table::lookAt)).hasSize(3);
    }

    @Test
    default void an_interrupt_before_a_call_is_not_swallowed(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.simple(false);
        table.insertStale(3);
        table.begin(0, STALE, 1);
        for (Call call : CALLS) {
            boolean flag = CallInThread.start(() -> {
                        Thread.currentThread().interrupt();
                        try {
                            call.make().on(table.store(), table.deadline());
                        } catch (EnvelopeException e) {
                            assertThat(e.code()).as("%s: %s", call.name(), e).isEqualTo(ErrorCode.INTERRUPTED);
                        }
                        return Thread.currentThread().isInterrupted();
                    })
                    .result();

            assertThat(flag).as("the interrupt flag after %s", call.name()).isTrue();
        }
    }

    @Test
    default void no_text_of_a_store_shows_a_value(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.simple(true);
        table.insert(1, TableUnderTest.bytes("value that must not show"));
        table.begin(0, new Candidates.Plaintext(), 10);
        try (Portion portion = table.takeAny()) {
            assertThat(List.of(
                            portion.toString(),
                            portion.rows().toString(),
                            table.store().toString(),
                            table.census().toString(),
                            table.store()
                                    .warnings((length, text) -> length, table.deadline())
                                    .toString()))
                    .allSatisfy(text -> assertThat(text).doesNotContain("must not show"));
        }
    }

    /** Every call there is that reads or changes something; all can be made many times. */
    List<Call> CALLS = List.of(
            new Call("census", (store, deadline) -> store.census("pan", deadline)),
            new Call("counts", (store, deadline) -> store.counts(JOB, deadline)),
            new Call(
                    "beginRound", (store, deadline) -> store.beginRound("late", 0, Map.of("pan", STALE), 10, deadline)),
            new Call("take", (store, deadline) -> {
                Optional<Portion> taken = store.take(JOB, 10, 1000, deadline);
                taken.ifPresent(Portion::close);
                return taken;
            }),
            new Call("page", (store, deadline) -> store.page("pan", STALE, null, 10, 1000, deadline)),
            new Call("quarantine", (store, deadline) -> store.quarantine(JOB, 10, deadline)));

    /** A call of a store, with its name. */
    record Call(String name, Action make) {}

    /** What is called. */
    @FunctionalInterface
    interface Action {
        Object on(RotationStore store, Deadline deadline);
    }
}

package dev.envelope.testkit;

import static dev.envelope.testkit.StoreUnderTest.SECRET_ID;
import static dev.envelope.testkit.StoreUnderTest.block;
import static dev.envelope.testkit.StoreUnderTest.tenant;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.KekException;
import dev.envelope.kek.Deadline;
import dev.envelope.tenant.TenantKeyStore;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A call ends when its deadline passes or its thread is interrupted, says which, and shows no tenant's id. */
interface StoreCallContract {

    @Test
    default void a_deadline_that_has_passed_is_reported_as_timed_out(StoreUnderTest test) {
        test.insert(tenant(SECRET_ID));
        for (Call call : CALLS) {
            EnvelopeException failure = KekUnderTest.failureOf(
                    call.name() + " with a deadline that has passed",
                    () -> call.make().on(test.store(), Deadline.after(Duration.ZERO)));

            assertThat(failure.code()).as("%s: %s", call.name(), failure).isEqualTo(ErrorCode.TIMED_OUT);
            assertThat(((KekException) failure).kekName())
                    .as("%s: %s", call.name(), failure)
                    .isEqualTo(test.store().name());
            assertShowsNoTenant(call, failure);
        }
    }

    @Test
    default void a_call_whose_deadline_has_passed_changes_nothing(StoreUnderTest test) {
        test.insert(tenant(SECRET_ID));
        long before = test.store().position(test.deadline());
        for (Call call : CALLS) {
            KekUnderTest.failureOf(
                    call.name() + " with a deadline that has passed",
                    () -> call.make().on(test.store(), Deadline.after(Duration.ZERO)));
        }

        assertThat(test.store().position(test.deadline())).isEqualTo(before);
        assertThat(test.find(SECRET_ID)).hasValue(tenant(SECRET_ID));
        assertThat(test.store().storeKey(test.deadline())).isEmpty();
    }

    @Test
    default void an_interrupt_before_a_call_is_not_swallowed(StoreUnderTest test) throws Exception {
        test.insert(tenant(SECRET_ID));
        for (Call call : CALLS) {
            boolean flag = CallInThread.start(() -> {
                        Thread.currentThread().interrupt();
                        try {
                            call.make().on(test.store(), test.deadline());
                        } catch (EnvelopeException e) {
                            assertThat(e.code()).as("%s: %s", call.name(), e).isEqualTo(ErrorCode.INTERRUPTED);
                            assertShowsNoTenant(call, e);
                        }
                        return Thread.currentThread().isInterrupted();
                    })
                    .result();

            assertThat(flag).as("the interrupt flag after %s", call.name()).isTrue();
        }
    }

    /** Whenever the interrupt comes, the call succeeds or reports it; and the store works on. */
    @Test
    default void an_interrupt_during_calls_is_reported_or_kept(StoreUnderTest test) throws Exception {
        test.insert(tenant(SECRET_ID));
        for (Call call : CALLS) {
            for (int delay = 0; delay < 3; delay++) {
                CallInThread<Boolean> running = CallInThread.start(() -> {
                    long giveUp = System.nanoTime() + TimeUnit.SECONDS.toNanos(2); // where it was swallowed
                    try {
                        while (!Thread.currentThread().isInterrupted() && System.nanoTime() - giveUp < 0) {
                            call.make().on(test.store(), test.deadline());
                        }
                    } catch (EnvelopeException e) {
                        assertThat(e.code()).as("%s: %s", call.name(), e).isEqualTo(ErrorCode.INTERRUPTED);
                        assertShowsNoTenant(call, e);
                    }
                    return Thread.currentThread().isInterrupted();
                });
                Thread.sleep(5L * delay + 1);
                running.interrupt();

                assertThat(running.result())
                        .as("the interrupt flag after %s", call.name())
                        .isTrue();
            }
        }
        assertThat(test.find(SECRET_ID)).isPresent();
    }

    @Test
    default void a_limit_below_one_is_a_callers_mistake(StoreUnderTest test) {
        assertThatIllegalArgumentException().isThrownBy(() -> test.store().list(Optional.empty(), 0, test.deadline()));
    }

    @Test
    default void no_text_of_a_store_shows_a_tenant(StoreUnderTest test) {
        test.insert(tenant(SECRET_ID));

        assertThat(List.of(
                        test.store().toString(),
                        test.store().name(),
                        test.find(SECRET_ID).orElseThrow().toString(),
                        test.store().changesSince(0, test.deadline()).toString()))
                .allSatisfy(text -> assertThat(text).doesNotContain(SECRET_ID));
    }

    /** Every call there is. Tenants and keys that are there already are not put again, so all can be made many times. */
    List<Call> CALLS = List.of(
            new Call("storeKey", (store, deadline) -> store.storeKey(deadline)),
            new Call("insertStoreKey", (store, deadline) -> store.insertStoreKey(block("late"), deadline)),
            new Call(
                    "replaceStoreKey",
                    (store, deadline) -> store.replaceStoreKey(block("none"), block("other"), deadline)),
            new Call("find", (store, deadline) -> store.find(SECRET_ID, deadline)),
            new Call("insert", (store, deadline) -> store.insert(tenant(SECRET_ID, "again"), deadline)),
            new Call("replace", (store, deadline) -> store.replace(tenant(SECRET_ID, 9, "late"), deadline)),
            new Call("list", (store, deadline) -> store.list(Optional.of(SECRET_ID), 5, deadline)),
            new Call("position", (store, deadline) -> store.position(deadline)),
            new Call("changesSince", (store, deadline) -> store.changesSince(0, deadline)));

    private static void assertShowsNoTenant(Call call, EnvelopeException failure) {
        for (Throwable shown = failure; shown != null; shown = shown.getCause()) {
            assertThat(String.valueOf(shown.getMessage()))
                    .as("what %s says", call.name())
                    .doesNotContain(SECRET_ID);
        }
    }

    /** A call of a store, with its name. */
    record Call(String name, Action make) {}

    /** What is called. */
    @FunctionalInterface
    interface Action {
        Object on(TenantKeyStore store, Deadline deadline);
    }
}

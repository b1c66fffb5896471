package dev.envelope.testkit;

import static dev.envelope.testkit.KekUnderTest.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.kek.KeyEncryptionKey;
import java.time.Duration;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A call ends when its deadline passes or its thread is interrupted, and says which. */
interface WaitingContract {

    @Test
    default void an_expired_deadline_is_reported_as_timed_out(KekUnderTest test) {
        try (Canary canary = new Canary(test)) {
            for (KekCall call : KekCall.of(test)) {
                EnvelopeException failure = failureOf(
                        call + " with an expired deadline",
                        () -> call.make(test.kek(), canary, test.deadline(Duration.ZERO)));
                assertThat(failure.code()).as("%s: %s", call, failure).isEqualTo(ErrorCode.TIMED_OUT);
            }
        }
    }

    @Test
    default void an_expired_deadline_asks_nobody(KekUnderTest test) {
        try (Canary canary = new Canary(test)) {
            long before = test.serviceCalls();
            for (KekCall call : KekCall.of(test)) {
                failureOf(
                        call + " with an expired deadline",
                        () -> call.make(test.kek(), canary, test.deadline(Duration.ZERO)));
                assertThat(test.serviceCalls())
                        .as("calls of the service after %s", call)
                        .isEqualTo(before);
            }
        }
    }

    @Test
    default void an_interrupt_during_a_call_is_reported_as_an_interrupt(KekUnderTest test) throws Exception {
        try (Canary canary = new Canary(test)) {
            for (KekCall call : KekCall.of(test)) {
                EnvelopeException failure = interruptedDuring(
                        test,
                        kek -> failureOf(call + " when interrupted", () -> call.make(kek, canary, test.deadline())));

                assertThat(failure.code()).as("%s: %s", call, failure).isEqualTo(ErrorCode.INTERRUPTED);
            }
        }
    }

    @Test
    default void an_interrupt_during_a_call_leaves_the_flag_set(KekUnderTest test) throws Exception {
        try (Canary canary = new Canary(test)) {
            for (KekCall call : KekCall.of(test)) {
                boolean flag = interruptedDuring(test, kek -> {
                    failureOf(call + " when interrupted", () -> call.make(kek, canary, test.deadline()));
                    return Thread.currentThread().isInterrupted();
                });

                assertThat(flag).as("the interrupt flag after %s", call).isTrue();
            }
        }
    }

    @Test
    default void an_interrupt_before_a_call_is_not_swallowed(KekUnderTest test) throws Exception {
        try (Canary canary = new Canary(test)) {
            for (KekCall call : KekCall.of(test)) {
                boolean flag = CallInThread.start(() -> {
                            Thread.currentThread().interrupt();
                            try {
                                call.make(test.kek(), canary, test.deadline());
                            } catch (EnvelopeException e) {
                                assertThat(e.code()).as("%s: %s", call, e).isEqualTo(ErrorCode.INTERRUPTED);
                            }
                            return Thread.currentThread().isInterrupted();
                        })
                        .result();

                assertThat(flag).as("the interrupt flag after %s", call).isTrue();
            }
        }
    }

    private static <T> T interruptedDuring(KekUnderTest test, Function<KeyEncryptionKey, T> call) throws Exception {
        Provocation provocation = test.provoked(ErrorCode.INTERRUPTED);
        CallInThread<T> running = CallInThread.start(() -> call.apply(provocation.kek()));
        running.interruptWhileItWaits();
        return running.result();
    }
}

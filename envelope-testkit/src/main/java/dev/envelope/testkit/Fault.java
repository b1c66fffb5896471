package dev.envelope.testkit;

import dev.envelope.kek.Deadline;
import java.time.Clock;
import java.time.Duration;

/** What goes wrong with one call. Nothing does by default. */
interface Fault {

    /** No fault at all. */
    Fault NONE = new Fault() {};

    /** Happens to a call before it takes effect. */
    default void beforeEffect(Clock clock, Deadline deadline) throws InterruptedException {}

    /** Happens to a call that has taken effect, before its answer is sent. */
    default void afterEffect() {}

    /** Whether the answer is sent as something it must not be. */
    default boolean garblesAnswer() {
        return false;
    }

    /** The service answers with an error. */
    record Failure(KmsErrorCode code) implements Fault {
        @Override
        public void beforeEffect(Clock clock, Deadline deadline) {
            throw new KmsException(code, "scripted by the test");
        }
    }

    /** The connection is lost on the way there. */
    record RequestLost() implements Fault {
        @Override
        public void beforeEffect(Clock clock, Deadline deadline) {
            throw dropped();
        }
    }

    /** The connection is lost on the way back. */
    record AnswerLost() implements Fault {
        @Override
        public void afterEffect() {
            throw dropped();
        }
    }

    /** The answer is not what it must be. */
    record Garbled() implements Fault {
        @Override
        public boolean garblesAnswer() {
            return true;
        }
    }

    /** The service takes its time. */
    record Delay(Duration duration) implements Fault {
        @Override
        public void beforeEffect(Clock clock, Deadline deadline) throws InterruptedException {
            Duration remaining = deadline.remaining();
            boolean inTime = duration.compareTo(remaining) < 0;
            Duration wait = inTime ? duration : remaining;
            if (clock instanceof VirtualClock virtual) {
                virtual.advance(wait);
            } else {
                Thread.sleep(wait.toMillis(), wait.toNanosPart() % 1_000_000);
            }
            if (!inTime) {
                throw timedOut(deadline);
            }
        }
    }

    /** The service does not answer until the test lets it. */
    record Hold(Gate gate) implements Fault {
        @Override
        public void beforeEffect(Clock clock, Deadline deadline) throws InterruptedException {
            if (!gate.hold(deadline)) {
                throw timedOut(deadline);
            }
        }
    }

    /** The failure of a call whose deadline has passed. */
    static KmsException timedOut(Deadline deadline) {
        return new KmsException(
                KmsErrorCode.TIMED_OUT, "no answer within " + deadline.allowed().toMillis() + " ms");
    }

    private static KmsException dropped() {
        return new KmsException(KmsErrorCode.CONNECTION_DROPPED, "the connection was closed by the other side");
    }
}

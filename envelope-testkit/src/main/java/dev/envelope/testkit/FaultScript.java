package dev.envelope.testkit;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What shall go wrong with the calls of {@link InMemoryKms} that come next: a queue, of which each call takes one step.
 * When it is empty, calls succeed again.
 *
 * <pre>{@code
 * kms.faults().failNext(2, KmsErrorCode.THROTTLED);                            // and the third call succeeds
 * kms.faults().on(KmsOperation.DECRYPT).delayNext(1, Duration.ofSeconds(40)); // calls of other operations pass it by
 * }</pre>
 *
 * <p>A call takes the oldest step that is for its operation. Steps come before the service looks at the request, its
 * quota included. Safe for use by several threads.
 */
public final class FaultScript {

    private static final int UNTIL_CLEARED = Integer.MAX_VALUE;

    private final Queue queue;
    private final Set<KmsOperation> operations;

    FaultScript() {
        this(new Queue(), EnumSet.allOf(KmsOperation.class));
    }

    private FaultScript(Queue queue, Set<KmsOperation> operations) {
        this.queue = queue;
        this.operations = operations;
    }

    /**
     * The same script, whose next steps are for some operations only.
     *
     * @param first an operation
     * @param more further ones
     * @return a view that adds to the same queue
     */
    public FaultScript on(KmsOperation first, KmsOperation... more) {
        Set<KmsOperation> some = EnumSet.of(first);
        some.addAll(Arrays.asList(more));
        return new FaultScript(queue, some);
    }

    /**
     * Lets calls pass, so that a later step hits a later call.
     *
     * @param calls how many, 1 or more
     * @return this script
     */
    public FaultScript passNext(int calls) {
        return add(calls, Fault.NONE);
    }

    /**
     * Answers calls with an error, before they take effect.
     *
     * @param calls how many, 1 or more
     * @param code the error
     * @return this script
     */
    public FaultScript failNext(int calls, KmsErrorCode code) {
        return add(calls, new Fault.Failure(requireNonNull(code, "code")));
    }

    /**
     * Answers every call with an error until the script is {@linkplain #clear() cleared}: an outage.
     *
     * @param code the error
     * @return this script
     */
    public FaultScript failEveryCall(KmsErrorCode code) {
        return add(UNTIL_CLEARED, new Fault.Failure(requireNonNull(code, "code")));
    }

    /**
     * Makes calls take longer. With a {@link VirtualClock} the clock is advanced; otherwise the calling thread sleeps. A
     * call whose deadline comes first ends then, with {@link KmsErrorCode#TIMED_OUT} and without effect.
     *
     * @param calls how many, 1 or more
     * @param duration how much longer each takes; zero or more
     * @return this script
     */
    public FaultScript delayNext(int calls, Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("A call can't be delayed by a negative time: " + duration);
        }
        return add(calls, new Fault.Delay(duration));
    }

    /**
     * Drops the connection of calls before they take effect.
     *
     * @param calls how many, 1 or more
     * @return this script
     */
    public FaultScript loseNextRequests(int calls) {
        return add(calls, new Fault.RequestLost());
    }

    /**
     * Drops the connection of calls after they took effect and before they are answered.
     *
     * @param calls how many, 1 or more
     * @return this script
     */
    public FaultScript loseNextAnswers(int calls) {
        return add(calls, new Fault.AnswerLost());
    }

    /**
     * Answers calls, which take effect, with what can't be right: a plaintext that lacks its last byte, a ciphertext of no
     * bytes.
     *
     * @param calls how many, 1 or more
     * @return this script
     */
    public FaultScript garbleNext(int calls) {
        return add(calls, new Fault.Garbled());
    }

    /**
     * Holds the next call, before it takes effect, until the test releases it.
     *
     * @return where it is held
     */
    public Gate holdNext() {
        return holdNext(1);
    }

    /**
     * Holds calls, before they take effect, until the test releases them all.
     *
     * @param calls how many, 1 or more
     * @return where they are held
     */
    public Gate holdNext(int calls) {
        Gate gate = new Gate();
        add(calls, new Fault.Hold(gate));
        return gate;
    }

    /**
     * Returns how many steps no call has taken yet, of all operations; an outage counts as one.
     *
     * @return the number; zero if the next calls succeed
     */
    public int remaining() {
        return queue.size();
    }

    /** Forgets all steps, of all operations, and releases every call that is held. */
    public void clear() {
        queue.clear();
    }

    /** Returns how many steps are left. */
    @Override
    public String toString() {
        return "FaultScript[" + remaining() + " steps left]";
    }

    /** What happens to a call that has come. */
    Fault take(KmsOperation operation) {
        return queue.take(operation);
    }

    private FaultScript add(int calls, Fault fault) {
        if (calls < 1) {
            throw new IllegalArgumentException("A step is for 1 call or more, not for " + calls);
        }
        queue.add(new Step(operations, fault, calls));
        return this;
    }

    private static final class Step {

        private final Set<KmsOperation> operations;
        private final Fault fault;
        private int calls;

        Step(Set<KmsOperation> operations, Fault fault, int calls) {
            this.operations = operations;
            this.fault = fault;
            this.calls = calls;
        }

        boolean isOutage() {
            return calls == UNTIL_CLEARED;
        }
    }

    private static final class Queue {

        private final ReentrantLock lock = new ReentrantLock();
        private final List<Step> steps = new ArrayList<>();
        private final List<Gate> gates = new ArrayList<>();

        void add(Step step) {
            lock.lock();
            try {
                steps.add(step);
                if (step.fault instanceof Fault.Hold hold) {
                    gates.add(hold.gate());
                }
            } finally {
                lock.unlock();
            }
        }

        Fault take(KmsOperation operation) {
            lock.lock();
            try {
                for (Iterator<Step> each = steps.iterator(); each.hasNext(); ) {
                    Step step = each.next();
                    if (step.operations.contains(operation)) {
                        if (!step.isOutage() && --step.calls == 0) {
                            each.remove();
                        }
                        return step.fault;
                    }
                }
                return Fault.NONE;
            } finally {
                lock.unlock();
            }
        }

        int size() {
            lock.lock();
            try {
                return steps.stream()
                        .mapToInt(step -> step.isOutage() ? 1 : step.calls)
                        .sum();
            } finally {
                lock.unlock();
            }
        }

        void clear() {
            lock.lock();
            try {
                steps.clear();
                gates.forEach(Gate::release);
                gates.clear();
            } finally {
                lock.unlock();
            }
        }
    }
}

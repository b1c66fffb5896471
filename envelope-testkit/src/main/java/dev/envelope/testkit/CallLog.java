package dev.envelope.testkit;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * The calls that {@link InMemoryKms} got, oldest first: those that reached it, answered or not. A call whose deadline had
 * passed or whose thread was interrupted before it was made is not among them.
 *
 * <pre>{@code
 * kms.calls().clear();
 * cipher.decrypt(sealed, row);
 * KmsCall unwrap = kms.calls().only(); // exactly one, or an AssertionError that lists what there was
 * assertThat(unwrap.operation()).isEqualTo(KmsOperation.DECRYPT);
 * }</pre>
 *
 * <p>Safe for use by several threads. A call is entered when it is answered, so one that is held is not there yet.
 */
public final class CallLog {

    private final Queue<KmsCall> calls = new ConcurrentLinkedQueue<>();

    CallLog() {}

    /**
     * Returns all calls.
     *
     * @return an unmodifiable list, which later calls do not change
     */
    public List<KmsCall> all() {
        return List.copyOf(calls);
    }

    /**
     * Returns the calls of one operation.
     *
     * @param operation the operation
     * @return an unmodifiable list, which later calls do not change
     */
    public List<KmsCall> of(KmsOperation operation) {
        return matching(call -> call.operation() == operation);
    }

    /**
     * Returns some of the calls.
     *
     * @param condition which
     * @return an unmodifiable list, which later calls do not change
     */
    public List<KmsCall> matching(Predicate<? super KmsCall> condition) {
        return calls.stream().filter(condition).toList();
    }

    /**
     * Returns the number of all calls.
     *
     * @return how many
     */
    public int count() {
        return calls.size();
    }

    /**
     * Returns the number of calls of one operation.
     *
     * @param operation the operation
     * @return how many, succeeded or not
     */
    public int count(KmsOperation operation) {
        return of(operation).size();
    }

    /**
     * Returns the only call.
     *
     * @return the call
     * @throws AssertionError if there was none or more than one; it lists them
     */
    public KmsCall only() {
        List<KmsCall> all = all();
        if (all.size() != 1) {
            throw new AssertionError("Expected exactly one call, and there were " + this);
        }
        return all.get(0);
    }

    /**
     * Returns the only call of one operation, whatever others there were.
     *
     * @param operation the operation
     * @return the call
     * @throws AssertionError if there was none or more than one; it lists all calls
     */
    public KmsCall only(KmsOperation operation) {
        List<KmsCall> some = of(operation);
        if (some.size() != 1) {
            throw new AssertionError("Expected exactly one " + operation + ", and there were " + this);
        }
        return some.get(0);
    }

    /**
     * Checks that nobody called.
     *
     * @throws AssertionError if somebody did; it lists the calls
     */
    public void assertNone() {
        if (!calls.isEmpty()) {
            throw new AssertionError("Expected no call, and there were " + this);
        }
    }

    /** Forgets all calls. */
    public void clear() {
        calls.clear();
    }

    /** Returns the calls, one a line. */
    @Override
    public String toString() {
        List<KmsCall> all = all();
        return all.stream().map(call -> "\n  " + call).collect(Collectors.joining("", all.size() + " calls:", ""));
    }

    void add(KmsCall call) {
        calls.add(call);
    }
}

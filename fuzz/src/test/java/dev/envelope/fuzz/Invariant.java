package dev.envelope.fuzz;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.function.Supplier;

/** What must hold whatever the bytes are; cheap, because it is asked some ten thousand times a second. */
public final class Invariant {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    /** Exceptions with their stack traces, the parts of a key block, and what the fuzzer's own instrumentation takes. */
    private static final long ALLOWANCE = 128 * 1024;

    private static final long ALLOWANCE_PER_BYTE = 32;

    private Invariant() {}

    /** Fails with this message unless it holds. */
    public static void require(boolean holds, Supplier<String> otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise.get());
        }
    }

    /**
     * Does something that may allocate in proportion to its input, and not to the numbers that the input claims. It is done again
     * where it took more, because what is done for the first time loads classes.
     */
    public static void allocatesLittle(int inputLength, Runnable action) {
        long allowed = ALLOWANCE + ALLOWANCE_PER_BYTE * inputLength;
        if (allocated(action) > allowed) {
            long again = allocated(action);
            require(again <= allowed, () -> "allocated " + again + " bytes for " + inputLength);
        }
    }

    private static long allocated(Runnable action) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        action.run();
        return THREADS.getCurrentThreadAllocatedBytes() - before;
    }
}

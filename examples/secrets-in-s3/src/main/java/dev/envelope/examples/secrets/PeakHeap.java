package dev.envelope.examples.secrets;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.util.List;

/** The most of the heap that was in use: live objects and garbage that was not collected yet. */
final class PeakHeap {

    private static final List<MemoryPoolMXBean> POOLS = ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .toList();

    private PeakHeap() {}

    /** Begins to watch. */
    static void reset() {
        POOLS.forEach(MemoryPoolMXBean::resetPeakUsage);
    }

    /** The peaks of all parts of the heap together, which were not at the same time: an upper bound. */
    static long bytes() {
        return POOLS.stream().mapToLong(pool -> pool.getPeakUsage().getUsed()).sum();
    }

    /** The heap that this JVM may have. */
    static long limit() {
        return Runtime.getRuntime().maxMemory();
    }
}

package dev.envelope.benchmarks.page;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this machine is, without what it is called. */
final class Machine {

    private static final Path PROCESSORS = Path.of("/proc/cpuinfo");

    private Machine() {}

    static String describe() throws IOException {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        return processor() + ", " + system.getAvailableProcessors() + " cores as the operating system counts them, "
                + Math.round(system.getTotalMemorySize() / (double) (1 << 30)) + " GiB, " + system.getName() + " on "
                + system.getArch();
    }

    private static String processor() throws IOException {
        if (!Files.exists(PROCESSORS)) {
            return "a processor that is not told";
        }
        return Files.readAllLines(PROCESSORS).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("a processor that is not told");
    }
}

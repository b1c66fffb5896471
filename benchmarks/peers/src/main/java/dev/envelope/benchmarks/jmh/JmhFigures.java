package dev.envelope.benchmarks.jmh;

import dev.envelope.benchmarks.figures.Arguments;
import java.util.ArrayList;
import java.util.List;
import org.openjdk.jmh.Main;

/** Runs the harness with its profiler of allocations. Passes on what else it is told, such as {@code -p size=64} or {@code -t max}. */
public final class JmhFigures {

    private static final List<String> ALWAYS = List.of(RecordBenchmark.class.getSimpleName(), "-prof", "gc");
    private static final List<String> QUICKLY =
            List.of("-f", "1", "-wi", "1", "-i", "1", "-p", "size=1024", "-p", "peer=TENANT_KEY,FLOOR_TUNED,TINK");

    private JmhFigures() {}

    /** Runs. */
    public static void main(String[] args) throws Exception {
        Arguments arguments = Arguments.of(args);
        List<String> options = new ArrayList<>(ALWAYS);
        if (arguments.quick()) {
            options.addAll(QUICKLY);
        }
        arguments.all().stream().filter(each -> !each.equals("--quick")).forEach(options::add);
        Main.main(options.toArray(String[]::new));
    }
}

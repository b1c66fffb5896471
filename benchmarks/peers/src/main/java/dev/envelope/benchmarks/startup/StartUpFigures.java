package dev.envelope.benchmarks.startup;

import dev.envelope.benchmarks.figures.Arguments;
import dev.envelope.benchmarks.figures.ChildJvm;
import dev.envelope.benchmarks.figures.FigureKey;
import dev.envelope.benchmarks.figures.Figures;
import dev.envelope.benchmarks.figures.Measure;
import dev.envelope.benchmarks.figures.Quartiles;
import dev.envelope.benchmarks.figures.Rounds;
import dev.envelope.benchmarks.figures.Samples;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Processes that encrypt one record beside one that does nothing and one that uses the JDK only, and the jars that core needs. Takes their paths as
 * {@code --core-needs=PATHS}.
 */
public final class StartUpFigures {

    private static final String NEEDS = "--core-needs=";

    private final Figures figures = new Figures();

    private StartUpFigures() {}

    /** Runs. */
    public static void main(String[] args) throws Exception {
        Arguments arguments = Arguments.of(args);
        StartUpFigures program = new StartUpFigures();
        Path folder = Files.createTempDirectory("start-up");
        try {
            program.run(arguments, folder);
        } finally {
            delete(folder);
        }
        System.out.printf("%s%n%n%s", Runtime.version(), StartUpTable.of(program.figures));
        List<String> jars = StartUpTable.jars(program.figures);
        System.out.printf("%nJars that core needs: %d, %s%n", jars.size(), String.join(", ", jars));
        arguments.keep(program.figures);
    }

    private void run(Arguments arguments, Path folder) throws Exception {
        String needs = arguments
                .value(NEEDS)
                .orElseThrow(() -> new IllegalArgumentException("Name what core needs by " + NEEDS));
        CoreClassPath core = CoreClassPath.of(
                Stream.of(needs.split(File.pathSeparator, -1)).map(Path::of).toList(), folder);
        ProcessTurn empty = turn(core, EmptyProgram.class);
        ProcessTurn byHand = turn(core, FirstRecordByHand.class);
        ProcessTurn local = turn(core, FirstRecord.class);
        ProcessTurn tenant = turn(core, FirstRecord.class, FirstRecord.TENANT);
        Samples<ProcessTurn> samples = new Rounds(arguments.quickly(7, 25)).run(List.of(empty, byHand, local, tenant));
        figures.add(key("an empty program"), Measure.MILLISECONDS, samples.of(empty));
        add(StartUpTable.BY_HAND, samples, byHand, empty);
        add(StartUpTable.LOCAL_KEY, samples, local, empty);
        add(StartUpTable.TENANT_KEY, samples, tenant, empty);
        core.others().forEach(jar -> figures.add(key(nameOf(jar)), Measure.COUNT, Quartiles.exactly(1)));
    }

    private void add(String subject, Samples<ProcessTurn> samples, ProcessTurn turn, ProcessTurn empty) {
        figures.add(key(subject), Measure.MILLISECONDS, samples.of(turn));
        figures.add(key(subject), Measure.MILLISECONDS_BEYOND_EMPTY, samples.difference(turn, empty));
    }

    private static ProcessTurn turn(CoreClassPath core, Class<?> program, String... arguments) {
        return new ProcessTurn(new ChildJvm(List.of(), core.with(program), program, List.of(arguments)));
    }

    private static FigureKey key(String subject) {
        return StartUpTable.key(subject);
    }

    private static String nameOf(Path jar) {
        return String.valueOf(jar.getFileName());
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }
}

package dev.envelope.benchmarks.streams;

import dev.envelope.benchmarks.figures.Arguments;
import dev.envelope.benchmarks.figures.ChildJvm;
import dev.envelope.benchmarks.figures.FigureKey;
import dev.envelope.benchmarks.figures.Figures;
import dev.envelope.benchmarks.figures.Measure;
import dev.envelope.benchmarks.figures.Operation;
import dev.envelope.benchmarks.figures.Quartiles;
import dev.envelope.benchmarks.figures.Rounds;
import dev.envelope.benchmarks.figures.Samples;
import dev.envelope.benchmarks.figures.Topic;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SplittableRandom;

/** 1 GiB from a file to a file, on one thread and on all cores, beside a plain copy; in a small heap, and with the most memory it took. */
public final class FileFigures {

    private static final int CORES = Runtime.getRuntime().availableProcessors();
    private static final int MEBIBYTE = 1 << 20;
    private static final String ENVELOPE = "Envelope";
    private static final String COPY = "a plain copy";

    /** A heap in which a message of this length would find no room. */
    private static final String HEAP = "-Xmx64m";

    private final Figures figures = new Figures();
    private final Path folder;
    private final long size;
    private final Rounds rounds;

    private FileFigures(Arguments arguments, Path folder) {
        this.folder = folder;
        this.size = (long) arguments.quickly(128, 1024) * MEBIBYTE;
        this.rounds = new Rounds(arguments.quickly(3, 5));
    }

    static void runInOtherJvm(String[] args) throws IOException, InterruptedException {
        new ChildJvm(List.of(HEAP), System.getProperty("java.class.path"), FileFigures.class, List.of(args)).run();
    }

    /** Runs. */
    public static void main(String[] args) throws Exception {
        Arguments arguments = Arguments.of(args);
        Path folder = Files.createTempDirectory("files");
        FileFigures program = new FileFigures(arguments, folder);
        try {
            program.run();
        } finally {
            program.delete();
        }
        System.out.printf("%n%s%n%s%n", StreamTable.ofFiles(program.figures), program.memory());
        arguments.keep(program.figures);
    }

    private void run() throws Exception {
        writeMessage();
        EnvelopeStreams one = EnvelopeStreams.onOneThread();
        EnvelopeStreams all = one.on(CORES);
        FileTurn copy = FileTurn.copying(message(), target());
        run(
                Operation.ENCRYPT,
                FileTurn.encrypting(one, message(), sealed()),
                FileTurn.encrypting(all, message(), sealed()),
                copy);
        run(
                Operation.DECRYPT,
                FileTurn.decrypting(one, sealed(), target()),
                FileTurn.decrypting(all, sealed(), target()),
                copy);
        if (Files.mismatch(message(), target()) >= 0) {
            throw new IllegalStateException("What was decrypted is another file");
        }
        FigureKey key = memoryKey(size, CORES);
        figures.add(key, Measure.PEAK_HEAP, Quartiles.exactly(PeakMemory.heap()));
        PeakMemory.resident().ifPresent(most -> figures.add(key, Measure.PEAK_RESIDENT, Quartiles.exactly(most)));
    }

    private void run(Operation operation, FileTurn one, FileTurn all, FileTurn copy) throws Exception {
        Samples<FileTurn> samples = rounds.run(List.of(one, all, copy));
        figures.add(key(ENVELOPE, operation, 1), Measure.MEBIBYTES_PER_SECOND, samples.of(one));
        figures.add(key(ENVELOPE, operation, CORES), Measure.MEBIBYTES_PER_SECOND, samples.of(all));
        figures.add(key(ENVELOPE, operation, CORES), Measure.ALL_CORES_TO_ONE, samples.ratio(all, one));
        figures.add(key(COPY, operation, 1), Measure.MEBIBYTES_PER_SECOND, samples.of(copy));
    }

    private String memory() {
        FigureKey key = memoryKey(size, CORES);
        return "Most memory: " + figures.medianCell(key, Measure.PEAK_HEAP, 0) + " MiB of heap, "
                + figures.medianCell(key, Measure.PEAK_RESIDENT, 0) + " MiB in all";
    }

    private FigureKey key(String subject, Operation operation, int threads) {
        return new FigureKey(Topic.FILES, subject, operation, size, threads);
    }

    /** The most memory is that of the process, so of both operations. */
    public static FigureKey memoryKey(long size, int threads) {
        return new FigureKey(Topic.FILES, ENVELOPE, Operation.ENCRYPT, size, threads);
    }

    private void writeMessage() throws IOException {
        byte[] block = new byte[MEBIBYTE];
        new SplittableRandom(1).nextBytes(block);
        try (OutputStream out = Files.newOutputStream(message())) {
            for (long written = 0; written < size; written += block.length) {
                out.write(block);
            }
        }
    }

    private Path message() {
        return folder.resolve("message");
    }

    private Path sealed() {
        return folder.resolve("sealed");
    }

    private Path target() {
        return folder.resolve("target");
    }

    private void delete() throws IOException {
        for (Path file : List.of(message(), sealed(), target(), folder)) {
            Files.deleteIfExists(file);
        }
    }
}

package dev.envelope.benchmarks.streams;

import dev.envelope.benchmarks.figures.Turn;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** From a file to a file. Tells how many MiB a second. */
final class FileTurn implements Turn {

    private static final int BUFFER = 64 * 1024;

    private final Work work;
    private final Path source;
    private final Path target;

    /** What is done to the bytes. */
    interface Work {

        void run(InputStream source, OutputStream target) throws IOException;
    }

    FileTurn(Work work, Path source, Path target) {
        this.work = work;
        this.source = source;
        this.target = target;
    }

    static FileTurn encrypting(EnvelopeStreams streams, Path source, Path target) {
        return new FileTurn(
                (in, out) -> {
                    try (OutputStream sealed = streams.encrypting(out)) {
                        copy(in, sealed);
                    }
                },
                source,
                target);
    }

    static FileTurn decrypting(EnvelopeStreams streams, Path source, Path target) {
        return new FileTurn(
                (in, out) -> {
                    try (InputStream opened = streams.decrypting(in)) {
                        opened.transferTo(out);
                    }
                },
                source,
                target);
    }

    static FileTurn copying(Path source, Path target) {
        return new FileTurn(FileTurn::copy, source, target);
    }

    private static void copy(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            out.write(buffer, 0, read);
        }
    }

    @Override
    public void warmUp() throws Exception {
        take();
    }

    @Override
    public double take() throws Exception {
        long began = System.nanoTime();
        try (InputStream in = Files.newInputStream(source);
                OutputStream out = Files.newOutputStream(target)) {
            work.run(in, out);
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        return Files.size(source) / (double) (1 << 20) / seconds;
    }
}

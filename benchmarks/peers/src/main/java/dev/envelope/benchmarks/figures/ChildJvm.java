package dev.envelope.benchmarks.figures;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A program in a Java virtual machine of its own, the same as this one. What it prints is printed. */
public final class ChildJvm {

    private final ProcessBuilder builder;

    public ChildJvm(List<String> options, String classPath, Class<?> program, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(options);
        command.add("-cp");
        command.add(classPath);
        command.add(program.getName());
        command.addAll(arguments);
        builder = new ProcessBuilder(command).inheritIO();
    }

    /** Runs it to its end, and tells how long that took in nanoseconds. */
    public long run() throws IOException, InterruptedException {
        long began = System.nanoTime();
        Process process = builder.start();
        try {
            int status = process.waitFor();
            long took = System.nanoTime() - began;
            if (status != 0) {
                throw new IOException("Ended with " + status + ": " + builder.command());
            }
            return took;
        } finally {
            process.destroyForcibly();
        }
    }
}

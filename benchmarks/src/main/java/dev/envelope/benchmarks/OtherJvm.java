package dev.envelope.benchmarks;

import dev.envelope.jdbc.PostgresServer;
import dev.envelope.jdbc.RotationNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;

/** Rotates in a Java virtual machine of its own, with a small heap. */
final class OtherJvm {

    private OtherJvm() {}

    static double peakMebibytesOfRotation(PostgresServer server, String table, int workers, int rowsPerSecond)
            throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx96m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RotationNode.class.getName(),
                        server.url(),
                        "postgres",
                        PostgresServer.PASSWORD,
                        table,
                        Integer.toString(workers),
                        Integer.toString(rowsPerSecond))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (BufferedReader out = process.inputReader()) {
            out.readLine();
            String line = out.readLine();
            process.waitFor();
            String[] told = String.valueOf(line).split(" ", -1);
            if (told.length != 3 || !told[0].equals("DONE")) {
                throw new IOException("The other process ended with: " + line);
            }
            return Long.parseLong(told[2]) / (double) (1 << 20);
        } finally {
            process.destroyForcibly();
        }
    }
}

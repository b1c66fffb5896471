package dev.envelope.jdbc;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** A {@link TenantNode} in a Java virtual machine of its own. */
final class OtherProcess implements AutoCloseable {

    private final Process process;
    private final BufferedReader out;
    private final PrintWriter in;

    OtherProcess(TestDatabase.Address address, Path keyFile, Duration pollInterval) throws IOException {
        process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        TenantNode.class.getName(),
                        address.url(),
                        address.user(),
                        address.password(),
                        keyFile.toString(),
                        pollInterval.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        out = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        in = new PrintWriter(process.getOutputStream(), true, StandardCharsets.UTF_8);
        String greeting = out.readLine();
        if (!"ready".equals(greeting)) {
            close();
            throw new IOException("The other process did not start: " + greeting);
        }
    }

    /** What becomes of an envelope there: {@code opened}, or the code of the failure. */
    String open(String tenantId, String envelope) throws IOException {
        in.println(tenantId + " " + envelope);
        return out.readLine();
    }

    /** Asks until the answer is another one, for a minute at most. */
    String openUntilNot(String answer, String tenantId, String envelope) throws IOException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        String last = open(tenantId, envelope);
        while (answer.equals(last) && System.nanoTime() < end) {
            Thread.sleep(20);
            last = open(tenantId, envelope);
        }
        return last;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

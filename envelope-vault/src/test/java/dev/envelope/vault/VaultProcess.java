package dev.envelope.vault;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** A Vault or an OpenBao of its own, on the loopback interface, which keeps what it has when it is killed and started again. */
final class VaultProcess implements AutoCloseable {

    private static final long START_SECONDS = 60;

    private final Path folder;
    private final int port;
    private final @Nullable SSLContext tls;
    private final Thread hook = new Thread(this::destroy);
    private Process process;
    private VaultAdmin admin;
    private String unsealKey;

    /** Starts a server without TLS. */
    static VaultProcess start() {
        return start("tls_disable = true", null);
    }

    /**
     * Starts a server.
     *
     * @param listener further settings of its listener
     * @param tls the TLS to reach it by, or null where it has none
     */
    static VaultProcess start(String listener, @Nullable SSLContext tls) {
        try {
            return new VaultProcess(listener, tls);
        } catch (IOException e) {
            throw new AssertionError("The server could not be started", e);
        }
    }

    private VaultProcess(String listener, @Nullable SSLContext tls) throws IOException {
        this.folder = Files.createTempDirectory("envelope-vault");
        this.tls = tls;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            this.port = socket.getLocalPort();
        }
        Files.writeString(
                folder.resolve("vault.hcl"), """
                disable_mlock = true
                disable_clustering = true
                ui = false
                api_addr = "%s"
                storage "file" {
                  path = "%s"
                }
                listener "tcp" {
                  address = "127.0.0.1:%d"
                  %s
                }
                """.formatted(address(), folder.resolve("data"), port, listener));
        Runtime.getRuntime().addShutdownHook(hook);
        this.process = launch();
        this.admin = new VaultAdmin(address(), "none", tls);
        awaitStatus(501); // not initialised
        JsonNode keys = admin.post("sys/init", Map.of("secret_shares", 1, "secret_threshold", 1));
        this.unsealKey = keys.at("/keys_base64/0").asText();
        this.admin = new VaultAdmin(address(), keys.at("/root_token").asText(), tls);
        unseal();
    }

    URI address() {
        return URI.create((tls == null ? "http" : "https") + "://127.0.0.1:" + port);
    }

    VaultAdmin admin() {
        return admin;
    }

    void seal() {
        admin.post("sys/seal", Map.of());
        awaitStatus(503);
    }

    void unseal() {
        admin.post("sys/unseal", Map.of("key", unsealKey));
        awaitStatus(200);
    }

    void kill() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Starts it again; it is sealed then. */
    void restart() throws IOException {
        process = launch();
        awaitStatus(503);
    }

    /** Stops it from answering, while its connections stay open. */
    void freeze() throws IOException {
        signal("STOP");
    }

    void thaw() throws IOException {
        signal("CONT");
    }

    @Override
    public void close() {
        destroy();
        Runtime.getRuntime().removeShutdownHook(hook);
    }

    private void destroy() {
        process.destroyForcibly();
        try (Stream<Path> files = Files.walk(folder)) {
            process.waitFor(10, TimeUnit.SECONDS);
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | InterruptedException e) {
            // the system's folder for temporary files is emptied by the system
        }
    }

    private Process launch() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(
                TestVault.binary().orElseThrow().toString(), "server", "-config=" + folder.resolve("vault.hcl"));
        builder.environment().keySet().removeIf(name -> name.startsWith("VAULT_") || name.startsWith("BAO_"));
        builder.environment().put("HOME", folder.toString());
        // a library in Vault writes to the home folder before main begins
        builder.environment().put("SF_OCSP_RESPONSE_CACHE_SERVER_ENABLED", "false");
        builder.redirectErrorStream(true);
        builder.redirectOutput(
                ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
        return builder.start();
    }

    private void signal(String name) throws IOException {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                    .start()
                    .waitFor();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void awaitStatus(int status) {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        int last = 0;
        while (System.nanoTime() < end && process.isAlive()) {
            last = admin.status("GET", "sys/health");
            if (last == status) {
                return;
            }
            try {
                Thread.sleep(50);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        throw new AssertionError("The server did not come to status " + status + " but to " + last + ": " + log());
    }

    private String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return "no log";
        }
    }
}

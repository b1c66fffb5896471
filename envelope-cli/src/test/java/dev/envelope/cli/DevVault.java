package dev.envelope.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A Vault or an OpenBao with a Transit engine of the test's own: the server that the environment names, or else one that is started
 * from the binary, all in memory.
 */
final class DevVault implements AutoCloseable {

    private static final long START_SECONDS = 60;

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final String mount = "cli-" + UUID.randomUUID();
    private final String address;
    private final String token;
    private final Optional<Process> process;

    private DevVault(String address, String token, Optional<Process> process) {
        this.address = address;
        this.token = token;
        this.process = process;
    }

    /** Skips the suite where there is no server, and nothing to start one from. */
    static DevVault forSuite(Class<?> suite, Path folder) throws Exception {
        Optional<String> address = setting("envelope.vault.address", "VAULT_ADDR");
        Optional<String> token = setting("envelope.vault.token", "VAULT_TOKEN");
        Optional<String> binary = setting("envelope.vault.binary", "ENVELOPE_VAULT_BINARY");
        boolean named = address.isPresent() && token.isPresent();
        String why = "neither -Denvelope.vault.binary nor VAULT_ADDR and VAULT_TOKEN, see CONTRIBUTING.md";
        if (!named && binary.isEmpty()) {
            // Surefire shows numbers only
            System.out.println("SKIPPED: " + suite.getSimpleName() + ", " + why);
        }
        assumeTrue(named || binary.isPresent(), why);
        DevVault vault = named
                ? new DevVault(address.orElseThrow(), token.orElseThrow(), Optional.empty())
                : start(binary.orElseThrow(), folder);
        try {
            vault.awaitMount();
            return vault;
        } catch (Exception | Error e) {
            vault.close();
            throw e;
        }
    }

    private static DevVault start(String binary, Path folder) throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        String token = UUID.randomUUID().toString();
        // else it listens on a second port
        Path config = Files.writeString(folder.resolve("vault.hcl"), "disable_clustering = true\n");
        ProcessBuilder builder = new ProcessBuilder(
                binary,
                "server",
                "-dev",
                "-dev-no-store-token",
                "-dev-listen-address=127.0.0.1:" + port,
                "-config=" + config);
        Map<String, String> environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("VAULT_") || name.startsWith("BAO_"));
        environment.put("VAULT_DEV_ROOT_TOKEN_ID", token);
        environment.put("BAO_DEV_ROOT_TOKEN_ID", token);
        environment.put("HOME", folder.toString());
        // a library in Vault writes to the home folder before main begins
        environment.put("SF_OCSP_RESPONSE_CACHE_SERVER_ENABLED", "false");
        Process process = builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("vault.log").toFile())
                .start();
        Thread hook = new Thread(process::destroyForcibly);
        Runtime.getRuntime().addShutdownHook(hook);
        return new DevVault("http://127.0.0.1:" + port, token, Optional.of(process));
    }

    String address() {
        return address;
    }

    /** The command with the server and its token in the environment. */
    Cli cli() {
        return cli(token);
    }

    Cli cli(String otherToken) {
        return new Cli().with("VAULT_ADDR", address).with("VAULT_TOKEN", otherToken);
    }

    String token() {
        return token;
    }

    /** Where the engine of this test is. */
    String mount() {
        return mount;
    }

    /** A key as the command line names it, whether it is there or not. */
    String kek(String key) {
        return "vault:cards=" + mount + "/" + key;
    }

    void makeKey(String key, String settings) throws Exception {
        succeed(mount + "/keys/" + key, settings);
    }

    void rotateKey(String key) throws Exception {
        succeed(mount + "/keys/" + key + "/rotate", "{}");
    }

    @Override
    public void close() {
        try {
            if (process.isPresent()) {
                process.get().destroyForcibly().waitFor();
            } else {
                status("DELETE", "sys/mounts/" + mount, "");
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Only this server knows the token: an answer of another one on the same port is no success. */
    private void awaitMount() throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        int status = 0;
        while (System.nanoTime() < end && process.map(Process::isAlive).orElse(true)) {
            try {
                status = status("POST", "sys/mounts/" + mount, "{\"type\":\"transit\"}");
                if (status == 204) {
                    return;
                }
            } catch (IOException e) {
                // not listening yet
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
        throw new AssertionError("Vault did not make an engine, but answered with HTTP status " + status);
    }

    private void succeed(String path, String body) throws Exception {
        int status = status("POST", path, body);
        if (status / 100 != 2) {
            throw new AssertionError("Vault answered with HTTP status " + status + " at " + path);
        }
    }

    private int status(String method, String path, String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address + "/v1/" + path))
                .header("X-Vault-Token", token)
                .method(method, BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.discarding()).statusCode();
    }

    private static Optional<String> setting(String property, String variable) {
        return Optional.ofNullable(System.getProperty(property))
                .or(() -> Optional.ofNullable(System.getenv(variable)))
                .filter(value -> !value.isBlank());
    }
}

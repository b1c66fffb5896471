package dev.envelope.examples.cardvault;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The Vault of all tests: the one that the environment names, or a dev server, which ends with the JVM. */
final class VaultDevServer {

    private static final Path SCRIPT = Path.of("../../envelope-vault/servers/vault-server");
    private static final long START_SECONDS = 90;

    private VaultDevServer() {}

    static boolean isAvailable() {
        return given().isPresent() || binary().isPresent();
    }

    /** What a program's environment says of it: {@code VAULT_ADDR} and {@code VAULT_TOKEN}, and how it is trusted. */
    static Map<String, String> environment() {
        return given().orElseGet(() -> Started.ENVIRONMENT);
    }

    /** An administrator of it. */
    static VaultAdmin admin() {
        return new Settings(environment()).requireVaultAdmin();
    }

    private static Optional<Map<String, String>> given() {
        Map<String, String> given = new HashMap<>(System.getenv());
        given.keySet().removeIf(name -> !name.startsWith("VAULT_"));
        return Optional.of(given)
                .filter(names -> names.containsKey(Settings.VAULT_ADDR) && names.containsKey(Settings.VAULT_TOKEN));
    }

    private static Optional<Path> binary() {
        return Optional.ofNullable(System.getProperty("envelope.vault.binary"))
                .or(() -> Optional.ofNullable(System.getenv("ENVELOPE_VAULT_BINARY")))
                .map(Path::of)
                .filter(Files::isExecutable);
    }

    private static final class Started {

        static final Map<String, String> ENVIRONMENT = start();

        private static Map<String, String> start() {
            try {
                Path directory = Files.createTempDirectory("card-vault-test");
                Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(directory)));
                run("start", directory);
                Map<String, String> environment = new HashMap<>();
                for (String line : Files.readAllLines(directory.resolve("env"))) {
                    String[] setting = line.split("=", 2);
                    environment.put(setting[0], setting[1]);
                }
                return environment;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private static void stop(Path directory) {
            try {
                run("stop", directory);
                Files.deleteIfExists(directory.resolve("vault.log"));
                Files.deleteIfExists(directory);
            } catch (IOException e) {
                System.err.println("Vault was not stopped cleanly: " + e.getMessage());
            }
        }

        private static void run(String action, Path directory) throws IOException {
            ProcessBuilder builder = new ProcessBuilder(SCRIPT.toString(), action, directory.toString()).inheritIO();
            builder.environment()
                    .put("ENVELOPE_VAULT_BINARY", binary().orElseThrow().toString());
            Process process = builder.start();
            try {
                if (!process.waitFor(START_SECONDS, TimeUnit.SECONDS)) {
                    process.destroy();
                }
                if (process.waitFor() != 0) {
                    throw new IOException("vault-server " + action + " ended with " + process.exitValue());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }
}

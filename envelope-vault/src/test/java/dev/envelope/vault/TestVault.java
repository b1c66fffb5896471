package dev.envelope.vault;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Which server the tests run over. {@code servers/vault-server} builds one. */
final class TestVault {

    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

    private TestVault() {}

    /** The binary of Vault or OpenBao that tests start servers from. */
    static Optional<Path> binary() {
        return setting("envelope.vault.binary", "ENVELOPE_VAULT_BINARY")
                .map(Path::of)
                .filter(Files::isExecutable);
    }

    /** A server that is there, in which tests may make engines, keys, policies and auth methods. */
    static Optional<VaultAdmin> running() {
        return setting("envelope.vault.address", "VAULT_ADDR")
                .flatMap(address -> setting("envelope.vault.token", "VAULT_TOKEN")
                        .map(token -> new VaultAdmin(URI.create(address), token)));
    }

    /** The one that is there, or else one for all tests of this process. */
    static VaultAdmin shared() {
        return running().orElseGet(Shared::admin);
    }

    /** Says what is skipped where whoever reads the build's output sees it: Surefire shows numbers only. */
    static String skipped(String suite, String why) {
        if (SAID.add(suite)) {
            System.out.println("SKIPPED: " + suite + ", " + why);
        }
        return why;
    }

    private static Optional<String> setting(String property, String variable) {
        return Optional.ofNullable(System.getProperty(property))
                .or(() -> Optional.ofNullable(System.getenv(variable)))
                .filter(value -> !value.isBlank());
    }

    /** Ended with this process. */
    private static final class Shared {

        private static final VaultProcess PROCESS = VaultProcess.start();

        static VaultAdmin admin() {
            return PROCESS.admin();
        }
    }
}

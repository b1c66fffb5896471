package dev.envelope.vault;

import dev.envelope.ErrorCode;
import dev.envelope.kek.KeyEncryptionKey;
import dev.envelope.testkit.KeyEncryptionKeyContract;
import dev.envelope.testkit.Provocation;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;

/** The contract over a real server, with each failure brought about for real. */
abstract class TransitContract extends KeyEncryptionKeyContract {

    private static final String NAME = "cards";

    private final VaultAdmin admin;
    private final ContextBinding binding;
    private final String mount;
    private final String key;
    private final List<AutoCloseable> opened = new ArrayList<>();

    TransitContract(VaultAdmin admin, ContextBinding binding) {
        this.admin = admin;
        this.binding = binding;
        this.mount = admin.mountTransit();
        this.key = createKey();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable closeable : opened) {
            closeable.close();
        }
        admin.call("DELETE", "sys/mounts/" + mount, null);
    }

    @Override
    protected KeyEncryptionKey kek() {
        return kek(admin.token(), key);
    }

    @Override
    protected KeyEncryptionKey otherKek() {
        return kek(admin.token(), createKey());
    }

    @Override
    protected Optional<KeyEncryptionKey> rotate(KeyEncryptionKey kek) {
        admin.rotate(mount, key);
        return Optional.of(kek);
    }

    @Override
    protected Optional<Provocation> provoke(ErrorCode code, KeyEncryptionKey kek) {
        return switch (code) {
            case KEK_NOT_FOUND -> byVault(kek(admin.token(), "missing"));
            case KEK_VERSION_RETIRED -> {
                admin.rotate(mount, key);
                admin.configure(mount, key, Map.of("min_decryption_version", 2));
                yield byVault(kek);
            }
            case KEK_WRONG_USAGE -> byVault(kek(admin.token(), admin.createKey(mount, Map.of("type", "ecdsa-p256"))));
            case KEK_PENDING_DELETION -> softDeleted(kek);
            case ACCESS_DENIED ->
                byVault(kek(
                        admin.tokenWith("path \"" + mount + "/keys/*\" { capabilities = [\"read\"] }", Map.of()), key));
            case THROTTLED -> {
                // one request an hour for this engine, and that one is made here
                admin.post("sys/quotas/rate-limit/" + mount, Map.of("path", mount, "rate", 1, "interval", "1h"));
                admin.status("GET", mount + "/keys/" + key);
                yield byVault(kek);
            }
            case UNAVAILABLE -> Optional.of(Provocation.of(kek(URI.create("http://127.0.0.1:1"))));
            case MISCONFIGURED ->
                byVault(builder(client(admin.address(), admin.token()), key)
                        .mount(mount + "-elsewhere")
                        .build());
            case TIMED_OUT, INTERRUPTED ->
                Optional.of(Provocation.of(kek(opened(new SilentServer()).address())));
            default -> Optional.empty();
        };
    }

    /** Only OpenBao has it. */
    private Optional<Provocation> softDeleted(KeyEncryptionKey kek) {
        if (admin.status("DELETE", mount + "/keys/" + key + "/soft-delete") >= 300) {
            return Optional.empty();
        }
        return byVault(kek);
    }

    /** The key as a program sees it that has one right at it, such as {@code rewrap}, and no other. */
    KeyEncryptionKey kekThatMayOnly(String operation) {
        return kek(
                admin.tokenWith(
                        "path \"" + mount + "/" + operation + "/" + key + "\" { capabilities = [\"update\"] }",
                        Map.of()),
                key);
    }

    private KeyEncryptionKey kek(String token, String keyName) {
        return builder(client(admin.address(), token), keyName).build();
    }

    private KeyEncryptionKey kek(URI address) {
        return builder(client(address, "none"), key).build();
    }

    private VaultTransitKey.Builder builder(VaultClient client, String keyName) {
        return VaultTransitKey.builder(NAME, client, keyName).mount(mount).binding(binding);
    }

    private VaultClient client(URI address, String token) {
        return opened(VaultClient.at(address, VaultAuth.token(token)));
    }

    private <T extends AutoCloseable> T opened(T closeable) {
        opened.add(closeable);
        return closeable;
    }

    private String createKey() {
        Map<String, Object> settings = new HashMap<>();
        settings.put("derived", binding == ContextBinding.DERIVED_KEY);
        return admin.createKey(mount, settings);
    }

    private static Optional<Provocation> byVault(KeyEncryptionKey kek) {
        return Optional.of(Provocation.of(kek).causedBy(VaultException.class));
    }
}

package dev.envelope.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** A Transit engine of a test's own with one key, and what tests do with it again and again. */
final class Transit implements AutoCloseable {

    static final EncryptionContext ROW = EncryptionContext.of("table", "cards", "id", "42");

    private final VaultAdmin admin;
    private final ContextBinding binding;
    private final String mount;
    private final String key;
    private final List<VaultClient> opened = new ArrayList<>();

    private Transit(VaultAdmin admin, ContextBinding binding) {
        this.admin = admin;
        this.binding = binding;
        this.mount = admin.mountTransit();
        this.key = admin.createKey(mount, Map.of("derived", binding == ContextBinding.DERIVED_KEY));
    }

    static Transit of(VaultAdmin admin) {
        return of(admin, ContextBinding.ASSOCIATED_DATA);
    }

    static Transit of(VaultAdmin admin, ContextBinding binding) {
        return new Transit(admin, binding);
    }

    VaultAdmin admin() {
        return admin;
    }

    String mount() {
        return mount;
    }

    String key() {
        return key;
    }

    /** With all rights. */
    VaultTransitKey kek() {
        return kek(VaultAuth.token(admin.token()));
    }

    VaultTransitKey kek(VaultAuth auth) {
        return kek(opened(VaultClient.at(admin.address(), auth)));
    }

    VaultTransitKey kek(VaultClient client) {
        return kek(client, key);
    }

    VaultTransitKey kek(VaultClient client, String keyName) {
        return VaultTransitKey.builder("cards", client, keyName)
                .mount(mount)
                .binding(binding)
                .build();
    }

    /** The rights to use the key. */
    String rules(String... operations) {
        StringBuilder rules = new StringBuilder();
        for (String operation : operations) {
            rules.append("path \"%s/%s/%s\" { capabilities = [\"update\"] }\n".formatted(mount, operation, key));
        }
        return rules.toString();
    }

    void rotate() {
        admin.rotate(mount, key);
    }

    void retireBefore(int version) {
        admin.configure(mount, key, Map.of("min_decryption_version", version));
    }

    /** A client that is closed after the test. */
    VaultClient opened(VaultClient client) {
        opened.add(client);
        return client;
    }

    static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(20));
    }

    static WrappedKey wrapNew(VaultTransitKey kek) {
        try (DataKey key = DataKey.generate()) {
            return kek.wrap(key, ROW, soon());
        }
    }

    static void assertWorks(VaultTransitKey kek) {
        try (DataKey key = DataKey.generate();
                DataKey again = kek.unwrap(kek.wrap(key, ROW, soon()), ROW, soon())) {
            assertThat(again.sameBytesAs(key)).isTrue();
        }
    }

    static EnvelopeException failureOf(ThrowingCallable call) {
        EnvelopeException failure = catchThrowableOfType(EnvelopeException.class, call);
        assertThat(failure).as("a failure").isNotNull();
        return failure;
    }

    static void assertFails(ErrorCode code, ThrowingCallable call) {
        EnvelopeException failure = failureOf(call);
        assertThat(failure.code()).as("%s", failure).isEqualTo(code);
    }

    @Override
    public void close() {
        opened.forEach(VaultClient::close);
        if (admin.status("GET", "sys/health") == 200) {
            admin.call("DELETE", "sys/mounts/" + mount, null);
        }
    }
}

package dev.envelope.tenant;

import dev.envelope.EncryptionContext;
import dev.envelope.KekMisconfiguredException;
import dev.envelope.Keyring;
import dev.envelope.format.KeyBlock;
import dev.envelope.internal.crypto.ConstantTime;
import dev.envelope.internal.crypto.HkdfSha512;
import dev.envelope.internal.crypto.Jca;
import dev.envelope.internal.crypto.Randomness;
import dev.envelope.internal.event.Events;
import dev.envelope.internal.keyring.DataKeyGenerator;
import dev.envelope.internal.keyring.DataKeyGenerator.NewRecordKey;
import dev.envelope.internal.keyring.DataKeyOpener;
import dev.envelope.internal.keyring.OpenedKey;
import dev.envelope.internal.keyring.Rewrapper;
import dev.envelope.internal.keyring.UnwrappedKeys;
import dev.envelope.internal.wrap.LocalWrapping;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;

/** The keys of tenants and of the store under the key-encryption keys of a keyring: making, opening and moving them. */
final class TenantKeyWrapping {

    private static final EncryptionContext STORE = EncryptionContext.of("purpose", "envelope/tenant-store");
    private static final byte[] CHECK_LABEL = "envelope/v1/check\0".getBytes(StandardCharsets.US_ASCII);
    private static final int CHECK_LENGTH = 32;
    private static final int VERSION_LENGTH = 8;
    private static final String BASE32 = "abcdefghijklmnopqrstuvwxyz234567";

    private final Jca jca;
    private final String kekName;
    private final DataKeyGenerator generator;
    private final DataKeyOpener opener;
    private final Rewrapper rewrapper;

    TenantKeyWrapping(Keyring keyring, Jca jca, String kekName, Events events) {
        this.jca = jca;
        this.kekName = kekName;
        this.generator = new DataKeyGenerator(keyring, events);
        this.opener = new DataKeyOpener(keyring, UnwrappedKeys.UNCACHED, events);
        this.rewrapper = new Rewrapper(keyring, events);
    }

    StoredTenantKey newKey(String tenantId, Instant now, Deadline deadline) {
        String version = newVersion();
        try (NewRecordKey made = generator.generate(context(tenantId), deadline)) {
            return new StoredTenantKey(version, now, made.keyBlock(), check(made.key(), version));
        }
    }

    LocalWrapping open(String tenantId, String version, KeyBlock wrapped, String check, Deadline deadline) {
        try (OpenedKey opened = opener.open(wrapped, context(tenantId), deadline)) {
            requireChecked(opened.key(), version, check);
            return opened.key().use(bytes -> new LocalWrapping(jca, kekName, version, bytes));
        }
    }

    KeyBlock rewrap(String tenantId, String version, KeyBlock wrapped, String check, Deadline deadline) {
        return rewrapper.rewrap(
                new Rewrapper.Request(wrapped, context(tenantId), key -> requireChecked(key, version, check)),
                deadline);
    }

    NewRecordKey newStoreKey(Deadline deadline) {
        return generator.generate(STORE, deadline);
    }

    DataKey openStoreKey(KeyBlock wrapped, Deadline deadline) {
        return opener.open(wrapped, STORE, deadline).key();
    }

    KeyBlock rewrapStoreKey(KeyBlock wrapped, Deadline deadline) {
        return rewrapper.rewrap(new Rewrapper.Request(wrapped, STORE, key -> {}), deadline);
    }

    void refreshVersions(Deadline deadline) {
        rewrapper.refreshVersions(deadline);
    }

    /** The key service authenticates what it wraps; this is for the day when it answers with another key all the same. */
    private void requireChecked(DataKey key, String version, String check) {
        if (!ConstantTime.equal(
                check(key, version).getBytes(StandardCharsets.US_ASCII), check.getBytes(StandardCharsets.US_ASCII))) {
            throw new KekMisconfiguredException(
                    kekName,
                    "its key service unwrapped version '" + version + "' to another key than was wrapped; nothing was"
                            + " encrypted with it",
                    null);
        }
    }

    private String check(DataKey key, String version) {
        byte[] check = key.use(bytes ->
                HkdfSha512.expand(jca, bytes, CHECK_LENGTH, CHECK_LABEL, version.getBytes(StandardCharsets.US_ASCII)));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(check);
    }

    private static EncryptionContext context(String tenantId) {
        return EncryptionContext.of("purpose", "envelope/tenant-key", "tenant", tenantId);
    }

    /** 8 random bytes as base32 without padding (RFC 4648) in lower case: 13 characters, of which the last holds 4 bits. */
    private static String newVersion() {
        byte[] random = Randomness.bytes(VERSION_LENGTH);
        StringBuilder version = new StringBuilder();
        int bits = 0;
        int held = 0;
        for (byte b : random) {
            bits = (bits << Byte.SIZE) | Byte.toUnsignedInt(b);
            held += Byte.SIZE;
            while (held >= 5) {
                held -= 5;
                version.append(BASE32.charAt((bits >>> held) & 31));
            }
        }
        return version.append(BASE32.charAt((bits << (5 - held)) & 31)).toString();
    }
}

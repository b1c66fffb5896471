package dev.envelope.internal.wrap;

import dev.envelope.EncryptionContext;
import dev.envelope.format.WrappedKey;
import dev.envelope.internal.crypto.AesCmac;
import dev.envelope.internal.crypto.HkdfSha512;
import dev.envelope.internal.crypto.Jca;
import dev.envelope.internal.crypto.PreparedCmacs;
import dev.envelope.internal.crypto.Randomness;
import dev.envelope.internal.crypto.SecretBytes;
import dev.envelope.internal.crypto.Xaes256Gcm;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.GeneratedDataKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;

/**
 * Wraps data keys under one 256-bit key that is held in this process, which is one version of a local or tenant key.
 *
 * <p>The key is expanded into two, one for each of two ways. <em>Wrapped</em> (0x01): XAES-256-GCM over the data key, with
 * the names and the context as additional data. <em>Derived</em> (0x02): the data key is the CMAC of a random value; it is
 * smaller and quicker, and does not authenticate by itself: the commitment of the content block does.
 *
 * <p>Safe for use by several threads. Closing wipes the keys.
 */
public final class LocalWrapping implements AutoCloseable {

    /** The length of a wrapped key in the first way, in bytes. */
    public static final int WRAPPED_LENGTH = 1 + Xaes256Gcm.NONCE_LENGTH + DataKey.LENGTH + Xaes256Gcm.TAG_LENGTH;

    /** The length of a derived key's entry, in bytes. */
    public static final int DERIVED_LENGTH = 1 + 16;

    private static final byte WRAPPED = 0x01;
    private static final byte DERIVED = 0x02;
    private static final byte[] WRAP_LABEL = "envelope/v1/wrap".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] DERIVE_LABEL = "envelope/v1/derive".getBytes(StandardCharsets.US_ASCII);

    /** Counter, label, 0x00 0x01 and the random value: two blocks, of which counter and value are filled in. */
    private static final byte[] DERIVATION = ByteBuffer.allocate(2 * AesCmac.BLOCK_LENGTH)
            .putShort((short) 0)
            .put("envelope-dek".getBytes(StandardCharsets.US_ASCII))
            .put((byte) 0)
            .put((byte) 1)
            .array();

    private final String kekName;
    private final String kekVersion;
    private final byte[] names;
    private final SecretBytes key;
    private final SecretBytes wrapKey;
    private final SecretBytes deriveKey;
    private final Xaes256Gcm wrapping;
    private final PreparedCmacs deriving;

    /**
     * One version of a key.
     *
     * @param jca where primitives come from
     * @param kekName the name of the key
     * @param kekVersion the version
     * @param key the key, 32 bytes; stays the caller's
     */
    public LocalWrapping(Jca jca, String kekName, String kekVersion, byte[] key) {
        this.kekName = kekName;
        this.kekVersion = kekVersion;
        this.names = names(kekName, kekVersion);
        this.key = SecretBytes.aes(key);
        this.wrapKey = expand(jca, key, WRAP_LABEL);
        this.deriveKey = expand(jca, key, DERIVE_LABEL);
        this.wrapping = new Xaes256Gcm(jca, wrapKey);
        this.deriving = new PreparedCmacs(jca, deriveKey);
    }

    /**
     * The same version over another JCA provider.
     *
     * @param other where primitives come from
     * @return a value of its own, which the caller owns
     */
    public LocalWrapping over(Jca other) {
        byte[] bytes = key.getEncoded();
        try {
            return new LocalWrapping(other, kekName, kekVersion, bytes);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /**
     * Wraps a data key (0x01).
     *
     * @param dataKey the data key; stays the caller's
     * @param context what to bind it to
     * @return the wrapped key
     */
    public WrappedKey wrap(DataKey dataKey, EncryptionContext context) {
        byte[] wrapped = new byte[WRAPPED_LENGTH];
        wrapped[0] = WRAPPED;
        System.arraycopy(Randomness.bytes(Xaes256Gcm.NONCE_LENGTH), 0, wrapped, 1, Xaes256Gcm.NONCE_LENGTH);
        return dataKey.use(bytes -> {
            wrapping.seal(wrapped, 1, bytes, aad(context));
            return entry(wrapped);
        });
    }

    /**
     * Makes a data key by derivation (0x02).
     *
     * @return the data key and its entry, which the caller owns
     */
    public GeneratedDataKey derive() {
        byte[] random = Randomness.bytes(DERIVED_LENGTH - 1);
        byte[] entry = new byte[DERIVED_LENGTH];
        entry[0] = DERIVED;
        System.arraycopy(random, 0, entry, 1, random.length);
        return new GeneratedDataKey(derived(entry), entry(entry));
    }

    /**
     * Unwraps a data key of either way.
     *
     * @param wrapped the entry's bytes, which may be anything
     * @param context what it was bound to
     * @return the data key, which the caller owns; empty if the key refuses it
     */
    public Optional<DataKey> unwrap(byte[] wrapped, EncryptionContext context) {
        if (wrapped.length == WRAPPED_LENGTH && wrapped[0] == WRAPPED) {
            return opened(wrapped, context);
        }
        if (wrapped.length == DERIVED_LENGTH && wrapped[0] == DERIVED) {
            return Optional.of(derived(wrapped));
        }
        return Optional.empty();
    }

    /** Wipes the key and the two that were expanded from it. */
    @Override
    public void close() {
        key.close();
        wrapping.close();
        wrapKey.close();
        deriving.close();
        deriveKey.close();
    }

    private Optional<DataKey> opened(byte[] wrapped, EncryptionContext context) {
        try {
            return Optional.of(DataKey.takeFrom(wrapping.open(wrapped, 1, WRAPPED_LENGTH - 1, aad(context))));
        } catch (AEADBadTagException e) {
            return Optional.empty();
        }
    }

    /** NIST SP 800-108r1 in counter mode with CMAC-AES256, 16-bit counter, label, 0x00 0x01 and r as context. */
    private DataKey derived(byte[] entry) {
        byte[] message = DERIVATION.clone();
        System.arraycopy(entry, 1, message, AesCmac.BLOCK_LENGTH, DERIVED_LENGTH - 1);
        return DataKey.takeFrom(deriving.derive(message));
    }

    private byte[] aad(EncryptionContext context) {
        byte[] canonical = context.toCanonicalBytes();
        byte[] aad = Arrays.copyOf(names, names.length + canonical.length);
        System.arraycopy(canonical, 0, aad, names.length, canonical.length);
        return aad;
    }

    private static byte[] names(String kekName, String kekVersion) {
        byte[] name = kekName.getBytes(StandardCharsets.US_ASCII);
        byte[] version = kekVersion.getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(WRAP_LABEL.length + 3 + name.length + version.length)
                .put(WRAP_LABEL)
                .put((byte) 0)
                .put((byte) name.length)
                .put(name)
                .put((byte) version.length)
                .put(version)
                .array();
    }

    private WrappedKey entry(byte[] bytes) {
        return WrappedKey.of(kekName, kekVersion, bytes);
    }

    private static SecretBytes expand(Jca jca, byte[] key, byte[] label) {
        byte[] expanded = HkdfSha512.expand(jca, key, DataKey.LENGTH, label);
        try {
            return SecretBytes.aes(expanded);
        } finally {
            Arrays.fill(expanded, (byte) 0);
        }
    }
}

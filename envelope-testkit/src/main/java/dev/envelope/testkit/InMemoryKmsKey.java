package dev.envelope.testkit;

import dev.envelope.EncryptionContext;
import dev.envelope.KekMisconfiguredException;
import dev.envelope.WrappedKeyRefusedException;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.GeneratedDataKey;
import dev.envelope.kek.KekCapability;
import dev.envelope.kek.KeyEncryptionKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A key of {@link InMemoryKms} as a key-encryption key. A wrapped key is a format byte and the service's ciphertext. */
final class InMemoryKmsKey implements KeyEncryptionKey {

    private static final byte FORMAT = 0x01;
    private static final String NONE = "";

    private final String name;
    private final String keyIdOrAlias;
    private final KmsSession kms;
    private final KeyDirectory directory;
    private volatile @Nullable String lastVersion;

    InMemoryKmsKey(String name, String keyIdOrAlias, KmsSession kms, KeyDirectory directory) {
        this.name = name;
        this.keyIdOrAlias = keyIdOrAlias;
        this.kms = kms;
        this.directory = directory;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public WrappedKey wrap(DataKey key, EncryptionContext context, Deadline deadline) {
        return key.use(bytes ->
                wrapped(call(NONE, deadline, () -> kms.encrypt(keyIdOrAlias, bytes, context.asMap(), deadline))));
    }

    @Override
    public DataKey unwrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
        byte[] ciphertext = ciphertext(wrapped);
        return dataKey(call(
                        wrapped.kekVersion(),
                        deadline,
                        () -> kms.decrypt(keyIdOrAlias, ciphertext, context.asMap(), deadline))
                .bytes());
    }

    @Override
    public GeneratedDataKey generateDataKey(EncryptionContext context, Deadline deadline) {
        KmsDataKey generated = call(NONE, deadline, () -> kms.generateDataKey(keyIdOrAlias, context.asMap(), deadline));
        DataKey key = dataKey(generated.plaintext());
        try {
            return new GeneratedDataKey(key, wrapped(generated.ciphertext()));
        } catch (Throwable e) {
            key.close();
            throw e;
        }
    }

    @Override
    public WrappedKey rewrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
        byte[] ciphertext = ciphertext(wrapped);
        return wrapped(call(
                wrapped.kekVersion(),
                deadline,
                () -> kms.reEncrypt(
                        keyIdOrAlias, ciphertext, context.asMap(), keyIdOrAlias, context.asMap(), deadline)));
    }

    @Override
    public Optional<String> currentVersion() {
        return Optional.ofNullable(lastVersion);
    }

    /** Asks for the key's description, which takes the right to {@link KmsOperation#DESCRIBE_KEY}. */
    @Override
    public void refreshVersion(Deadline deadline) {
        KmsKeyDescription key = call(NONE, deadline, () -> kms.describeKey(keyIdOrAlias, deadline));
        lastVersion = directory.versionLabel(keyIdOrAlias, key.keyId(), key.currentVersion());
    }

    /** All but that the label is bound: the ciphertext itself says which version opens it, as with most key services. */
    @Override
    public Set<KekCapability> capabilities() {
        return EnumSet.complementOf(EnumSet.of(KekCapability.BINDS_VERSION));
    }

    /** Returns the name and the key in the service. */
    @Override
    public String toString() {
        return "InMemoryKmsKey[" + name + ", key " + keyIdOrAlias + ", " + kms + "]";
    }

    private <R> R call(String versionLabel, Deadline deadline, Supplier<R> operation) {
        try {
            return operation.get();
        } catch (KmsException e) {
            throw KmsFailures.translate(name, versionLabel, deadline, e);
        }
    }

    private WrappedKey wrapped(KmsCiphertext ciphertext) {
        if (ciphertext.bytes().length == 0) {
            throw new KekMisconfiguredException(name, "the key service answered with an empty ciphertext", null);
        }
        String version = directory.versionLabel(keyIdOrAlias, ciphertext.keyId(), ciphertext.version());
        byte[] bytes = ByteBuffer.allocate(1 + ciphertext.bytes().length)
                .put(FORMAT)
                .put(ciphertext.bytes())
                .array();
        WrappedKey wrapped = WrappedKey.of(name, version, bytes);
        lastVersion = version;
        return wrapped;
    }

    /** The ciphertext in a wrapped key; its version is not looked at, the ciphertext names its own. */
    private byte[] ciphertext(WrappedKey wrapped) {
        byte[] bytes = wrapped.bytes();
        if (bytes[0] != FORMAT) {
            throw new WrappedKeyRefusedException(name, "its format byte is not one of this provider", null);
        }
        // The service would call it a bad request, but it is stored data that was altered.
        if (bytes.length - 1 > KmsSession.MAX_CIPHERTEXT_BYTES) {
            throw new WrappedKeyRefusedException(name, "it is longer than any ciphertext of the key service", null);
        }
        return Arrays.copyOfRange(bytes, 1, bytes.length);
    }

    private DataKey dataKey(byte[] plaintext) {
        int length = plaintext.length;
        try {
            return DataKey.takeFrom(plaintext);
        } catch (IllegalArgumentException e) {
            throw new KekMisconfiguredException(
                    name, "the key service answered with a data key of " + length + " bytes", e);
        }
    }
}

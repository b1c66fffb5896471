package dev.envelope.rotation;

import dev.envelope.EnvelopeCipher;
import dev.envelope.Keyring;
import dev.envelope.format.Envelope;
import dev.envelope.format.KeyBlock;
import dev.envelope.format.WrappedKey;
import dev.envelope.format.WrappedKeySize;
import dev.envelope.internal.keyring.InProcessKek;
import dev.envelope.internal.wrap.LocalWrapping;
import dev.envelope.kek.KeyEncryptionKey;
import java.util.List;
import java.util.Optional;

/** How long values will be, by the sizes that keys tell. */
final class Lengths implements LengthAfter {

    /** Of a key that does not tell: more than AWS KMS takes. */
    private static final WrappedKeySize UNTOLD =
            new WrappedKeySize(WrappedKey.MAX_NAME_LENGTH, WrappedKey.MAX_VERSION_LENGTH, 256);

    /** A derived data key of a tenant, whose names have these lengths at most. */
    private static final WrappedKeySize OF_TENANT =
            new WrappedKeySize(WrappedKey.MAX_NAME_LENGTH, 13, LocalWrapping.DERIVED_LENGTH);

    private final RotationOperation operation;
    private final Optional<EnvelopeCipher> only;
    private long growth;

    Lengths(RotationOperation operation, Optional<EnvelopeCipher> only) {
        this.operation = operation;
        this.only = only;
    }

    /** Looks at an envelope that may be rewrapped. */
    void see(Keyring keyring, KeyBlock sample) {
        long after = 0;
        for (KeyEncryptionKey kek : keyring.encrypting()) {
            after += entryLength(rewrapped(kek, sample));
        }
        for (WrappedKey key : sample.keys()) {
            after += keyring.find(key.kekName()).isEmpty() ? entryLength(key.size()) : 0;
        }
        long before = sample.keys().stream()
                .map(WrappedKey::size)
                .mapToLong(Lengths::entryLength)
                .sum();
        growth = Math.max(growth, after - before);
    }

    @Override
    public long of(long length, boolean text) {
        return switch (operation) {
            case REWRAP -> length + (text ? (growth * 4 + 2) / 3 : growth);
            case ENCRYPT -> encrypted(length, text);
            case INSECURE_DECRYPT -> length;
        };
    }

    private long encrypted(long length, boolean text) {
        List<WrappedKeySize> sizes = only.map(cipher -> cipher.keyring().encrypting().stream()
                        .map(kek -> kek.wrappedKeySize().orElse(UNTOLD))
                        .toList())
                .orElse(List.of(OF_TENANT));
        WrappedKeySize[] extras = sizes.subList(1, sizes.size()).toArray(new WrappedKeySize[0]);
        return text
                ? Envelope.textLength(length, sizes.get(0), extras)
                : length + Envelope.overhead(length, sizes.get(0), extras);
    }

    /** Rewrapping gives a tenant's record a wrapped key in place of a derived one. */
    private static WrappedKeySize rewrapped(KeyEncryptionKey kek, KeyBlock sample) {
        Optional<WrappedKeySize> before = sample.key(kek.name()).map(WrappedKey::size);
        WrappedKeySize size = kek.wrappedKeySize().or(() -> before).orElse(UNTOLD);
        return kek instanceof InProcessKek
                ? new WrappedKeySize(size.nameLength(), size.versionLength(), LocalWrapping.WRAPPED_LENGTH)
                : size;
    }

    private static long entryLength(WrappedKeySize size) {
        return 4L + size.nameLength() + size.versionLength() + size.wrappedLength();
    }
}

package dev.envelope.rotation;

import dev.envelope.format.WrappedKey;
import dev.envelope.internal.format.Labels;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Optional;

/**
 * A version of a key-encryption key, as envelopes name it. A label: only an unwrap tells whether it is true.
 *
 * @param kekName the name of the key-encryption key
 * @param version its version; empty where its key service shows none
 */
public record KekVersion(String kekName, String version) implements Comparable<KekVersion> {

    private static final Comparator<KekVersion> ORDER =
            Comparator.comparing(KekVersion::kekName).thenComparing(KekVersion::version);

    /**
     * Checks that the format allows both.
     *
     * @param kekName the name of the key-encryption key
     * @param version its version; empty where its key service shows none
     * @throws IllegalArgumentException if the format does not allow one of them
     */
    public KekVersion {
        WrappedKey.requireName(kekName);
        WrappedKey.requireVersion(version);
    }

    /**
     * The version that an entry of a key block names.
     *
     * @param key the entry
     * @return its name and version
     */
    public static KekVersion of(WrappedKey key) {
        return new KekVersion(key.kekName(), key.kekVersion());
    }

    /**
     * Reads the version that an envelope begins with.
     *
     * @param beginning the envelope, or the first {@value BeginningRange#LENGTH} bytes of it
     * @param text whether it is in text form
     * @return the version of its primary; empty if it does not begin as an envelope of format version 1 does, or the label is
     *     not one that the format allows
     */
    public static Optional<KekVersion> read(byte[] beginning, boolean text) {
        if (!BeginningRange.ofEnvelopes(text).contains(beginning)) {
            return Optional.empty();
        }
        return text ? readText(beginning) : readBinary(beginning);
    }

    /**
     * Returns the bytes that all envelopes under this version begin with, and no others.
     *
     * @param text whether they are in text form
     * @return at most {@value BeginningRange#LENGTH} bytes
     */
    public byte[] beginning(boolean text) {
        byte[] magic = BeginningRange.ofEnvelopes(text).from();
        if (text) {
            return (new String(magic, StandardCharsets.US_ASCII) + kekName + ":" + version + ":")
                    .getBytes(StandardCharsets.US_ASCII);
        }
        return ByteBuffer.allocate(magic.length + 1 + kekName.length() + 1 + version.length())
                .put(magic)
                .put((byte) kekName.length())
                .put(kekName.getBytes(StandardCharsets.US_ASCII))
                .put((byte) version.length())
                .put(version.getBytes(StandardCharsets.US_ASCII))
                .array();
    }

    private static Optional<KekVersion> readText(byte[] beginning) {
        String[] fields = new String(beginning, StandardCharsets.ISO_8859_1).split(":", 4);
        return fields.length == 4 ? checked(fields[1], fields[2]) : Optional.empty();
    }

    private static Optional<KekVersion> readBinary(byte[] beginning) {
        ByteBuffer rest = ByteBuffer.wrap(beginning);
        rest.position(BeginningRange.ofEnvelopes(false).from().length);
        return field(rest).flatMap(name -> field(rest).flatMap(version -> checked(name, version)));
    }

    private static Optional<String> field(ByteBuffer rest) {
        if (!rest.hasRemaining()) {
            return Optional.empty();
        }
        int length = rest.get() & 0xff;
        if (length > rest.remaining()) {
            return Optional.empty();
        }
        byte[] bytes = new byte[length];
        rest.get(bytes);
        return Optional.of(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    private static Optional<KekVersion> checked(String name, String version) {
        return Labels.isName(name) && Labels.isVersion(version)
                ? Optional.of(new KekVersion(name, version))
                : Optional.empty();
    }

    @Override
    public int compareTo(KekVersion other) {
        return ORDER.compare(this, other);
    }

    /** Returns {@code name:version}. */
    @Override
    public String toString() {
        return kekName + ":" + version;
    }
}

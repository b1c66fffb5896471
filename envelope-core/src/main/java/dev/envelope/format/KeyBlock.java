package dev.envelope.format;

import static java.util.Objects.requireNonNull;

import dev.envelope.ErrorCode;
import dev.envelope.InvalidEnvelopeException;
import dev.envelope.InvalidInputException;
import dev.envelope.internal.format.Labels;
import dev.envelope.internal.format.TextForm;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The first part of an envelope: who can unwrap its data key, and the wrapped data keys. Rewrapping replaces this part
 * and no other. It can be kept apart from a large content block (in a column, an object's metadata, a sidecar file), in
 * binary or as text.
 *
 * <p>Nothing in it is authenticated before one of its keys was unwrapped. Immutable, safe for use by several threads,
 * compared by value.
 */
public final class KeyBlock {

    /** The most wrapped keys in one key block: a primary and seven extras. */
    public static final int MAX_KEYS = 8;

    static final byte[] MAGIC = {'E', 'N', 'V'};
    static final byte VERSION = 1;

    /** Magic, format version and the number of extras: what a key block takes beside its entries. */
    static final int FIXED_LENGTH = MAGIC.length + 1 + 1;

    private final List<WrappedKey> keys;

    private KeyBlock(List<WrappedKey> keys) {
        this.keys = keys;
    }

    /**
     * A key block.
     *
     * @param keys 1 to 8 wrapped data keys of KEKs with different names, the primary first
     * @return the value
     * @throws InvalidInputException with {@link ErrorCode#TOO_MANY_KEYS} if there are more than 8
     * @throws IllegalArgumentException if there is none, or a name stands twice
     */
    public static KeyBlock of(List<WrappedKey> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("A key block has at least one wrapped key");
        }
        if (keys.size() > MAX_KEYS) {
            throw new InvalidInputException(
                    ErrorCode.TOO_MANY_KEYS,
                    "An envelope holds at most " + MAX_KEYS + " wrapped keys, and there are " + keys.size()
                            + ": let fewer KEKs of the keyring encrypt.");
        }
        for (int i = 1; i < keys.size(); i++) {
            String name = keys.get(i).kekName();
            if (holds(keys.subList(0, i), name)) {
                throw new IllegalArgumentException("KEK '" + name + "' stands twice in one key block");
            }
        }
        return new KeyBlock(List.copyOf(keys));
    }

    /**
     * Reads a key block that stands alone.
     *
     * @param bytes the key block and nothing else
     * @return the value
     * @throws InvalidEnvelopeException if it is none, or something follows it
     */
    public static KeyBlock parse(byte[] bytes) {
        return parseWhole(ByteBuffer.wrap(bytes));
    }

    /**
     * Reads a key block that stands alone, in text form.
     *
     * @param text what {@link #toText()} returned
     * @return the value
     * @throws InvalidEnvelopeException if it is none, or something follows it
     */
    public static KeyBlock parse(String text) {
        return parseWhole(ByteBuffer.wrap(TextForm.toBytes(text)));
    }

    /**
     * Reads the key block with which an envelope begins.
     *
     * @param envelope the envelope or a part of it; its position is moved behind the key block, unless this throws
     * @return the value
     * @throws InvalidEnvelopeException if there is none, or it is cut
     */
    public static KeyBlock read(ByteBuffer envelope) {
        ByteBuffer bytes = envelope.slice();
        KeyBlock keyBlock = new KeyBlockReader(new InMemory(bytes)).readUnchecked();
        envelope.position(envelope.position() + bytes.position());
        return keyBlock;
    }

    /**
     * Reads the key block with which an envelope begins, and not a byte more.
     *
     * @param envelope a stream at the beginning of an envelope; not closed
     * @return the value
     * @throws InvalidEnvelopeException if there is none, or it is cut
     * @throws IOException from the stream
     */
    public static KeyBlock read(InputStream envelope) throws IOException {
        return new KeyBlockReader(new InStream(envelope)).read();
    }

    /**
     * Returns all wrapped keys, the primary first.
     *
     * @return an unmodifiable list of 1 to 8
     */
    public List<WrappedKey> keys() {
        return keys;
    }

    /**
     * Returns the first wrapped key, by which envelopes are ordered and searched.
     *
     * @return the primary
     */
    public WrappedKey primary() {
        return keys.get(0);
    }

    /**
     * Returns the wrapped key of a KEK.
     *
     * @param kekName the name of the KEK
     * @return the wrapped key, or empty
     */
    public Optional<WrappedKey> key(String kekName) {
        requireNonNull(kekName, "kekName");
        return keys.stream().filter(key -> key.kekName().equals(kekName)).findFirst();
    }

    /**
     * Returns the length of the binary form.
     *
     * @return the length, in bytes
     */
    public int length() {
        int length = FIXED_LENGTH;
        for (WrappedKey key : keys) {
            length += key.size().entryLength();
        }
        return length;
    }

    static int length(List<WrappedKeySize> sizes) {
        return FIXED_LENGTH
                + sizes.stream().mapToInt(WrappedKeySize::entryLength).sum();
    }

    /**
     * Returns the binary form, with which the envelope begins.
     *
     * @return a new array
     */
    public byte[] toBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(length()).put(MAGIC).put(VERSION);
        primary().writeTo(bytes);
        bytes.put((byte) (keys.size() - 1));
        for (int i = 1; i < keys.size(); i++) {
            keys.get(i).writeTo(bytes);
        }
        return bytes.array();
    }

    /**
     * Returns the text form of the key block alone.
     *
     * @return such as {@code env1:cards:2:AEkB…}
     */
    public String toText() {
        return TextForm.toText(toBytes());
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof KeyBlock block && keys.equals(block.keys);
    }

    @Override
    public int hashCode() {
        return keys.hashCode();
    }

    /** Returns names, versions and lengths. */
    @Override
    public String toString() {
        return "KeyBlock" + keys;
    }

    private static boolean holds(List<WrappedKey> keys, String name) {
        for (WrappedKey key : keys) {
            if (key.kekName().equals(name)) {
                return true;
            }
        }
        return false;
    }

    private static KeyBlock parseWhole(ByteBuffer bytes) {
        KeyBlock keyBlock = read(bytes);
        if (bytes.hasRemaining()) {
            throw new InvalidEnvelopeException(
                    ErrorCode.MALFORMED,
                    "The key block is followed by " + bytes.remaining()
                            + " more bytes. If this is a whole envelope, parse it as one.");
        }
        return keyBlock;
    }

    /** Where the bytes of a key block come from. */
    private interface Source {

        /** The next byte, or -1 at the end. */
        int next() throws IOException;

        /** As many bytes as asked for, fewer only at the end. */
        byte[] next(int length) throws IOException;
    }

    private record InMemory(ByteBuffer bytes) implements Source {

        @Override
        public int next() {
            return bytes.hasRemaining() ? Byte.toUnsignedInt(bytes.get()) : -1;
        }

        @Override
        public byte[] next(int length) {
            byte[] part = new byte[Math.min(length, bytes.remaining())];
            bytes.get(part);
            return part;
        }
    }

    private record InStream(InputStream stream) implements Source {

        @Override
        public int next() throws IOException {
            return stream.read();
        }

        @Override
        public byte[] next(int length) throws IOException {
            return stream.readNBytes(length);
        }
    }

    /** Reads a key block from its beginning, checking every length before that much is allocated. */
    private record KeyBlockReader(Source source) {

        KeyBlock readUnchecked() {
            try {
                return read();
            } catch (IOException e) {
                throw new AssertionError("memory does not fail", e);
            }
        }

        KeyBlock read() throws IOException {
            for (int i = 0; i < MAGIC.length; i++) {
                int next = source.next();
                if (next < 0 && i > 0) {
                    throw truncated("its first bytes");
                }
                if (next != MAGIC[i]) {
                    throw notAnEnvelope();
                }
            }
            int version = nextByte("format version");
            if (version != VERSION) {
                throw new InvalidEnvelopeException(
                        ErrorCode.UNSUPPORTED_VERSION,
                        "The envelope has format version " + version + ", and this release reads version " + VERSION
                                + ". Read it with a newer release.");
            }
            List<WrappedKey> keys = new ArrayList<>(1);
            keys.add(nextKey(keys));
            int extras = nextByte("number of extra keys");
            if (extras > MAX_KEYS - 1) {
                throw malformed(
                        "claims " + extras + " extra wrapped keys, and at most " + (MAX_KEYS - 1) + " are allowed");
            }
            for (int i = 0; i < extras; i++) {
                keys.add(nextKey(keys));
            }
            return new KeyBlock(List.copyOf(keys));
        }

        private WrappedKey nextKey(List<WrappedKey> before) throws IOException {
            int nameLength = nextByte("length of a KEK's name");
            if (nameLength < 1 || nameLength > WrappedKey.MAX_NAME_LENGTH) {
                throw malformed("has a KEK name of " + nameLength + " bytes, not 1 to " + WrappedKey.MAX_NAME_LENGTH);
            }
            String name = nextText(nameLength, "KEK's name");
            if (!Labels.isName(name)) {
                throw malformed("has a KEK name with characters other than a-z 0-9 . / -");
            }
            if (holds(before, name)) {
                throw malformed("has two wrapped keys of KEK '" + name + "'");
            }
            int versionLength = nextByte("length of a KEK's version");
            if (versionLength > WrappedKey.MAX_VERSION_LENGTH) {
                throw malformed("has a KEK version of " + versionLength + " bytes, and at most "
                        + WrappedKey.MAX_VERSION_LENGTH + " are allowed");
            }
            String version = nextText(versionLength, "KEK's version");
            if (!Labels.isVersion(version)) {
                throw malformed("has a KEK version with characters other than A-Z a-z 0-9 . -");
            }
            int wrappedLength =
                    (nextByte("length of a wrapped key") << Byte.SIZE) | nextByte("length of a wrapped key");
            if (wrappedLength < 1 || wrappedLength > WrappedKey.MAX_WRAPPED_LENGTH) {
                throw malformed(
                        "has a wrapped key of " + wrappedLength + " bytes, not 1 to " + WrappedKey.MAX_WRAPPED_LENGTH);
            }
            return WrappedKey.ofChecked(name, version, next(wrappedLength, "wrapped key"));
        }

        private int nextByte(String what) throws IOException {
            int next = source.next();
            if (next < 0) {
                throw truncated("the " + what);
            }
            return next;
        }

        private String nextText(int length, String what) throws IOException {
            return new String(next(length, what), StandardCharsets.ISO_8859_1);
        }

        private byte[] next(int length, String what) throws IOException {
            byte[] part = source.next(length);
            if (part.length < length) {
                throw truncated("the " + what);
            }
            return part;
        }

        private static InvalidEnvelopeException notAnEnvelope() {
            return new InvalidEnvelopeException(
                    ErrorCode.NOT_AN_ENVELOPE,
                    "These bytes are no envelope: they do not begin with 'ENV'. Is this a plaintext, another column, or"
                            + " the text form (which begins with 'env1:' and has methods of its own)?");
        }

        private static InvalidEnvelopeException truncated(String what) {
            return new InvalidEnvelopeException(
                    ErrorCode.TRUNCATED,
                    "The envelope ends too early: in the middle of " + what
                            + ". Part of it was lost when it was stored or transferred.");
        }

        private static InvalidEnvelopeException malformed(String what) {
            return new InvalidEnvelopeException(
                    ErrorCode.MALFORMED, "The envelope is broken: its key block " + what + ".");
        }
    }
}

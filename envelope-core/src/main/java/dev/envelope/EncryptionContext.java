package dev.envelope;

import dev.envelope.internal.format.Utf8;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a record <em>is</em>: its tenant, table, row, column, as pairs of strings. It is authenticated with the record
 * and not stored in the envelope, so a record opens only where the same pairs are given again: an envelope copied to
 * another row, column or tenant is refused there.
 *
 * <pre>{@code
 * EncryptionContext row = EncryptionContext.of("table", "cards", "id", "42", "column", "pan");
 * }</pre>
 *
 * <p>Pairs are compared byte for byte in UTF-8, in any order, without any normalisation: {@code "é"} as one code point
 * and as two are different. A context holds at most {@value #MAX_PAIRS} pairs and {@value #MAX_BYTES} bytes in its
 * canonical form. Keys are unique. Choose pairs that never change during the life of a row; if one has to,
 * {@link EnvelopeCipher#reencrypt} moves a record from one context to another.
 *
 * <p>A context is not a secret, and some key services write it to their audit log; all the same, its values appear in
 * no message or {@code toString} of this library.
 *
 * <p>Instances are immutable, safe for use by several threads, and compared by value.
 */
public final class EncryptionContext {

    /** The most pairs a context can hold. */
    public static final int MAX_PAIRS = 64;

    /** The most bytes a context's canonical form can have. */
    public static final int MAX_BYTES = 8192;

    private static final EncryptionContext NONE = new EncryptionContext(Map.of());

    private final Map<String, String> pairs;
    private final byte[] canonical;

    private EncryptionContext(Map<String, String> unsorted) {
        if (unsorted.size() > MAX_PAIRS) {
            throw invalid("has " + unsorted.size() + " pairs, and at most " + MAX_PAIRS + " are allowed");
        }
        List<Pair> sorted = new ArrayList<>(unsorted.size());
        long length = Short.BYTES;
        for (Map.Entry<String, String> entry : unsorted.entrySet()) {
            Pair pair = Pair.of(entry.getKey(), entry.getValue());
            length += 2L * Short.BYTES + pair.keyBytes.length + pair.valueBytes.length;
            sorted.add(pair);
        }
        if (length > MAX_BYTES) {
            throw invalid("takes " + length + " bytes, and at most " + MAX_BYTES + " are allowed");
        }
        Collections.sort(sorted);
        Map<String, String> inOrder = new LinkedHashMap<>();
        ByteBuffer bytes = ByteBuffer.allocate((int) length).putShort((short) sorted.size());
        for (Pair pair : sorted) {
            bytes.putShort((short) pair.keyBytes.length).put(pair.keyBytes);
            bytes.putShort((short) pair.valueBytes.length).put(pair.valueBytes);
            inOrder.put(pair.key, pair.value);
        }
        this.pairs = Collections.unmodifiableMap(inOrder);
        this.canonical = bytes.array();
    }

    /**
     * The empty context: a record encrypted with it is bound to nothing and opens wherever it is copied to. Searching
     * for calls of this method finds every such place.
     *
     * @return the empty context
     */
    public static EncryptionContext none() {
        return NONE;
    }

    /**
     * A context of keys and values in turn.
     *
     * @param key the first key
     * @param value its value
     * @param more further keys and values in turn
     * @return the context
     * @throws IllegalArgumentException if a key has no value
     * @throws InvalidInputException with {@link ErrorCode#INVALID_CONTEXT} if a key stands twice, something is null or
     *     has no UTF-8 form, or the limits are exceeded
     */
    public static EncryptionContext of(String key, String value, String... more) {
        if (more.length % 2 != 0) {
            throw new IllegalArgumentException("The last key of the encryption context has no value");
        }
        Map<String, String> pairs = new LinkedHashMap<>();
        pairs.put(key, value);
        for (int i = 0; i < more.length; i += 2) {
            if (pairs.containsKey(more[i])) {
                throw duplicate(more[i]);
            }
            pairs.put(more[i], more[i + 1]);
        }
        return new EncryptionContext(pairs);
    }

    /**
     * A context of the entries of a map, in any order.
     *
     * @param pairs the keys and values; copied
     * @return the context
     * @throws InvalidInputException with {@link ErrorCode#INVALID_CONTEXT} if something is null or has no UTF-8 form, or
     *     the limits are exceeded
     */
    public static EncryptionContext of(Map<String, String> pairs) {
        return new EncryptionContext(pairs);
    }

    /**
     * This context and one more pair.
     *
     * @param key a key that this context does not have
     * @param value its value
     * @return a new context
     * @throws InvalidInputException with {@link ErrorCode#INVALID_CONTEXT} if the key stands there already, something is
     *     null or has no UTF-8 form, or the limits are exceeded
     */
    public EncryptionContext with(String key, String value) {
        if (pairs.containsKey(key)) {
            throw duplicate(key);
        }
        Map<String, String> more = new LinkedHashMap<>(pairs);
        more.put(key, value);
        return new EncryptionContext(more);
    }

    /**
     * Tells whether this context binds a record to nothing.
     *
     * @return true if there are no pairs
     */
    public boolean isEmpty() {
        return pairs.isEmpty();
    }

    /**
     * Returns the pairs, in the order of their canonical form.
     *
     * @return an unmodifiable map
     */
    public Map<String, String> asMap() {
        return pairs;
    }

    /**
     * Returns the canonical form, which is what is authenticated: the number of pairs, then the pairs sorted by the
     * unsigned UTF-8 bytes of the key, each as length, key, length, value; numbers are 16 bit, big-endian
     * ({@code docs/format.md}, section "Encryption context").
     *
     * @return a new array
     */
    public byte[] toCanonicalBytes() {
        return canonical.clone();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EncryptionContext context && Arrays.equals(canonical, context.canonical);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(canonical);
    }

    /**
     * Returns the keys, and none of the values.
     *
     * @return such as {@code EncryptionContext[column, id, table]}
     */
    @Override
    public String toString() {
        return "EncryptionContext" + pairs.keySet();
    }

    private static InvalidInputException invalid(String what) {
        return new InvalidInputException(ErrorCode.INVALID_CONTEXT, "The encryption context " + what + ".");
    }

    private static InvalidInputException duplicate(@Nullable String key) {
        return invalid("has the key '" + key + "' twice");
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Pair(String key, String value, byte[] keyBytes, byte[] valueBytes) implements Comparable<Pair> {

        static Pair of(@Nullable String key, @Nullable String value) {
            if (key == null) {
                throw invalid("has a key that is null");
            }
            if (value == null) {
                throw invalid("has no value (null) for the key '" + key + "'");
            }
            return new Pair(
                    key,
                    value,
                    utf8(key, "has a key that is not valid UTF-16 text (a lone surrogate)"),
                    utf8(
                            value,
                            "has a value that is not valid UTF-16 text (a lone surrogate), under the key '" + key
                                    + "'"));
        }

        private static byte[] utf8(String text, String otherwise) {
            try {
                return Utf8.encode(text);
            } catch (CharacterCodingException e) {
                throw invalid(otherwise);
            }
        }

        @Override
        public int compareTo(Pair other) {
            return Arrays.compareUnsigned(keyBytes, other.keyBytes);
        }
    }
}

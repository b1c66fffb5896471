package dev.envelope.internal.content;

import dev.envelope.EncryptionContext;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Supplier;

/**
 * What the content block is bound to: the format's label and the canonical encryption context.
 *
 * @param bytes what is authenticated
 * @param description the keys of the pairs, for messages; none of the values. Made when it is wanted: few records need it
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record ContentContext(byte[] bytes, Supplier<String> description) {

    private static final byte[] LABEL = "envelope/v1\0".getBytes(StandardCharsets.US_ASCII);

    /**
     * What the content of a record is bound to.
     *
     * @param context what the record is
     * @return the same, as the content block wants it
     */
    public static ContentContext of(EncryptionContext context) {
        byte[] canonical = context.toCanonicalBytes();
        byte[] bytes = Arrays.copyOf(LABEL, LABEL.length + canonical.length);
        System.arraycopy(canonical, 0, bytes, LABEL.length, canonical.length);
        return new ContentContext(
                bytes,
                () -> context.isEmpty()
                        ? "no pairs"
                        : "the pairs " + context.asMap().keySet());
    }

    @Override
    public String toString() {
        return "ContentContext[" + description.get() + "]";
    }
}

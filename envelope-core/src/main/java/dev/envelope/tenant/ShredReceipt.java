package dev.envelope.tenant;

import static java.util.Objects.requireNonNull;

import dev.envelope.ErrorCode;
import dev.envelope.InvalidInputException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Says that a tenant's keys were destroyed, and when. Keep it apart from the store: if the store is ever put back from a
 * backup that is older, {@link TenantKeys#replay(ShredReceipt)} destroys them again.
 *
 * <p>It holds no key, but the tenant's id. It is authenticated under the store's key, so it proves something to whoever can
 * ask {@link TenantKeys#isGenuine(ShredReceipt)}, and to no one else.
 *
 * @param tenantId the tenant
 * @param revision the revision of the tenant that says it is shredded
 * @param shreddedAt when, by the clock of the process that did it
 * @param versions the versions of its key, as envelopes name them
 * @param seal 43 characters of base64url
 */
public record ShredReceipt(String tenantId, long revision, Instant shreddedAt, List<String> versions, String seal) {

    private static final String PREFIX = "envelope-shred1:";
    private static final int MAX_LENGTH = 1 << 20;

    /**
     * Copies the list.
     *
     * @param tenantId the tenant
     * @param revision the revision of the tenant that says it is shredded
     * @param shreddedAt when
     * @param versions the versions of its key
     * @param seal what authenticates all of this
     */
    public ShredReceipt {
        requireNonNull(tenantId, "tenantId");
        requireNonNull(shreddedAt, "shreddedAt");
        versions = List.copyOf(versions);
        requireNonNull(seal, "seal");
    }

    /**
     * Returns the receipt as one line of ASCII.
     *
     * @return what {@link #parse} reads
     */
    public String toText() {
        SealedFields fields = new SealedFields("receipt")
                .add(TenantId.utf8(tenantId))
                .add(revision)
                .add(shreddedAt)
                .add(seal);
        versions.forEach(fields::add);
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(fields.toBytes());
    }

    /**
     * Reads a receipt. That it can be read does not say that it is genuine.
     *
     * @param text what {@link #toText()} returned
     * @return the receipt
     * @throws InvalidInputException with {@link ErrorCode#INVALID_TEXT} if it is none
     */
    public static ShredReceipt parse(String text) {
        if (!text.startsWith(PREFIX) || text.length() > MAX_LENGTH) {
            throw broken();
        }
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text.substring(PREFIX.length())));
            List<byte[]> fields = new ArrayList<>();
            while (bytes.hasRemaining()) {
                int length = bytes.remaining() < Integer.BYTES ? -1 : bytes.getInt();
                if (length < 0 || length > bytes.remaining()) {
                    throw broken();
                }
                byte[] field = new byte[length];
                bytes.get(field);
                fields.add(field);
            }
            if (fields.size() < 5 || fields.get(2).length != Long.BYTES || fields.get(3).length != Long.BYTES) {
                throw broken();
            }
            ShredReceipt receipt = new ShredReceipt(
                    new String(fields.get(1), StandardCharsets.UTF_8),
                    ByteBuffer.wrap(fields.get(2)).getLong(),
                    Instant.ofEpochMilli(ByteBuffer.wrap(fields.get(3)).getLong()),
                    fields.stream().skip(5).map(ShredReceipt::ascii).toList(),
                    ascii(fields.get(4)));
            // One text for one receipt: decoders of base64 and of characters put up with more than that.
            if (!receipt.toText().equals(text)) {
                throw broken();
            }
            return receipt;
        } catch (IllegalArgumentException e) {
            throw broken();
        }
    }

    /** Returns versions and date; not the tenant's id, which is not for logs. */
    @Override
    public String toString() {
        return "ShredReceipt[versions " + versions + ", " + shreddedAt + "]";
    }

    private static String ascii(byte[] field) {
        return new String(field, StandardCharsets.US_ASCII);
    }

    private static InvalidInputException broken() {
        return new InvalidInputException(
                ErrorCode.INVALID_TEXT,
                "This is no receipt of a shredded tenant, or part of it is missing. It is one line that begins with '"
                        + PREFIX + "'.");
    }
}

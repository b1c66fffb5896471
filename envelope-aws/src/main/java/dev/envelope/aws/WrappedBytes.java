package dev.envelope.aws;

import dev.envelope.WrappedKeyRefusedException;
import dev.envelope.format.WrappedKey;
import java.nio.ByteBuffer;

/**
 * The bytes of a wrapped key: a format byte, the {@linkplain KeyId#hint() hint} of the key that wrapped it, and the ciphertext
 * blob of KMS.
 *
 * @param hint which key is said to have wrapped it
 * @param blob what KMS returned and opens
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record WrappedBytes(byte[] hint, byte[] blob) {

    /** The most bytes that KMS takes as a ciphertext blob. */
    static final int MAX_BLOB_LENGTH = 6144;

    private static final byte FORMAT = 0x01;
    private static final int HEADER_LENGTH = 1 + KeyId.HINT_LENGTH;

    /**
     * Reads bytes that may be anything.
     *
     * @throws WrappedKeyRefusedException if they can't be of this provider
     */
    static WrappedBytes of(WrappedKey wrapped) {
        byte[] bytes = wrapped.bytes();
        if (bytes[0] != FORMAT) {
            throw new WrappedKeyRefusedException(
                    wrapped.kekName(), "its first byte is not the one of keys wrapped by AWS KMS", null);
        }
        int blobLength = bytes.length - HEADER_LENGTH;
        if (blobLength < 1 || blobLength > MAX_BLOB_LENGTH) {
            throw new WrappedKeyRefusedException(
                    wrapped.kekName(), "it is not as long as one wrapped by AWS KMS can be", null);
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).position(1);
        return new WrappedBytes(take(buffer, KeyId.HINT_LENGTH), take(buffer, blobLength));
    }

    byte[] toArray() {
        return ByteBuffer.allocate(HEADER_LENGTH + blob.length)
                .put(FORMAT)
                .put(hint)
                .put(blob)
                .array();
    }

    @Override
    public String toString() {
        return "WrappedBytes[" + blob.length + " bytes of KMS]";
    }

    private static byte[] take(ByteBuffer buffer, int length) {
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }
}

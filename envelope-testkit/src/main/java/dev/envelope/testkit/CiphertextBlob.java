package dev.envelope.testkit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The ciphertext of the service: which key and version made it, nonce, and what AES-GCM sealed. On the wire: format byte,
 * length of the key id (1 byte), key id, version (4), nonce (12), sealed.
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record CiphertextBlob(String keyId, int version, byte[] nonce, byte[] sealed) {

    static final int MAX_KEY_ID_BYTES = 255;
    static final int NONCE_LENGTH = 12;
    static final int TAG_LENGTH = 16;
    private static final byte FORMAT = 0x01;

    /** Reads a ciphertext that may be anything. */
    static Optional<CiphertextBlob> parse(byte[] bytes) {
        if (bytes.length < 2 || bytes[0] != FORMAT) {
            return Optional.empty();
        }
        int keyIdLength = Byte.toUnsignedInt(bytes[1]);
        if (bytes.length < headerLength(keyIdLength) + NONCE_LENGTH + TAG_LENGTH) {
            return Optional.empty();
        }
        ByteBuffer buffer = ByteBuffer.wrap(bytes).position(2);
        String keyId = new String(take(buffer, keyIdLength), StandardCharsets.UTF_8);
        int version = buffer.getInt();
        return Optional.of(
                new CiphertextBlob(keyId, version, take(buffer, NONCE_LENGTH), take(buffer, buffer.remaining())));
    }

    byte[] toBytes() {
        byte[] id = keyId.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(headerLength(id.length) + NONCE_LENGTH + sealed.length)
                .put(FORMAT)
                .put((byte) id.length)
                .put(id)
                .putInt(version)
                .put(nonce)
                .put(sealed)
                .array();
    }

    @Override
    public String toString() {
        return "CiphertextBlob[" + keyId + "#" + version + "]";
    }

    private static int headerLength(int keyIdLength) {
        return 2 + keyIdLength + Integer.BYTES;
    }

    private static byte[] take(ByteBuffer buffer, int length) {
        byte[] bytes = new byte[length];
        buffer.get(bytes);
        return bytes;
    }
}

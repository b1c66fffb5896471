package dev.envelope.tenant;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Fields as one message to authenticate: a label, then each field with its length, so that no two lists of them are alike. */
final class SealedFields {

    private final List<byte[]> fields = new ArrayList<>();

    SealedFields(String label) {
        add(label);
    }

    SealedFields add(byte[] field) {
        fields.add(field);
        return this;
    }

    /** ASCII. */
    SealedFields add(String field) {
        return add(field.getBytes(StandardCharsets.US_ASCII));
    }

    SealedFields add(long field) {
        return add(ByteBuffer.allocate(Long.BYTES).putLong(field).array());
    }

    SealedFields add(Instant field) {
        return add(field.toEpochMilli());
    }

    byte[] toBytes() {
        int length =
                fields.stream().mapToInt(field -> Integer.BYTES + field.length).sum();
        ByteBuffer bytes = ByteBuffer.allocate(length);
        fields.forEach(field -> bytes.putInt(field.length).put(field));
        return bytes.array();
    }
}

package dev.envelope;

import dev.envelope.format.Envelope;
import dev.envelope.format.KeyBlock;
import dev.envelope.internal.content.ChunkLayout;
import dev.envelope.internal.format.TextForm;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Refuses to encrypt what is an envelope already, unless the application allowed it. */
record NestedEnvelopeGuard(boolean allowed) {

    /** Refuses a message that parses completely as an envelope. */
    void check(byte[] message) {
        if (!allowed && Envelope.isEnvelope(message)) {
            throw new AlreadyAnEnvelopeException();
        }
    }

    /**
     * Refuses a stream by its first chunk. One that is not full is the whole message. Behind a full one the rest is not
     * known yet: it is refused if it holds a complete key block and the header of a content block.
     */
    void checkBeginning(byte[] firstChunk, int length) {
        if (length < ChunkLayout.CHUNK_LENGTH) {
            byte[] message = Arrays.copyOf(firstChunk, length);
            try {
                check(message);
            } finally {
                Arrays.fill(message, (byte) 0);
            }
        } else if (!allowed && beginsAsEnvelope(firstChunk, length)) {
            throw new AlreadyAnEnvelopeException();
        }
    }

    private static boolean beginsAsEnvelope(byte[] firstChunk, int length) {
        try {
            ByteBuffer beginning = ByteBuffer.wrap(firstChunk, 0, length);
            String text =
                    new String(firstChunk, 0, Math.min(length, TextForm.PREFIX.length()), StandardCharsets.US_ASCII);
            if (text.equals(TextForm.PREFIX)) {
                // Whole groups of four characters decode by themselves, so a text that goes on can be judged by its
                // beginning.
                String whole = new String(firstChunk, 0, length, StandardCharsets.ISO_8859_1);
                int payload = whole.lastIndexOf(':') + 1;
                int groups = (length - payload) / 4 * 4;
                beginning = ByteBuffer.wrap(TextForm.toBytes(whole.substring(0, payload + groups)));
            }
            KeyBlock.read(beginning);
            return beginning.remaining() >= ChunkLayout.HEADER_LENGTH + ChunkLayout.TAG_LENGTH;
        } catch (InvalidEnvelopeException e) {
            return false;
        }
    }
}

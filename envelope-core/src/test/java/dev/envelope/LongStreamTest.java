package dev.envelope;

import static dev.envelope.StreamFixture.CIPHER;
import static dev.envelope.StreamFixture.CONTEXT;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class LongStreamTest {

    private static final long LENGTH = 256L << 20;

    /** The most that may be read of the message before what came of it is read: a chunk, whatever the length. */
    private static final int MOST_HELD = 2 * 16_400;

    @Test
    void a_long_message_is_encrypted_and_decrypted_a_piece_at_a_time() throws IOException {
        Numbers source = new Numbers(LENGTH);
        long read = 0;
        long mostAhead = 0;
        byte[] buffer = new byte[8192];
        byte[] expected = new byte[8192];
        Numbers again = new Numbers(LENGTH);
        try (InputStream envelope = CIPHER.encryptingStream(source, CONTEXT);
                InputStream message = CIPHER.decryptingStream(envelope, CONTEXT)) {
            for (int count = message.read(buffer); count >= 0; count = message.read(buffer)) {
                assertThat(again.readNBytes(expected, 0, count)).isEqualTo(count);
                if (!Arrays.equals(buffer, 0, count, expected, 0, count)) {
                    throw new AssertionError("Other bytes than those encrypted, behind " + read);
                }
                read += count;
                mostAhead = Math.max(mostAhead, source.position - read);
            }
        }
        assertThat(read).isEqualTo(LENGTH);
        assertThat(mostAhead).isLessThanOrEqualTo(MOST_HELD);
    }

    /** A long message that is nowhere held: the low byte of a mixed position. */
    private static final class Numbers extends InputStream {

        private final long length;
        private long position;

        Numbers(long length) {
            this.length = length;
        }

        @Override
        public int read() {
            return position == length ? -1 : next() & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int count) {
            Objects.checkFromIndexSize(offset, count, into.length);
            if (position == length) {
                return count == 0 ? 0 : -1;
            }
            int given = (int) Math.min(count, length - position);
            for (int i = 0; i < given; i++) {
                into[offset + i] = next();
            }
            return given;
        }

        private byte next() {
            long mixed = position++ * 0x9e3779b97f4a7c15L;
            return (byte) (mixed >>> 56);
        }
    }
}

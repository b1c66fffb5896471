package dev.envelope.examples.secrets;

import java.io.InputStream;
import java.nio.ByteBuffer;
import java.util.Objects;

/**
 * A large file that nobody has to store: what stands where follows from its seed. Any part of it can be told without the
 * rest (the numbers are SplitMix64's; Steele, Lea and Flood, OOPSLA 2014).
 *
 * @param seed which file
 * @param length its length, in bytes
 */
record GeneratedFile(long seed, long length) {

    private static final long GOLDEN_GAMMA = 0x9e3779b97f4a7c15L;

    /** Reads it from its beginning. */
    InputStream open() {
        return new Stream();
    }

    /** Returns a part of it. */
    byte[] part(long offset, int count) {
        Objects.checkFromIndexSize(offset, count, length);
        byte[] part = new byte[count];
        fill(offset, part, 0, count);
        return part;
    }

    private void fill(long offset, byte[] into, int from, int count) {
        ByteBuffer words = ByteBuffer.wrap(into);
        int i = 0;
        while (i < count) {
            long position = offset + i;
            if (position % Long.BYTES == 0 && count - i >= Long.BYTES) {
                words.putLong(from + i, word(position / Long.BYTES));
                i += Long.BYTES;
            } else {
                int shift = Long.SIZE - Byte.SIZE - (int) (position % Long.BYTES) * Byte.SIZE;
                into[from + i] = (byte) (word(position / Long.BYTES) >>> shift);
                i++;
            }
        }
    }

    private long word(long index) {
        long z = seed + (index + 1) * GOLDEN_GAMMA;
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    private final class Stream extends InputStream {

        private long position;

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int count) {
            Objects.checkFromIndexSize(offset, count, into.length);
            if (count > 0 && position == length) {
                return -1;
            }
            int available = (int) Math.min(count, length - position);
            fill(position, into, offset, available);
            position += available;
            return available;
        }
    }
}

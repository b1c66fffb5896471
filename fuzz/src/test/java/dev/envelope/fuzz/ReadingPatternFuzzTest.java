package dev.envelope.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.LocalKey;
import dev.envelope.RangeDecryptor;
import dev.envelope.altered.StoredBytes;
import dev.envelope.format.ByteRange;
import dev.envelope.format.Envelope;
import dev.envelope.format.KeyBlock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Streams, channels and ranges over a content block of several chunks, altered as the input says and read in pieces as it says: what
 * is handed out is authentic, in its place, and complete where an end is reported.
 *
 * <p>The input is a list of five-byte steps: what to do, and a number. It does not carry the content itself, which is too long for
 * a fuzzer to find its way in.
 */
class ReadingPatternFuzzTest {

    private static final EncryptionContext ROW = EncryptionContext.of("table", "files", "id", "7");
    private static final byte[] MESSAGE = message(2 * 16_384 + 77);
    private static final EnvelopeCipher CIPHER =
            EnvelopeCipher.using(LocalKey.of("files", "1", Arrays.copyOf(MESSAGE, 32)));
    private static final byte[] ENVELOPE = CIPHER.encrypt(MESSAGE, ROW);
    private static final KeyBlock KEY_BLOCK = Envelope.parse(ENVELOPE).keyBlock();
    private static final int STEP = 5;

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] steps) throws IOException {
        byte[] altered = altered(steps);
        boolean whole = Arrays.equals(altered, ENVELOPE);
        expectRefusalUnless(whole, () -> stream(altered, ByteBuffer.wrap(steps), whole));
        expectRefusalUnless(whole, () -> channel(altered, ByteBuffer.wrap(steps), whole));
        expectRefusalUnless(whole, () -> ranges(altered, ByteBuffer.wrap(steps), whole));
    }

    static Stream<Arguments> seeds() {
        return Stream.of(
                        steps(0, 0),
                        steps(1, 100, 1, 16_384, 2, 3, 3, 0, 1, 40_000),
                        steps(10, 250, 1, 16_384),
                        steps(10, 17_000, 1, 16_383, 1, 2),
                        steps(11, 16_600, 1, 100),
                        steps(11, 33_000, 1, 100_000),
                        steps(12, 16_400, 1, 50_000),
                        steps(4, 32_767, 1, 10, 4, 0, 1, 10, 4, 32_768, 1, 1000),
                        steps(4, 99_999, 1, 10, 3, 0))
                .map(seed -> Arguments.of((Object) seed));
    }

    private interface Reading {
        void run() throws IOException;
    }

    private static void expectRefusalUnless(boolean whole, Reading reading) {
        try {
            reading.run();
        } catch (EnvelopeException e) {
            Invariant.require(!whole, () -> "refused, though nothing was altered: " + e);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
    }

    private static void stream(byte[] envelope, ByteBuffer steps, boolean whole) throws IOException {
        try (InputStream stream = CIPHER.withStreamThreads(1 + envelope.length % 2)
                .decryptingStream(new ByteArrayInputStream(envelope), ROW)) {
            int position = 0;
            while (steps.remaining() >= STEP) {
                int what = steps.get();
                int number = steps.getInt() & 0xffff;
                if (what == 2) {
                    position += (int) stream.skip(number);
                } else if (what == 3) {
                    stream.available();
                } else if (what == 1) {
                    byte[] piece = new byte[number];
                    int count = stream.read(piece);
                    if (count < 0) {
                        Invariant.require(whole, () -> "an altered envelope came to its end");
                        requireEqual(position, MESSAGE.length);
                        break;
                    }
                    requireAuthentic(position, piece, count);
                    position += count;
                }
            }
            byte[] rest = stream.readAllBytes();
            requireAuthentic(position, rest, rest.length);
            Invariant.require(whole, () -> "an altered envelope came to its end");
            requireEqual(position + rest.length, MESSAGE.length);
        }
    }

    private static void channel(byte[] envelope, ByteBuffer steps, boolean whole) throws IOException {
        try (SeekableByteChannel channel = CIPHER.decryptingChannel(new StoredBytes(envelope), ROW)) {
            while (steps.remaining() >= STEP) {
                int what = steps.get();
                int number = steps.getInt();
                if (what == 4) {
                    channel.position(number & 0x7fffffff);
                } else if (what == 3) {
                    requireEqual(channel.size(), MESSAGE.length);
                } else if (what == 1) {
                    ByteBuffer piece = ByteBuffer.allocate(number & 0xffff);
                    long position = channel.position();
                    int count = channel.read(piece);
                    if (count < 0) {
                        Invariant.require(position >= MESSAGE.length, () -> "an end before the end");
                    } else {
                        requireAuthentic(position, piece.array(), count);
                    }
                }
            }
            channel.position(0);
            ByteBuffer all = ByteBuffer.allocate(MESSAGE.length + 1);
            channel.read(all);
            requireEqual(channel.size(), MESSAGE.length);
            requireAuthentic(0, all.array(), all.position());
            requireEqual(all.position(), MESSAGE.length);
            Invariant.require(whole, () -> "an altered envelope was read whole");
        }
    }

    private static void ranges(byte[] envelope, ByteBuffer steps, boolean whole) {
        try (RangeDecryptor ranges = CIPHER.ranges(Arrays.copyOf(envelope, Math.min(envelope.length, 300)), ROW)) {
            while (steps.remaining() >= STEP) {
                int what = steps.get();
                int number = steps.getInt();
                if (what == 1 || what == 4) {
                    int length = 1 + (number >>> 16);
                    range(ranges, envelope, number & 0xffff, length, whole);
                }
            }
        }
    }

    private static void range(RangeDecryptor ranges, byte[] envelope, int offset, int length, boolean whole) {
        if (offset / 16_384 > MESSAGE.length / 16_384) {
            return; // behind the last chunk there is nothing that would authenticate the end
        }
        ByteRange range = ranges.ciphertextRange(offset, length);
        int from = (int) Math.min(envelope.length, range.offset());
        int to = (int) Math.min(envelope.length, range.offset() + range.length());
        byte[] piece = ranges.decrypt(offset, length, Arrays.copyOfRange(envelope, from, to));
        requireAuthentic(offset, piece, piece.length);
        if (whole) {
            requireEqual(piece.length, Math.max(0, Math.min(length, MESSAGE.length - offset)));
        }
    }

    /** Steps from 10 on alter the envelope; the others are left to the readers. */
    private static byte[] altered(byte[] input) {
        byte[] envelope = ENVELOPE;
        ByteBuffer steps = ByteBuffer.wrap(input);
        while (steps.remaining() >= STEP) {
            int what = steps.get();
            int place = (steps.getInt() & 0x7fffffff) % (envelope.length + 1);
            switch (what) {
                case 10 -> {
                    envelope = envelope.clone();
                    if (place < envelope.length) {
                        envelope[place] ^= 1;
                    }
                }
                case 11 -> envelope = Arrays.copyOf(envelope, place);
                case 12 -> envelope = Arrays.copyOf(envelope, ENVELOPE.length + place);
                case 13 -> envelope = swapped(envelope, place);
                default -> {
                    // of the readers
                }
            }
        }
        return envelope;
    }

    /** Two neighbouring sealed chunks change places. */
    private static byte[] swapped(byte[] envelope, int place) {
        int chunk = 16_400;
        int first = KEY_BLOCK.length() + 56 + place % 2 * chunk;
        byte[] swapped = envelope.clone();
        if (first + 2 * chunk <= envelope.length) {
            System.arraycopy(envelope, first, swapped, first + chunk, chunk);
            System.arraycopy(envelope, first + chunk, swapped, first, chunk);
        }
        return swapped;
    }

    private static void requireAuthentic(long position, byte[] piece, int count) {
        Invariant.require(
                count == 0
                        || (position + count <= MESSAGE.length
                                && Arrays.equals(piece, 0, count, MESSAGE, (int) position, (int) position + count)),
                () -> "handed out what is not in the message at " + position);
    }

    private static void requireEqual(long actual, long expected) {
        Invariant.require(actual == expected, () -> actual + ", and not " + expected);
    }

    private static byte[] steps(int... numbers) {
        ByteBuffer steps = ByteBuffer.allocate(numbers.length / 2 * STEP);
        for (int i = 0; i < numbers.length; i += 2) {
            steps.put((byte) numbers[i]).putInt(numbers[i + 1]);
        }
        return steps.array();
    }

    private static byte[] message(int length) {
        byte[] bytes = new byte[length];
        new Random(7).nextBytes(bytes);
        return bytes;
    }
}

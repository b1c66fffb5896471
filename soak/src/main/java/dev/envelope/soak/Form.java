package dev.envelope.soak;

import dev.envelope.EncryptingInputStream;
import dev.envelope.EncryptingOutputStream;
import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.RangeDecryptor;
import dev.envelope.format.ByteRange;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;

/** The ways in which bytes are encrypted and opened. */
enum Form {
    ARRAY {
        @Override
        boolean reads(
                EnvelopeCipher cipher, byte[] envelope, EncryptionContext context, byte[] expected, Random random) {
            return Arrays.equals(cipher.decrypt(envelope, context), expected);
        }

        @Override
        byte[] writes(EnvelopeCipher cipher, byte[] message, EncryptionContext context) {
            return cipher.encrypt(message, context);
        }
    },
    STREAM {
        @Override
        boolean reads(EnvelopeCipher cipher, byte[] envelope, EncryptionContext context, byte[] expected, Random random)
                throws IOException {
            try (InputStream stream = cipher.decryptingStream(new ByteArrayInputStream(envelope), context)) {
                if (random.nextInt(5) == 0) {
                    // left in the middle
                    int half = expected.length / 2;
                    return Arrays.equals(stream.readNBytes(half), Arrays.copyOf(expected, half));
                }
                return Arrays.equals(stream.readAllBytes(), expected);
            }
        }

        @Override
        byte[] writes(EnvelopeCipher cipher, byte[] message, EncryptionContext context) throws IOException {
            ByteArrayOutputStream sink = new ByteArrayOutputStream();
            try (EncryptingOutputStream stream = cipher.encryptingStream(sink, context)) {
                stream.write(message);
            }
            return sink.toByteArray();
        }
    },
    STREAM_OF_TWO_THREADS {
        @Override
        boolean reads(EnvelopeCipher cipher, byte[] envelope, EncryptionContext context, byte[] expected, Random random)
                throws IOException {
            return STREAM.reads(cipher.withStreamThreads(2), envelope, context, expected, random);
        }

        @Override
        byte[] writes(EnvelopeCipher cipher, byte[] message, EncryptionContext context) throws IOException {
            try (EncryptingInputStream stream =
                    cipher.withStreamThreads(2).encryptingStream(new ByteArrayInputStream(message), context)) {
                return stream.readAllBytes();
            }
        }
    },
    CHANNEL {
        @Override
        boolean reads(EnvelopeCipher cipher, byte[] envelope, EncryptionContext context, byte[] expected, Random random)
                throws IOException {
            int offset = random.nextInt(expected.length + 1);
            ByteBuffer rest = ByteBuffer.allocate(expected.length - offset);
            try (SeekableByteChannel channel =
                    cipher.decryptingChannel(new SeekableInMemoryByteChannel(envelope), context)) {
                channel.position(offset);
                int read = 0;
                while (rest.hasRemaining() && read >= 0) {
                    read = channel.read(rest);
                }
                return channel.size() == expected.length
                        && rest.flip().equals(ByteBuffer.wrap(expected, offset, expected.length - offset));
            }
        }

        @Override
        byte[] writes(EnvelopeCipher cipher, byte[] message, EncryptionContext context) {
            return cipher.encrypt(ByteBuffer.wrap(message), context).array();
        }
    },
    RANGE {
        @Override
        boolean reads(
                EnvelopeCipher cipher, byte[] envelope, EncryptionContext context, byte[] expected, Random random) {
            int offset = random.nextInt(expected.length + 1);
            int length = 1 + random.nextInt(expected.length - offset + 1);
            try (RangeDecryptor ranges = cipher.ranges(envelope, context)) {
                ByteRange range = ranges.ciphertextRange(offset, length);
                int from = (int) Math.min(envelope.length, range.offset());
                int to = (int) Math.min(envelope.length, range.offset() + range.length());
                return Arrays.equals(
                        ranges.decrypt(offset, length, Arrays.copyOfRange(envelope, from, to)),
                        Arrays.copyOfRange(expected, offset, Math.min(expected.length, offset + length)));
            }
        }

        @Override
        byte[] writes(EnvelopeCipher cipher, byte[] message, EncryptionContext context) {
            return cipher.encrypt(message, context);
        }
    };

    private static final List<Form> ALL = List.of(values());

    static Form any(Random random) {
        return ALL.get(random.nextInt(ALL.size()));
    }

    /** Opens all of it or a part, and says whether that is as expected. */
    abstract boolean reads(
            EnvelopeCipher cipher, byte[] envelope, EncryptionContext context, byte[] expected, Random random)
            throws IOException;

    abstract byte[] writes(EnvelopeCipher cipher, byte[] message, EncryptionContext context) throws IOException;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}

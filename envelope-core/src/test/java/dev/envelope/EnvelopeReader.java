package dev.envelope;

import dev.envelope.format.ByteRange;
import dev.envelope.testsupport.MemoryChannel;
import dev.envelope.testsupport.TricklingInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;

/** Every public way of opening an envelope in binary form. */
enum EnvelopeReader {
    ARRAY {
        @Override
        byte[] read(EnvelopeCipher cipher, byte[] envelope, EncryptionContext context) {
            return cipher.decrypt(envelope, context);
        }
    },
    BUFFER {
        @Override
        byte[] read(EnvelopeCipher cipher, byte[] envelope, EncryptionContext context) {
            return cipher.decrypt(ByteBuffer.wrap(envelope), context).array();
        }
    },
    STREAM {
        @Override
        byte[] read(EnvelopeCipher cipher, byte[] envelope, EncryptionContext context) throws IOException {
            try (InputStream message = cipher.decryptingStream(new ByteArrayInputStream(envelope), context)) {
                return message.readAllBytes();
            }
        }
    },
    STREAM_ON_THREE_THREADS {
        @Override
        byte[] read(EnvelopeCipher cipher, byte[] envelope, EncryptionContext context) throws IOException {
            return STREAM.read(cipher.withStreamThreads(3), envelope, context);
        }
    },
    STREAM_TRANSFERRED {
        @Override
        byte[] read(EnvelopeCipher cipher, byte[] envelope, EncryptionContext context) throws IOException {
            ByteArrayOutputStream into = new ByteArrayOutputStream();
            try (InputStream message = cipher.decryptingStream(new ByteArrayInputStream(envelope), context)) {
                into.writeBytes(message.readNBytes(5)); // in the middle of a chunk
                message.transferTo(into);
            }
            return into.toByteArray();
        }
    },
    STREAM_OVER_A_TRICKLING_SOURCE {
        @Override
        byte[] read(EnvelopeCipher cipher, byte[] envelope, EncryptionContext context) throws IOException {
            ByteArrayOutputStream into = new ByteArrayOutputStream();
            try (InputStream message = cipher.decryptingStream(new TricklingInputStream(envelope), context)) {
                message.transferTo(into);
            }
            return into.toByteArray();
        }
    },
    CHANNEL {
        @Override
        byte[] read(EnvelopeCipher cipher, byte[] envelope, EncryptionContext context) throws IOException {
            try (SeekableByteChannel message = cipher.decryptingChannel(MemoryChannel.of(envelope), context)) {
                return Channels.newInputStream(message).readAllBytes();
            }
        }
    },
    RANGES {
        @Override
        byte[] read(EnvelopeCipher cipher, byte[] envelope, EncryptionContext context) {
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            byte[] beginning = Arrays.copyOf(envelope, Math.min(1024, envelope.length));
            try (RangeDecryptor ranges = cipher.ranges(beginning, context)) {
                byte[] part;
                do {
                    ByteRange range = ranges.ciphertextRange(message.size(), 9999);
                    part = ranges.decrypt(message.size(), 9999, slice(envelope, range));
                    message.writeBytes(part);
                } while (part.length == 9999);
            }
            return message.toByteArray();
        }
    };

    abstract byte[] read(EnvelopeCipher cipher, byte[] envelope, EncryptionContext context) throws IOException;

    /** What a store answers to a request for a range: less where the object ends. */
    static byte[] slice(byte[] bytes, ByteRange range) {
        int from = (int) Math.min(bytes.length, range.offset());
        int to = (int) Math.min(bytes.length, range.offset() + range.length());
        return Arrays.copyOfRange(bytes, from, to);
    }
}

package dev.envelope.fuzz;

import dev.envelope.EncryptingInputStream;
import dev.envelope.EncryptingOutputStream;
import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.Item;
import dev.envelope.format.Envelope;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;

/** A public way in which a record is written. */
enum WritingWay {
    ARRAY {
        @Override
        byte[] write(EnvelopeCipher cipher, byte[] message, EncryptionContext context) {
            return cipher.encrypt(message, context);
        }
    },
    BUFFER {
        @Override
        byte[] write(EnvelopeCipher cipher, byte[] message, EncryptionContext context) {
            return cipher.encrypt(ByteBuffer.wrap(message), context).array();
        }
    },
    LIST {
        @Override
        byte[] write(EnvelopeCipher cipher, byte[] message, EncryptionContext context) {
            return cipher.encryptAll(List.of(new Item(message, context))).get(0).orElseThrow();
        }
    },
    TEXT {
        @Override
        byte[] write(EnvelopeCipher cipher, byte[] message, EncryptionContext context) {
            return Envelope.parse(cipher.encryptToText(message, context)).toBytes();
        }
    },
    OUTPUT_STREAM {
        @Override
        byte[] write(EnvelopeCipher cipher, byte[] message, EncryptionContext context) throws IOException {
            ByteArrayOutputStream envelope = new ByteArrayOutputStream();
            try (EncryptingOutputStream stream = cipher.encryptingStream(envelope, context)) {
                int half = message.length / 2;
                stream.write(message, 0, half);
                stream.write(message, half, message.length - half);
            }
            return envelope.toByteArray();
        }
    },
    INPUT_STREAM {
        @Override
        byte[] write(EnvelopeCipher cipher, byte[] message, EncryptionContext context) throws IOException {
            try (EncryptingInputStream stream = cipher.encryptingStream(new ByteArrayInputStream(message), context)) {
                return stream.readAllBytes();
            }
        }
    },
    SEVERAL_THREADS {
        @Override
        byte[] write(EnvelopeCipher cipher, byte[] message, EncryptionContext context) throws IOException {
            return OUTPUT_STREAM.write(cipher.withStreamThreads(3), message, context);
        }
    },
    DETACHED {
        @Override
        byte[] write(EnvelopeCipher cipher, byte[] message, EncryptionContext context) throws IOException {
            ByteArrayOutputStream content = new ByteArrayOutputStream();
            EncryptingOutputStream stream = cipher.detached().encryptingStream(content, context);
            try (stream) {
                stream.write(message);
            }
            return Envelope.of(stream.keyBlock(), content.toByteArray()).toBytes();
        }
    },
    REENCRYPTED {
        @Override
        byte[] write(EnvelopeCipher cipher, byte[] message, EncryptionContext context) {
            EncryptionContext before = EncryptionContext.of("before", "this");
            return cipher.reencrypt(cipher.encrypt(message, before), before, context);
        }
    };

    /** Returns the binary form. */
    abstract byte[] write(EnvelopeCipher cipher, byte[] message, EncryptionContext context) throws IOException;
}

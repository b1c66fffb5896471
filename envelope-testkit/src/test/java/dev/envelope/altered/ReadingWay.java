package dev.envelope.altered;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.Item;
import dev.envelope.TextItem;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A public way in which an envelope is read whole. What is handed out before it fails stands in {@code released}. */
public enum ReadingWay {
    IN_MEMORY {
        @Override
        public void read(
                EnvelopeCipher cipher, byte[] stored, EncryptionContext context, ByteArrayOutputStream released) {
            released.writeBytes(cipher.decrypt(stored, context));
        }
    },
    LIST {
        @Override
        public void read(
                EnvelopeCipher cipher, byte[] stored, EncryptionContext context, ByteArrayOutputStream released) {
            released.writeBytes(
                    cipher.decryptAll(List.of(new Item(stored, context))).get(0).orElseThrow());
        }
    },
    REWRAPPING {
        @Override
        public void read(
                EnvelopeCipher cipher, byte[] stored, EncryptionContext context, ByteArrayOutputStream released) {
            released.writeBytes(cipher.decryptAndRewrap(stored, context).message());
        }
    },
    STREAM {
        @Override
        public void read(
                EnvelopeCipher cipher, byte[] stored, EncryptionContext context, ByteArrayOutputStream released)
                throws IOException {
            try (InputStream message = cipher.decryptingStream(new ByteArrayInputStream(stored), context)) {
                message.transferTo(released);
            }
        }
    },
    CHANNEL {
        @Override
        public void read(
                EnvelopeCipher cipher, byte[] stored, EncryptionContext context, ByteArrayOutputStream released)
                throws IOException {
            try (SeekableByteChannel message = cipher.decryptingChannel(new StoredBytes(stored), context)) {
                Channels.newInputStream(message).transferTo(released);
            }
        }
    },
    TEXT {
        @Override
        public void read(
                EnvelopeCipher cipher, byte[] stored, EncryptionContext context, ByteArrayOutputStream released) {
            released.writeBytes(cipher.decrypt(text(stored), context));
        }
    },
    TEXT_LIST {
        @Override
        public void read(
                EnvelopeCipher cipher, byte[] stored, EncryptionContext context, ByteArrayOutputStream released) {
            released.writeBytes(cipher.decryptAllText(List.of(new TextItem(text(stored), context)))
                    .get(0)
                    .orElseThrow());
        }
    };

    /** Reads what is stored, which is the text form in ISO 8859-1 where {@link #isText()}. */
    public abstract void read(
            EnvelopeCipher cipher, byte[] stored, EncryptionContext context, ByteArrayOutputStream released)
            throws IOException;

    public boolean isText() {
        return this == TEXT || this == TEXT_LIST;
    }

    /** R8.1: a stream learns the length last. */
    public boolean knowsTheLength() {
        return this != STREAM;
    }

    public static String text(byte[] stored) {
        return new String(stored, StandardCharsets.ISO_8859_1);
    }
}

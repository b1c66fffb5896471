package dev.envelope;

import static dev.envelope.testsupport.TestBytes.ascii;

import dev.envelope.testsupport.TestBytes;
import java.io.ByteArrayInputStream;
import java.io.InputStream;

/** A cipher under a local key, and what it encrypts. */
final class StreamFixture {

    static final LocalKey KEY = LocalKey.of("files", "1", ascii("a local key has thirty-two bytes"));
    static final EnvelopeCipher CIPHER = EnvelopeCipher.using(KEY);
    static final EncryptionContext CONTEXT = EncryptionContext.of("file", "report.pdf");
    static final EncryptionContext OTHER_CONTEXT = EncryptionContext.of("file", "other.pdf");

    /** The length of the key block, and of it and the content block's header. */
    static final int KEY_BLOCK = 5 + 1 + 5 + 1 + 1 + 2 + 73;

    static final int HEAD = KEY_BLOCK + 56;

    private StreamFixture() {}

    static byte[] message(int length) {
        return TestBytes.ofLength(length);
    }

    static byte[] envelope(int messageLength) {
        return CIPHER.encrypt(message(messageLength), CONTEXT);
    }

    static InputStream source(byte[] bytes) {
        return new ByteArrayInputStream(bytes);
    }
}

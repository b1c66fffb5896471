package dev.envelope.internal.content;

import static dev.envelope.testsupport.TestBytes.ascii;

import dev.envelope.internal.crypto.Jca;
import dev.envelope.kek.DataKey;
import dev.envelope.testsupport.TestBytes;
import java.util.Arrays;

/** One data key, one context and what is encrypted under them. */
final class ContentFixture {

    static final byte[] DATA_KEY = ascii("an input key of 32 bytes, fixed.");
    static final byte[] SALT = ascii("a salt of 24 fixed bytes");
    static final ContentContext CONTEXT = new ContentContext(ascii("what the record is"), () -> "no pairs");
    static final ReferenceContent REFERENCE = new ReferenceContent(DATA_KEY, SALT, CONTEXT.bytes());

    private ContentFixture() {}

    static byte[] sealed(int messageLength) {
        return REFERENCE.seal(TestBytes.ofLength(messageLength));
    }

    static ContentKey newKey() {
        try (DataKey dataKey = DataKey.takeFrom(DATA_KEY.clone())) {
            return ContentKey.forNewContent(Jca.DEFAULT, dataKey, CONTEXT);
        }
    }

    static ContentKey keyOf(byte[] content) {
        return keyOf(Jca.DEFAULT, DATA_KEY, CONTEXT, content);
    }

    static ContentKey keyOf(Jca jca, byte[] dataKeyBytes, ContentContext context, byte[] content) {
        byte[] header = Arrays.copyOf(content, Math.min(content.length, ChunkLayout.HEADER_LENGTH));
        try (DataKey dataKey = DataKey.takeFrom(dataKeyBytes.clone())) {
            return ContentKey.forExistingContent(jca, dataKey, header, context);
        }
    }
}

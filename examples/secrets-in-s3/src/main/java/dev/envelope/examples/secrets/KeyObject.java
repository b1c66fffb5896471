package dev.envelope.examples.secrets;

import dev.envelope.format.KeyBlock;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The small object under a secret's name: its key block, and which content object belongs to it. Nothing in it is
 * authenticated before the content has been opened with it.
 *
 * @param keyBlock who can unwrap the data key, and the wrapped data key
 * @param contentKey the key of the content object
 * @param contentEtag the ETag of the content object
 */
record KeyObject(KeyBlock keyBlock, String contentKey, String contentEtag) {

    /** Eight wrapped keys of 8 KiB as text, and a line. Nothing longer is read. */
    static final int MAX_LENGTH = 128 * 1024;

    private static final Pattern TEXT =
            Pattern.compile("envelope-secret 1\ncontent ([!-~]{1,1024})\netag ([!-~]{1,256})\nkey (env1:[!-~]+)\n");

    static KeyObject parse(String objectKey, byte[] bytes) {
        return Optional.of(TEXT.matcher(new String(bytes, StandardCharsets.ISO_8859_1)))
                .filter(Matcher::matches)
                .map(match -> new KeyObject(KeyBlock.parse(match.group(3)), match.group(1), match.group(2)))
                .orElseThrow(
                        () -> new SecretException("the object " + objectKey + " is not one that this program wrote"));
    }

    byte[] toBytes() {
        return ("envelope-secret 1\ncontent " + contentKey + "\netag " + contentEtag + "\nkey " + keyBlock.toText()
                        + "\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    KeyObject with(KeyBlock fresh) {
        return new KeyObject(fresh, contentKey, contentEtag);
    }

    boolean hasContentOf(KeyObject other) {
        return contentKey.equals(other.contentKey) && contentEtag.equals(other.contentEtag);
    }
}

package dev.envelope.examples.secrets;

import dev.envelope.EncryptionContext;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The name of a secret, and the keys of its objects in the bucket. They have different prefixes, so that a policy can tell
 * them apart.
 *
 * @param text the name, such as {@code payments/db.env}
 */
record SecretName(String text) {

    private static final int MAX_LENGTH = 256;
    private static final Pattern PART = Pattern.compile("[A-Za-z0-9_-][A-Za-z0-9._-]*");
    private static final String CONTENT = "content/";

    SecretName {
        boolean isName = text.length() <= MAX_LENGTH;
        for (String part : text.split("/", -1)) {
            isName &= PART.matcher(part).matches();
        }
        if (!isName) {
            throw new UsageException("'" + text + "' can't be the name of a secret: up to " + MAX_LENGTH
                    + " characters A-Z a-z 0-9 . _ - in parts between slashes, none of which begins with a dot");
        }
    }

    /** The object that says which content the secret has, and under which keys. */
    String keyObject() {
        return "keys/" + text;
    }

    /** A new object for content that is written once and never changed. */
    String newContentObject() {
        return CONTENT + text + "/" + UUID.randomUUID();
    }

    /** Tells whether an object can be this secret's content. */
    boolean isContentObject(String key) {
        String prefix = CONTENT + text + "/";
        return key.startsWith(prefix) && key.indexOf('/', prefix.length()) < 0;
    }

    /** What the record is: it opens under this name in this bucket only. KMS and CloudTrail see it. */
    EncryptionContext context(String bucket) {
        return EncryptionContext.of("bucket", bucket, "name", text);
    }

    @Override
    public String toString() {
        return text;
    }
}

package dev.envelope.testkit.aws;

import dev.envelope.testkit.InMemoryKms;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Names of keys as AWS has them, and as {@link InMemoryKms} has.
 *
 * @param region the region of the client
 */
record AwsNames(String region) {

    static final String ACCOUNT = "111122223333";

    private static final String ALIAS = "alias/";

    String arn(String keyId) {
        return home() + "key/" + keyId;
    }

    /**
     * The id of the key that a request names, by whichever name. What is not of this region and account stays as it is, and
     * no key has such an id.
     */
    String keyId(InMemoryKms kms, String requested) {
        String name = requested.startsWith(home()) ? requested.substring(home().length()) : requested;
        if (name.startsWith(ALIAS)) {
            return kms.keyIdOf(name);
        }
        boolean byArn = name.length() < requested.length();
        return byArn && name.startsWith("key/") ? name.substring("key/".length()) : name;
    }

    @Nullable
    String optionalKeyId(InMemoryKms kms, @Nullable String requested) {
        return requested == null ? null : keyId(kms, requested);
    }

    /** The id of a version's key material: 64 hexadecimal digits, as AWS has it. */
    static String materialId(String keyId, int version) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256")
                    .digest((keyId + "#" + version).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private String home() {
        return "arn:aws:kms:" + region + ":" + ACCOUNT + ":";
    }
}

package dev.envelope.aws;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What names a key of AWS KMS: a key id, a key ARN, an alias or an alias ARN.
 *
 * @param text the name as it goes to KMS
 */
record KeyId(String text) {

    /** The length of {@link #hint()}, in bytes. */
    static final int HINT_LENGTH = 4;

    private static final Pattern KEY_ARN = Pattern.compile("arn:[^:]+:kms:[^:]+:[^:]+:key/[^:/]+");
    private static final String MULTI_REGION = "mrk-";
    private static final byte[] HINT_LABEL = "envelope/aws/key\0".getBytes(StandardCharsets.UTF_8);

    boolean isKeyArn() {
        return KEY_ARN.matcher(text).matches();
    }

    private boolean isAlias() {
        return text.startsWith("alias/");
    }

    private boolean isAliasArn() {
        return text.startsWith("arn:") && text.contains(":alias/");
    }

    /** Whether a key that KMS says it used is the one that this asks for. */
    boolean isAnsweredBy(@Nullable String arn) {
        if (arn == null) {
            return false;
        }
        KeyId answer = new KeyId(arn);
        if (!answer.isKeyArn()) {
            return false;
        }
        if (isAlias()) {
            return true; // which key it stands for, only KMS knows
        }
        if (isAliasArn()) {
            return answer.home().equals(home()); // an alias and its key share account and region
        }
        return isKeyArn()
                ? answer.identity().equals(identity())
                : answer.bareId().equals(text);
    }

    /** Of a key ARN: a mark by which its ciphertexts are told from those of other configured keys. */
    byte[] hint() {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(HINT_LABEL);
            return Arrays.copyOf(sha256.digest(identity().getBytes(StandardCharsets.UTF_8)), HINT_LENGTH);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    /** The ARN; of a multi-Region key its id only, which all its replicas share and no other key has. */
    private String identity() {
        return bareId().startsWith(MULTI_REGION) ? bareId() : text;
    }

    private String bareId() {
        return text.substring(text.lastIndexOf('/') + 1);
    }

    private String home() {
        return text.substring(0, text.lastIndexOf(':'));
    }

    @Override
    public String toString() {
        return text;
    }
}

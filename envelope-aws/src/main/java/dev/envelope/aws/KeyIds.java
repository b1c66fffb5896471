package dev.envelope.aws;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** The keys that an {@link AwsKmsKey} is configured with: the one of today, and earlier ones that only decrypt. */
final class KeyIds {

    private final KeyId current;
    private final Map<KeyId, byte[]> earlier = new LinkedHashMap<>();

    /**
     * The keys.
     *
     * @param current what wraps today: an id, an ARN or an alias
     * @param earlierArns the ARNs of keys that wrapped in the past
     * @throws IllegalArgumentException if one of them is not the ARN of a key
     */
    KeyIds(KeyId current, Collection<String> earlierArns) {
        this.current = current;
        for (String arn : earlierArns) {
            KeyId key = new KeyId(arn);
            if (!key.isKeyArn()) {
                throw new IllegalArgumentException("An earlier key is named by its key ARN, such as"
                        + " arn:aws:kms:eu-central-1:111122223333:key/1234abcd-…, and not by '" + arn + "'");
            }
            earlier.put(key, key.hint());
        }
    }

    KeyId current() {
        return current;
    }

    /**
     * The key to name in the call that opens a wrapped key. The hint comes from storage and may be anything: whatever it is,
     * what is named is one of the configured keys, and what KMS says it used is compared with that.
     */
    KeyId toOpen(byte[] hint) {
        for (Map.Entry<KeyId, byte[]> each : earlier.entrySet()) {
            if (Arrays.equals(each.getValue(), hint)) {
                return each.getKey();
            }
        }
        return current;
    }

    /** Returns the current key, and how many earlier ones there are. */
    @Override
    public String toString() {
        return earlier.isEmpty() ? current.text() : current + " and " + earlier.size() + " earlier";
    }
}

package dev.envelope.testkit;

import java.time.Instant;
import java.util.Optional;

/**
 * What {@link KmsOperation#DESCRIBE_KEY} tells about a key.
 *
 * @param keyId the key, also where it was asked for by an alias
 * @param usage what it is for
 * @param state its state, never {@link KmsKeyState#DELETED}
 * @param currentVersion the version that encrypts now; the first one is 1
 * @param minimumDecryptionVersion the oldest version that still decrypts
 * @param deletionDate when it will be deleted, if that is scheduled
 */
public record KmsKeyDescription(
        String keyId,
        KmsKeyUsage usage,
        KmsKeyState state,
        int currentVersion,
        int minimumDecryptionVersion,
        Optional<Instant> deletionDate) {}

package dev.envelope.testkit;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One key at one moment: an immutable value, so that a call sees either all of an administrator's change or nothing.
 *
 * @param id the id
 * @param usage what it is for
 * @param enabled whether it may be used, unless it is to be deleted
 * @param deletionDate when it is to be deleted, if at all
 * @param versions the material of versions 1, 2, ...; empty once it is deleted
 * @param minimumDecryptionVersion the oldest version that may decrypt
 */
record KmsKey(
        String id,
        KmsKeyUsage usage,
        boolean enabled,
        @Nullable Instant deletionDate,
        List<KeyMaterial> versions,
        int minimumDecryptionVersion) {

    static KmsKey create(String id, KmsKeyUsage usage) {
        return new KmsKey(id, usage, true, null, List.of(KeyMaterial.random(id, 1)), 1);
    }

    KmsKeyState state(Instant now) {
        if (deletionDate != null) {
            return now.isBefore(deletionDate) ? KmsKeyState.PENDING_DELETION : KmsKeyState.DELETED;
        }
        return enabled ? KmsKeyState.ENABLED : KmsKeyState.DISABLED;
    }

    /** Checks that the key can wrap and unwrap now. */
    KmsKey requireUsable(Instant now) {
        switch (state(now)) {
            case ENABLED -> {}
            case DISABLED -> throw new KmsException(KmsErrorCode.DISABLED, "key " + id + " is disabled");
            case PENDING_DELETION ->
                throw new KmsException(
                        KmsErrorCode.PENDING_DELETION, "key " + id + " will be deleted on " + deletionDate);
            case DELETED -> throw notFound(id);
        }
        if (usage != KmsKeyUsage.ENCRYPT_DECRYPT) {
            throw new KmsException(KmsErrorCode.INVALID_KEY_USAGE, "key " + id + " is for " + usage);
        }
        return this;
    }

    int currentVersion() {
        return versions.size();
    }

    KeyMaterial current() {
        return versions.get(versions.size() - 1);
    }

    Optional<KeyMaterial> version(int version) {
        return version >= 1 && version <= versions.size() ? Optional.of(versions.get(version - 1)) : Optional.empty();
    }

    KmsKeyDescription describe(Instant now) {
        return new KmsKeyDescription(
                id, usage, state(now), currentVersion(), minimumDecryptionVersion, Optional.ofNullable(deletionDate));
    }

    KmsKey withEnabled(boolean nowEnabled) {
        requireNoDeletion();
        return new KmsKey(id, usage, nowEnabled, null, versions, minimumDecryptionVersion);
    }

    KmsKey withDeletionOn(Instant date) {
        requireNoDeletion();
        return new KmsKey(id, usage, enabled, date, versions, minimumDecryptionVersion);
    }

    KmsKey withDeletionCancelled() {
        if (deletionDate == null) {
            throw new KmsException(KmsErrorCode.INVALID_REQUEST, "no deletion of key " + id + " is scheduled");
        }
        return new KmsKey(id, usage, false, null, versions, minimumDecryptionVersion);
    }

    KmsKey withMaterialDestroyed() {
        return new KmsKey(id, usage, false, deletionDate, List.of(), minimumDecryptionVersion);
    }

    KmsKey withNewVersion() {
        KeyMaterial next = KeyMaterial.random(id, currentVersion() + 1);
        List<KeyMaterial> more =
                Stream.concat(versions.stream(), Stream.of(next)).toList();
        return new KmsKey(id, usage, enabled, deletionDate, more, minimumDecryptionVersion);
    }

    KmsKey withMinimumDecryptionVersion(int version) {
        if (version < 1 || version > currentVersion()) {
            throw new KmsException(
                    KmsErrorCode.INVALID_REQUEST,
                    "key " + id + " has versions 1 to " + currentVersion() + ", and not " + version);
        }
        return new KmsKey(id, usage, enabled, deletionDate, versions, version);
    }

    static KmsException notFound(String keyIdOrAlias) {
        return new KmsException(KmsErrorCode.NOT_FOUND, "there is no key or alias " + keyIdOrAlias);
    }

    @Override
    public String toString() {
        return "KmsKey[" + id + ", " + currentVersion() + " versions]";
    }

    private void requireNoDeletion() {
        if (deletionDate != null) {
            throw new KmsException(
                    KmsErrorCode.PENDING_DELETION, "the deletion of key " + id + " is scheduled; cancel it first");
        }
    }
}

package dev.envelope.aws;

import static java.util.Objects.requireNonNull;

import dev.envelope.EncryptionContext;
import dev.envelope.KekMisconfiguredException;
import dev.envelope.WrappedKeyRefusedException;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.GeneratedDataKey;
import dev.envelope.kek.KekCapability;
import dev.envelope.kek.KeyEncryptionKey;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.DataKeySpec;
import software.amazon.awssdk.services.kms.model.DecryptResponse;
import software.amazon.awssdk.services.kms.model.EncryptResponse;
import software.amazon.awssdk.services.kms.model.GenerateDataKeyResponse;
import software.amazon.awssdk.services.kms.model.KeyMetadata;
import software.amazon.awssdk.services.kms.model.ReEncryptResponse;

/**
 * A key of AWS KMS as a key-encryption key.
 *
 * <pre>{@code
 * KeyEncryptionKey kek = AwsKmsKey.named("cards", kmsClient, "alias/cards");
 * EnvelopeCipher cipher = EnvelopeCipher.using(kek);
 * }</pre>
 *
 * <p>KMS makes the data key ({@code GenerateDataKey}), unwraps it ({@code Decrypt}), rewraps it without handing it out
 * ({@code ReEncrypt}), and wraps one that a key of another region made ({@code Encrypt}). Each is one call, in which the key is
 * always named, and the key that KMS says it used is compared with that. The encryption context goes to KMS as it is unless
 * {@link Builder#contextValues} says otherwise: IAM conditions and CloudTrail see it.
 *
 * <p>The client is the application's: its region, credentials, HTTP client, retries. It is never closed here, and a call is
 * not retried on top of what it retries. A call gets the time that the deadline leaves, or the client's own
 * {@code apiCallTimeout} if that is less. An interrupt ends a call as fast as the client's HTTP client notices it: one that
 * blocks in a socket notices it when the answer is there or the time is over. If both the interrupt and the end of the time come
 * before the answer, the SDK reports the time only.
 *
 * <p>The version on the label of a wrapped key is the id of the key material, where KMS tells it: it does so when it generates
 * and rewraps, and not when it encrypts.
 *
 * <p>Immutable but for the last version seen, and safe for use by several threads.
 */
public final class AwsKmsKey implements KeyEncryptionKey {

    private static final Set<KekCapability> CAPABILITIES = Set.of(
            KekCapability.GENERATES_REMOTELY,
            KekCapability.REWRAPS_NATIVELY,
            KekCapability.BINDS_CONTEXT,
            KekCapability.AUTHENTICATES);

    private final String name;
    private final KmsClient client;
    private final KeyIds keys;
    private final ContextValues contextValues;
    private final KmsCaller caller;
    private volatile @Nullable String lastVersion;

    private AwsKmsKey(Builder builder) {
        this.name = builder.name;
        this.client = builder.client;
        this.keys = new KeyIds(new KeyId(builder.keyId), builder.earlierKeyArns);
        this.contextValues = builder.contextValues;
        this.caller = new KmsCaller(name, client, builder.listener);
    }

    /**
     * A key of KMS, with nothing else to say about it.
     *
     * @param name its name in envelopes: 1 to 64 characters of {@code a-z 0-9 . / -}, chosen by the application for the life of
     *     the data
     * @param client the client to call KMS by, which stays the application's
     * @param keyId the key id, key ARN, alias ({@code alias/…}) or alias ARN; for a key of another account one of the ARNs
     * @return the key, which needs no closing; KMS is not asked before it is used
     * @throws IllegalArgumentException if the name is not so or the key id is blank
     */
    public static AwsKmsKey named(String name, KmsClient client, String keyId) {
        return builder(name, client, keyId).build();
    }

    /**
     * A key of KMS with settings.
     *
     * @param name its name in envelopes: 1 to 64 characters of {@code a-z 0-9 . / -}
     * @param client the client to call KMS by, which stays the application's
     * @param keyId the key id, key ARN, alias ({@code alias/…}) or alias ARN
     * @return a builder
     * @throws IllegalArgumentException if the name is not so or the key id is blank
     */
    public static Builder builder(String name, KmsClient client, String keyId) {
        return new Builder(name, client, keyId);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public GeneratedDataKey generateDataKey(EncryptionContext context, Deadline deadline) {
        KeyId key = keys.current();
        Map<String, String> shown = shown(context);
        return caller.call(
                AwsKmsOperation.GENERATE_DATA_KEY,
                key,
                deadline,
                settings -> client.generateDataKey(request -> request.keyId(key.text())
                        .keySpec(DataKeySpec.AES_256)
                        .encryptionContext(shown)
                        .overrideConfiguration(settings)),
                GenerateDataKeyResponse::keyId,
                answer -> {
                    byte[] plaintext = bytes(answer.plaintext());
                    try {
                        WrappedKey wrapped =
                                wrapped(key, answer.keyId(), answer.ciphertextBlob(), answer.keyMaterialId());
                        if (plaintext.length != DataKey.LENGTH) {
                            throw misconfigured("KMS made a data key of " + plaintext.length + " bytes");
                        }
                        return new GeneratedDataKey(DataKey.takeFrom(plaintext), wrapped);
                    } finally {
                        Arrays.fill(plaintext, (byte) 0);
                    }
                });
    }

    @Override
    public WrappedKey wrap(DataKey dataKey, EncryptionContext context, Deadline deadline) {
        KeyId key = keys.current();
        Map<String, String> shown = shown(context);
        return dataKey.use(plaintext -> caller.call(
                AwsKmsOperation.ENCRYPT,
                key,
                deadline,
                settings -> client.encrypt(request -> request.keyId(key.text())
                        .plaintext(SdkBytes.fromByteArrayUnsafe(plaintext))
                        .encryptionContext(shown)
                        .overrideConfiguration(settings)),
                EncryptResponse::keyId,
                answer -> wrapped(key, answer.keyId(), answer.ciphertextBlob(), null)));
    }

    @Override
    public DataKey unwrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
        WrappedBytes bytes = WrappedBytes.of(wrapped);
        KeyId key = keys.toOpen(bytes.hint());
        Map<String, String> shown = shown(context);
        return caller.call(
                AwsKmsOperation.DECRYPT,
                key,
                deadline,
                settings -> client.decrypt(request -> request.keyId(key.text())
                        .ciphertextBlob(SdkBytes.fromByteArrayUnsafe(bytes.blob()))
                        .encryptionContext(shown)
                        .overrideConfiguration(settings)),
                DecryptResponse::keyId,
                answer -> {
                    byte[] plaintext = bytes(answer.plaintext());
                    try {
                        requireOpenedBy(key, answer.keyId(), bytes);
                        if (plaintext.length != DataKey.LENGTH) {
                            throw refused("it holds " + plaintext.length + " bytes, which are no data key");
                        }
                        return DataKey.takeFrom(plaintext);
                    } finally {
                        Arrays.fill(plaintext, (byte) 0);
                    }
                });
    }

    @Override
    public WrappedKey rewrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
        WrappedBytes bytes = WrappedBytes.of(wrapped);
        KeyId source = keys.toOpen(bytes.hint());
        KeyId destination = keys.current();
        Map<String, String> shown = shown(context);
        return caller.call(
                AwsKmsOperation.RE_ENCRYPT,
                source,
                deadline,
                settings -> client.reEncrypt(request -> request.sourceKeyId(source.text())
                        .ciphertextBlob(SdkBytes.fromByteArrayUnsafe(bytes.blob()))
                        .sourceEncryptionContext(shown)
                        .destinationKeyId(destination.text())
                        .destinationEncryptionContext(shown)
                        .overrideConfiguration(settings)),
                ReEncryptResponse::keyId,
                answer -> {
                    requireOpenedBy(source, answer.sourceKeyId(), bytes);
                    return wrapped(
                            destination, answer.keyId(), answer.ciphertextBlob(), answer.destinationKeyMaterialId());
                });
    }

    @Override
    public Optional<String> currentVersion() {
        return Optional.ofNullable(lastVersion);
    }

    /**
     * Asks KMS for the key's current material, which takes {@code kms:DescribeKey}. Where KMS does not tell it, nothing is
     * learnt, and envelopes stay {@linkplain dev.envelope.Staleness#UNKNOWN unknown} or as they were.
     */
    @Override
    public void refreshVersion(Deadline deadline) {
        KeyId key = keys.current();
        String version = caller.call(
                AwsKmsOperation.DESCRIBE_KEY,
                key,
                deadline,
                settings ->
                        client.describeKey(request -> request.keyId(key.text()).overrideConfiguration(settings)),
                answer -> answer.keyMetadata() == null
                        ? null
                        : answer.keyMetadata().arn(),
                answer -> currentVersion(key, answer.keyMetadata()));
        if (!version.isEmpty()) {
            lastVersion = version;
        }
    }

    /**
     * Returns what KMS does and guarantees: all but {@link KekCapability#REPORTS_VERSIONS}, because {@code Encrypt} does not tell
     * which key material it used.
     *
     * @return the capabilities; always the same
     */
    @Override
    public Set<KekCapability> capabilities() {
        return CAPABILITIES;
    }

    /** Returns the name and the current key. */
    @Override
    public String toString() {
        return "AwsKmsKey[" + name + ", key " + keys + "]";
    }

    private String currentVersion(KeyId asked, @Nullable KeyMetadata described) {
        @Nullable String arn = described == null ? null : described.arn();
        if (described == null || arn == null || !asked.isAnsweredBy(arn)) {
            throw misconfigured("KMS was asked to describe key " + asked + " and described key " + arn);
        }
        return Versions.label(described.currentKeyMaterialId());
    }

    private Map<String, String> shown(EncryptionContext context) {
        Map<String, String> shown = new LinkedHashMap<>();
        context.asMap().forEach((key, value) -> shown.put(key, shown(key, value)));
        return shown;
    }

    private String shown(String key, String value) {
        @Nullable String replacement;
        try {
            replacement = contextValues.shown(key, value);
        } catch (RuntimeException e) {
            throw new KekMisconfiguredException(name, "its ContextValues threw, for the key '" + key + "'", e);
        }
        if (replacement == null) {
            throw misconfigured("its ContextValues returned null for the key '" + key + "'");
        }
        return replacement;
    }

    private WrappedKey wrapped(
            KeyId asked, @Nullable String usedArn, @Nullable SdkBytes blob, @Nullable String materialId) {
        if (usedArn == null || !asked.isAnsweredBy(usedArn)) {
            throw misconfigured("KMS was asked to wrap by key " + asked + " and used key " + usedArn);
        }
        byte[] blobBytes = bytes(blob);
        if (blobBytes.length < 1 || blobBytes.length > WrappedBytes.MAX_BLOB_LENGTH) {
            throw misconfigured("KMS answered with a ciphertext of " + blobBytes.length + " bytes");
        }
        String version = Versions.label(materialId);
        if (!version.isEmpty()) {
            lastVersion = version;
        }
        return WrappedKey.of(name, version, new WrappedBytes(new KeyId(usedArn).hint(), blobBytes).toArray());
    }

    private void requireOpenedBy(KeyId asked, @Nullable String usedArn, WrappedBytes bytes) {
        if (usedArn == null || !asked.isAnsweredBy(usedArn)) {
            throw refused("KMS was asked to open it by key " + asked + " and used key " + usedArn);
        }
        if (!Arrays.equals(new KeyId(usedArn).hint(), bytes.hint())) {
            throw refused("the bytes before the ciphertext of KMS were altered");
        }
    }

    /** The bytes of an answer without a copy, so that what is wiped is all there is of them. */
    private static byte[] bytes(@Nullable SdkBytes bytes) {
        return bytes == null ? new byte[0] : bytes.asByteArrayUnsafe();
    }

    private WrappedKeyRefusedException refused(String detail) {
        return new WrappedKeyRefusedException(name, detail, null);
    }

    private KekMisconfiguredException misconfigured(String detail) {
        return new KekMisconfiguredException(name, detail, null);
    }

    /** Settings of an {@link AwsKmsKey}. Not safe for use by several threads. */
    public static final class Builder {

        private final String name;
        private final KmsClient client;
        private final String keyId;
        private final Set<String> earlierKeyArns = new LinkedHashSet<>();
        private ContextValues contextValues = ContextValues.asGiven();
        private AwsKmsListener listener = call -> {};

        private Builder(String name, KmsClient client, String keyId) {
            this.name = WrappedKey.requireName(name);
            this.client = requireNonNull(client, "client");
            this.keyId = requireNonNull(keyId, "keyId");
            if (keyId.isBlank()) {
                throw new IllegalArgumentException("The key id of KEK '" + name + "' is blank");
            }
        }

        /**
         * Keys that wrapped under this name before and still decrypt: those that an alias pointed at earlier, or that another
         * key took the place of. Without this, what they wrapped is refused. Rewrapping moves it to the current key.
         *
         * @param earlierKeyArns their key ARNs, not aliases; of a multi-Region key the one of the client's region
         * @return this builder
         * @throws IllegalArgumentException if one of them is not the ARN of a key
         */
        public Builder alsoDecrypting(String... earlierKeyArns) {
            for (String arn : earlierKeyArns) {
                new KeyIds(new KeyId(keyId), Set.of(arn));
                this.earlierKeyArns.add(arn);
            }
            return this;
        }

        /**
         * Replaces values of encryption contexts before KMS and CloudTrail see them. By default they go as they are.
         *
         * @param values what KMS is shown; once data has been encrypted with it, it must not change
         * @return this builder
         */
        public Builder contextValues(ContextValues values) {
            this.contextValues = requireNonNull(values, "values");
            return this;
        }

        /**
         * Who is told of every call of KMS. By default no one.
         *
         * @param told the listener
         * @return this builder
         */
        public Builder listener(AwsKmsListener told) {
            this.listener = requireNonNull(told, "told");
            return this;
        }

        /**
         * Builds the key. KMS is not asked.
         *
         * @return the key, which needs no closing
         */
        public AwsKmsKey build() {
            return new AwsKmsKey(this);
        }
    }
}

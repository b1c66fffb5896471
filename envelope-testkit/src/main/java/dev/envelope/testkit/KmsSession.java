package dev.envelope.testkit;

import static java.util.Objects.requireNonNull;

import dev.envelope.kek.Deadline;
import dev.envelope.testkit.KmsEndpoint.Request;
import java.time.Clock;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@link InMemoryKms} as one principal sees it: what the client of a key service is elsewhere, and what an adapter of
 * another shape than {@link dev.envelope.kek.KeyEncryptionKey} is built on.
 *
 * <p>Every method is one call, entered in the {@link CallLog}. It goes by these steps, the first of which that fails
 * decides: interrupt and deadline; scripted fault; quota; right; key; its state; its usage; sizes; the ciphertext; the key
 * that made it; tag and context; the version's retirement. All failures are {@link KmsException}s.
 *
 * <p>Where a ciphertext is to be opened, the key may be named or left out. Left out, the key that the ciphertext names is
 * taken. Named by its id, it must be the key that made it. Named by an alias, it may be any key that this alias points at
 * or has pointed at: the state and the rights that count are those of the key that made the ciphertext. (AWS KMS compares
 * with what the alias points at now; a client there leaves the key out to read what is older.)
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class KmsSession {

    /** The most bytes that {@link #encrypt} takes, as in AWS KMS. */
    public static final int MAX_PLAINTEXT_BYTES = 4096;

    /** The most bytes that a ciphertext may have, as in AWS KMS. */
    public static final int MAX_CIPHERTEXT_BYTES = 6144;

    /** The most bytes that the keys and values of an encryption context may have together, in UTF-8, as in AWS KMS. */
    public static final int MAX_CONTEXT_BYTES = ContextBytes.MAX_BYTES;

    private static final int DATA_KEY_BYTES = 32;

    private final KmsEndpoint endpoint;
    private final KeyDirectory directory;
    private final Clock clock;
    private final KmsPrincipal principal;

    KmsSession(KmsEndpoint endpoint, KeyDirectory directory, Clock clock, KmsPrincipal principal) {
        this.endpoint = endpoint;
        this.directory = directory;
        this.clock = clock;
        this.principal = principal;
    }

    /**
     * Makes a data key of 256 bits ({@link KmsOperation#GENERATE_DATA_KEY}).
     *
     * @param keyIdOrAlias the key to encrypt it under
     * @param context the encryption context
     * @param deadline when to give up
     * @return the data key, in plain and encrypted under the key's current version
     * @throws KmsException if the service can't or won't
     */
    public KmsDataKey generateDataKey(String keyIdOrAlias, Map<String, String> context, Deadline deadline) {
        Request request = request(KmsOperation.GENERATE_DATA_KEY, keyIdOrAlias, context);
        return endpoint.call(
                request,
                deadline,
                trace -> {
                    KmsKey key = usable(request.operation(), directory.keyIdOf(keyIdOrAlias), trace);
                    byte[] dataKey = KeyMaterial.randomBytes(DATA_KEY_BYTES);
                    return new KmsDataKey(dataKey, encrypted(key, dataKey, context, trace));
                },
                answer -> new KmsDataKey(withoutLastByte(answer.plaintext()), answer.ciphertext()));
    }

    /**
     * Encrypts a few bytes ({@link KmsOperation#ENCRYPT}).
     *
     * @param keyIdOrAlias the key to encrypt under
     * @param plaintext at most {@value #MAX_PLAINTEXT_BYTES} bytes; not changed
     * @param context the encryption context
     * @param deadline when to give up
     * @return the ciphertext, under the key's current version
     * @throws KmsException if the service can't or won't
     */
    public KmsCiphertext encrypt(
            String keyIdOrAlias, byte[] plaintext, Map<String, String> context, Deadline deadline) {
        Request request = request(KmsOperation.ENCRYPT, keyIdOrAlias, context);
        return endpoint.call(
                request,
                deadline,
                trace -> {
                    KmsKey key = usable(request.operation(), directory.keyIdOf(keyIdOrAlias), trace);
                    requireAtMost(MAX_PLAINTEXT_BYTES, plaintext, "plaintext");
                    return encrypted(key, plaintext, context, trace);
                },
                KmsSession::withoutBytes);
    }

    /**
     * Decrypts a ciphertext ({@link KmsOperation#DECRYPT}).
     *
     * @param keyIdOrAlias the key that must have made it, or null for the one that it names
     * @param ciphertext the ciphertext, which may be anything; not changed
     * @param context the encryption context that it was made with
     * @param deadline when to give up
     * @return the plaintext
     * @throws KmsException if the service can't or won't
     */
    public KmsPlaintext decrypt(
            @Nullable String keyIdOrAlias, byte[] ciphertext, Map<String, String> context, Deadline deadline) {
        Request request = request(KmsOperation.DECRYPT, keyIdOrAlias, context);
        return endpoint.call(
                request,
                deadline,
                trace -> {
                    KmsPlaintext plaintext = opened(request, ciphertext, trace);
                    trace.used(plaintext.keyId(), plaintext.version());
                    return plaintext;
                },
                answer -> new KmsPlaintext(answer.keyId(), answer.version(), withoutLastByte(answer.bytes())));
    }

    /**
     * Decrypts a ciphertext and encrypts the plaintext again, inside the service ({@link KmsOperation#RE_ENCRYPT}). The
     * principal needs the right on both keys.
     *
     * @param sourceKey the key, by id or alias, that must have made it, or null for the one that it names
     * @param ciphertext the ciphertext, which may be anything; not changed
     * @param sourceContext the encryption context that it was made with
     * @param destinationKey the key, by id or alias, to encrypt under
     * @param destinationContext the encryption context to encrypt with
     * @param deadline when to give up
     * @return the new ciphertext, under the destination key's current version
     * @throws KmsException if the service can't or won't
     */
    public KmsCiphertext reEncrypt(
            @Nullable String sourceKey,
            byte[] ciphertext,
            Map<String, String> sourceContext,
            String destinationKey,
            Map<String, String> destinationContext,
            Deadline deadline) {
        Request source = request(KmsOperation.RE_ENCRYPT, sourceKey, sourceContext);
        Request destination = request(KmsOperation.RE_ENCRYPT, destinationKey, destinationContext);
        return endpoint.call(
                destination,
                deadline,
                trace -> {
                    byte[] plaintext = opened(source, ciphertext, trace).bytes();
                    try {
                        KmsKey key = usable(KmsOperation.RE_ENCRYPT, directory.keyIdOf(destinationKey), trace);
                        return encrypted(key, plaintext, destinationContext, trace);
                    } finally {
                        Arrays.fill(plaintext, (byte) 0);
                    }
                },
                KmsSession::withoutBytes);
    }

    /**
     * Tells about a key, whatever its state unless it is deleted ({@link KmsOperation#DESCRIBE_KEY}).
     *
     * @param keyIdOrAlias the key
     * @param deadline when to give up
     * @return the description
     * @throws KmsException if the service can't or won't
     */
    public KmsKeyDescription describeKey(String keyIdOrAlias, Deadline deadline) {
        Request request = request(KmsOperation.DESCRIBE_KEY, keyIdOrAlias, Map.of());
        return endpoint.call(
                request,
                deadline,
                trace -> {
                    KmsKey key = permitted(request.operation(), directory.keyIdOf(keyIdOrAlias), trace);
                    trace.used(key.id(), key.currentVersion());
                    return key.describe(clock.instant());
                },
                answer -> answer);
    }

    /** Returns the principal's name. */
    @Override
    public String toString() {
        return "KmsSession[" + principal.name() + "]";
    }

    private Request request(KmsOperation operation, @Nullable String keyIdOrAlias, Map<String, String> context) {
        return new Request(principal, operation, keyIdOrAlias, requireNonNull(context, "context"));
    }

    private KmsKey permitted(KmsOperation operation, String keyId, CallTrace trace) {
        trace.found(keyId);
        // The right before the key: who has none is not told which keys there are.
        if (!principal.may(operation, keyId)) {
            throw new KmsException(
                    KmsErrorCode.ACCESS_DENIED,
                    principal.name() + " has no right to " + operation + " with key " + keyId);
        }
        return directory.key(keyId);
    }

    private KmsKey usable(KmsOperation operation, String keyId, CallTrace trace) {
        return permitted(operation, keyId, trace).requireUsable(clock.instant());
    }

    private static KmsCiphertext encrypted(KmsKey key, byte[] plaintext, Map<String, String> context, CallTrace trace) {
        KmsCiphertext ciphertext = key.current().encrypt(plaintext, context);
        trace.used(ciphertext.keyId(), ciphertext.version());
        return ciphertext;
    }

    private KmsPlaintext opened(Request request, byte[] ciphertext, CallTrace trace) {
        Optional<CiphertextBlob> parsed = CiphertextBlob.parse(ciphertext);
        KmsKey key = usable(request.operation(), keyToOpenWith(request.requestedKey(), parsed), trace);
        requireAtMost(MAX_CIPHERTEXT_BYTES, ciphertext, "ciphertext");
        CiphertextBlob blob = parsed.orElseThrow(KmsSession::invalidCiphertext);
        if (!blob.keyId().equals(key.id())) {
            throw new KmsException(KmsErrorCode.INCORRECT_KEY, "another key than " + key.id() + " made the ciphertext");
        }
        byte[] plaintext = key.version(blob.version())
                .flatMap(material -> material.decrypt(blob, request.context()))
                .orElseThrow(KmsSession::invalidCiphertext);
        // Only now: what has not been authenticated could name a retired version and be taken for an old row.
        if (blob.version() < key.minimumDecryptionVersion()) {
            Arrays.fill(plaintext, (byte) 0);
            throw new KmsException(
                    KmsErrorCode.VERSION_RETIRED,
                    "key " + key.id() + " decrypts from version " + key.minimumDecryptionVersion()
                            + " on, and the ciphertext is of version " + blob.version());
        }
        return new KmsPlaintext(key.id(), blob.version(), plaintext);
    }

    private String keyToOpenWith(@Nullable String keyIdOrAlias, Optional<CiphertextBlob> parsed) {
        if (keyIdOrAlias == null) {
            return parsed.map(CiphertextBlob::keyId)
                    .filter(directory::knows)
                    .orElseThrow(KmsSession::invalidCiphertext);
        }
        return parsed.map(CiphertextBlob::keyId)
                .filter(keyId -> directory.admits(keyIdOrAlias, keyId))
                .orElseGet(() -> directory.keyIdOf(keyIdOrAlias));
    }

    private static KmsException invalidCiphertext() {
        return new KmsException(
                KmsErrorCode.INVALID_CIPHERTEXT,
                "the ciphertext was altered, or made elsewhere or with another encryption context");
    }

    private static void requireAtMost(int most, byte[] bytes, String what) {
        if (bytes.length > most) {
            throw new KmsException(
                    KmsErrorCode.LIMIT_EXCEEDED,
                    "a " + what + " of " + bytes.length + " bytes, and at most " + most + " are allowed");
        }
    }

    private static byte[] withoutLastByte(byte[] bytes) {
        return Arrays.copyOf(bytes, Math.max(0, bytes.length - 1));
    }

    private static KmsCiphertext withoutBytes(KmsCiphertext answer) {
        return new KmsCiphertext(answer.keyId(), answer.version(), new byte[0]);
    }
}

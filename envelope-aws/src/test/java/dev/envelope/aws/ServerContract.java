package dev.envelope.aws;

import dev.envelope.ErrorCode;
import dev.envelope.kek.KeyEncryptionKey;
import dev.envelope.testkit.KeyEncryptionKeyContract;
import dev.envelope.testkit.Provocation;
import java.net.URI;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.kms.KmsClient;
import software.amazon.awssdk.services.kms.model.KmsException;

/** The contract over a server that others wrote. */
abstract class ServerContract extends KeyEncryptionKeyContract {

    private static final String NAME = "cards";

    /** A key id that no server has. */
    private static final String MISSING = "00000000-0000-4000-8000-000000000000";

    private final KmsClient client;
    private final KmsClient nobody =
            KmsServer.client(URI.create("http://127.0.0.1:1"), KmsServer.REGION); // nothing listens on that port
    private final AtomicLong calls = new AtomicLong();
    private final String key;

    ServerContract(KmsClient client) {
        this.client = client;
        this.key = createKey();
    }

    @AfterEach
    void closeClients() {
        client.close();
        nobody.close();
    }

    @Override
    protected KeyEncryptionKey kek() {
        return kek(client, key);
    }

    @Override
    protected KeyEncryptionKey otherKek() {
        return kek(client, createKey());
    }

    @Override
    protected Optional<Provocation> provoke(ErrorCode code, KeyEncryptionKey kek) {
        return switch (code) {
            case KEK_NOT_FOUND -> byKms(kek(client, MISSING), KmsException.class);
            case UNAVAILABLE -> byKms(kek(nobody, key), SdkException.class);
            default -> Optional.empty();
        };
    }

    @Override
    protected OptionalLong serviceCalls() {
        return OptionalLong.of(calls.get());
    }

    KmsClient client() {
        return client;
    }

    String key() {
        return key;
    }

    KeyEncryptionKey kek(KmsClient by, String keyId) {
        return AwsKmsKey.builder(NAME, by, keyId)
                .listener(call -> calls.incrementAndGet())
                .build();
    }

    static Optional<Provocation> byKms(KeyEncryptionKey kek, Class<? extends Throwable> cause) {
        return Optional.of(Provocation.of(kek).causedBy(cause));
    }

    private String createKey() {
        return client.createKey(request -> {}).keyMetadata().keyId();
    }
}

package dev.envelope.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.KeyCaching;
import dev.envelope.Keyring;
import dev.envelope.kek.KeyEncryptionKey;
import dev.envelope.tenant.TenantKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;

/** Nodes over one store and one in-memory KMS, by a clock that the test moves. */
abstract class TenantFixture {

    static final EncryptionContext ROW = EncryptionContext.of("table", "cards", "id", "42");
    static final byte[] PAN = "4929123412341234".getBytes(UTF_8);

    final VirtualClock clock = new VirtualClock();
    final InMemoryKms kms = new InMemoryKms(clock);
    final String keyId = kms.createKey("key");
    final UnreliableStore store = new UnreliableStore();
    private final List<TenantKeys> nodes = new ArrayList<>();

    @AfterEach
    void closeNodes() {
        nodes.forEach(TenantKeys::close);
    }

    /** Another process over the same store, which looks for changes only when it is told to. */
    TenantKeys node() {
        return node(builder());
    }

    TenantKeys node(TenantKeys.Builder builder) {
        TenantKeys node = builder.build();
        nodes.add(node);
        return node;
    }

    TenantKeys.Builder builder() {
        return TenantKeys.builder(Keyring.of(kek()), store)
                .pollInterval(Duration.ofHours(1))
                .keyCaching(KeyCaching.defaults().withExecutor(Runnable::run))
                .nanoTime(clock::nanoTime)
                .wallClock(clock);
    }

    KeyEncryptionKey kek() {
        return kms.kek("cards", keyId, KmsPrincipal.administrator());
    }

    static ErrorCode codeOf(ThrowingCallable call) {
        EnvelopeException thrown = catchThrowableOfType(EnvelopeException.class, call);
        return thrown.code();
    }
}

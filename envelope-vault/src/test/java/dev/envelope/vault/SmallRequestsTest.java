package dev.envelope.vault;

import static dev.envelope.vault.Transit.ROW;
import static dev.envelope.vault.Transit.failureOf;
import static dev.envelope.vault.Transit.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.Outcome;
import java.util.Collections;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A server that takes small requests only. */
@RequiresVault(ofItsOwn = true)
class SmallRequestsTest {

    private static VaultProcess server;

    private final Transit transit = Transit.of(server.admin());

    @BeforeAll
    static void start() {
        server = VaultProcess.start("tls_disable = true\n  max_request_size = 3000", null);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @AfterEach
    void close() {
        transit.close();
    }

    @Test
    void a_batch_that_is_too_large_is_sent_in_parts() {
        assertThat(transit.kek().generateDataKeys(Collections.nCopies(100, ROW), soon()))
                .hasSize(100)
                .allMatch(Outcome::isSuccess);
    }

    @Test
    void a_single_request_that_is_too_large_is_reported_as_such() {
        EncryptionContext large = EncryptionContext.of("large", "x".repeat(3000));
        VaultTransitKey kek = transit.kek();

        EnvelopeException failure = failureOf(() -> kek.generateDataKey(large, soon()));

        assertThat(failure.code()).as("%s", failure).isEqualTo(ErrorCode.TOO_LARGE);
        assertThat(failure).hasMessageContaining("max_request_size");
    }
}

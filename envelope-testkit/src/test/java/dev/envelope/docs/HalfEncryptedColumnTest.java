package dev.envelope.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.Keyring;
import dev.envelope.LocalKey;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The reader of a half encrypted column in docs/rotation.md. */
class HalfEncryptedColumnTest {

    private static final EncryptionContext ROW = EncryptionContext.of("table", "cards", "id", "42");

    @Test
    void a_reader_that_allows_plaintext_opens_envelopes_whatever_the_date() {
        Keyring keyring = Keyring.of(LocalKey.ephemeral("cards"));
        byte[] sealed = EnvelopeCipher.using(keyring).encrypt("4929123412341234".getBytes(UTF_8), ROW);

        EnvelopeCipher migrating = EnvelopeCipher.builder(keyring)
                .insecureAllowPlaintextUntil(Instant.parse("2027-03-01T00:00:00Z"))
                .build();

        assertThat(migrating.decrypt(sealed, ROW)).asString(UTF_8).isEqualTo("4929123412341234");
    }
}

package dev.envelope.vault;

import static dev.envelope.vault.Transit.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is used once, and an answer that is lost. */
class WrappedSecretIdTest {

    @TempDir
    private Path folder;

    @Test
    void an_unwrapping_whose_answer_was_lost_is_an_outage_and_then_no_alarm_about_others() throws IOException {
        try (CannedServer server = new CannedServer()) {
            server.answers(200, "{\"data\": {\"creation_path\": \"auth/approle/role/cards/secret-id\"}}")
                    .breaks()
                    .answers(400, "{\"errors\": [\"wrapping token is not valid or does not exist\"]}");
            Path file = Files.writeString(folder.resolve("wrapping-token"), "the-wrapping-token");
            try (VaultClient client = VaultClient.at(server.address(), VaultAuth.appRoleWrapped("the-role", file))) {
                VaultTransitKey kek = VaultTransitKey.named("cards", client, "cards");

                EnvelopeException first = failureOf(() -> Transit.wrapNew(kek));
                EnvelopeException second = failureOf(() -> Transit.wrapNew(kek));

                assertThat(first.code()).isEqualTo(ErrorCode.UNAVAILABLE);
                assertThat(second.code()).isEqualTo(ErrorCode.ACCESS_DENIED);
                assertThat(second).hasMessageContaining("this program asked for it and got no answer");
            }
        }
    }
}

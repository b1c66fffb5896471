package dev.envelope.examples.cardvault;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.envelope.examples.cardvault.CardClient.Answer;
import java.io.IOException;
import java.sql.SQLException;

/** What the API refuses to store. */
final class DemoBadRequests {

    private static final String WITH_TYPING_ERROR = "4111111111111112";
    private static final int BIG_BODY = 10 * 1024 * 1024;
    private static final JsonMapper JSON = new JsonMapper();

    private final DemoVault vault;

    DemoBadRequests(DemoVault vault) {
        this.vault = vault;
    }

    void run() throws IOException, InterruptedException, SQLException {
        CardClient client = vault.client();
        long before = vault.table().count();
        refused("no JSON", 400, client.post("name=Eve"));
        refused("JSON, but not an object", 400, client.post("[\"Eve\"]"));
        refused("no name", 400, client.post("{\"pan\": \"4111111111111111\"}"));
        refused("a blank name", 400, client.store("  ", "4111111111111111"));
        refused("a name too long", 400, client.store("E".repeat(RequestJson.MAX_NAME_LENGTH + 1), "4111111111111111"));
        refused("a card number as name", 400, client.store("4111 1111 1111 1111", "4111111111111111"));
        refused("no card number", 400, client.post("{\"name\": \"Eve\"}"));
        refused("a number, not a string", 400, client.post("{\"name\": \"Eve\", \"pan\": 4111111111111111}"));
        refused("a card number too short", 400, client.store("Eve", "41111111111"));
        refused("a typing error (Luhn)", 400, client.store("Eve", WITH_TYPING_ERROR));
        refused("another path", 404, client.send("POST", "/debit-cards/", "application/json", "{}"));
        refused("another method", 405, client.send("DELETE", CardApi.PATH, "", ""));
        refused("a body of 10 MB", 413, client.store("Eve", "4".repeat(BIG_BODY)));
        refused("another Content-Type", 415, client.send("POST", CardApi.PATH, "text/plain", "{}"));
        long after = vault.table().count();
        vault.narrator().claim("nothing was stored: rows before " + before + " = rows after " + after, before == after);
    }

    private void refused(String what, int expected, Answer answer) throws JsonProcessingException {
        vault.narrator()
                .say(String.format(
                        "%-24s -> %d %s",
                        what,
                        answer.status(),
                        JSON.readTree(answer.body()).path("error").asText()));
        if (answer.status() != expected) {
            throw new Narrator.BrokenClaimException("'" + what + "' is answered with " + expected);
        }
        if (answer.body().contains(WITH_TYPING_ERROR)) {
            throw new Narrator.BrokenClaimException("no answer repeats a card number");
        }
    }
}

package dev.envelope.examples.cardvault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.envelope.EnvelopeException;
import dev.envelope.ShreddedException;
import dev.envelope.examples.cardvault.CardClient.Answer;
import dev.envelope.examples.cardvault.DemoMerchants.Program;
import dev.envelope.tenant.ShredReceipt;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/** A merchant's key is destroyed by one program, and the others find out. */
final class DemoShredding {

    /** How often a program asks for changes unless told otherwise, and a second for asking. */
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(5);

    private static final Duration LIMIT = POLL_INTERVAL.plusSeconds(1);
    private static final int PAUSE_MILLIS = 5;
    private static final String PAN = "4111111111111111";
    private static final int GONE = 410;
    private static final String SHREDDED = DemoMerchants.FLORIST;

    private final Narrator narrator;
    private final CardTable table;
    private final Program api;
    private final Program processor;
    private final Program keeper;
    private final CardClient client;

    DemoShredding(
            Narrator narrator, CardTable table, Program api, Program processor, Program keeper, CardClient client) {
        this.narrator = narrator;
        this.table = table;
        this.api = api;
        this.processor = processor;
        this.keeper = keeper;
        this.client = client;
    }

    /** Processes all cards. */
    @FunctionalInterface
    interface Processing {
        CardProcessor.Result run(Consumer<String> out) throws SQLException;
    }

    void run(Processing processing) throws IOException, InterruptedException, SQLException {
        narrator.step("One merchant is shredded");
        shred(processing);

        narrator.step("The export for an auditor");
        export();
    }

    private void shred(Processing processing) throws IOException, InterruptedException, SQLException {
        List<Card> cards = table.all();
        List<Card> shredded =
                cards.stream().filter(card -> SHREDDED.equals(card.merchant())).toList();
        int others = cards.size() - shredded.size();

        ShredReceipt receipt = keeper.merchants().shred(SHREDDED);
        long start = System.nanoTime();
        narrator.say("The keeper destroys the key of the " + SHREDDED + ", and gets a receipt to be kept elsewhere:");
        narrator.quote(receipt.toText());
        narrator.say("No one tells the others but the store: they ask it every " + POLL_INTERVAL.toSeconds()
                + " s, and PostgreSQL calls them earlier where it can.");
        awaitRefusal("processor", processor, shredded.get(0), start);
        awaitRefusal("API", api, shredded.get(0), start);
        narrator.claim("the receipt is genuine", api.merchants().isGenuine(ShredReceipt.parse(receipt.toText())));

        CardProcessor.Result result = processing.run(line -> {});
        narrator.claim(
                "the " + SHREDDED + "'s " + shredded.size() + " cards are refused, the other merchants' processed ("
                        + others + ")",
                result.equals(new CardProcessor.Result(others, shredded.size())));
        Answer card = client.store(SHREDDED, "Eve Ellis", PAN);
        narrator.say("A new card of the " + SHREDDED + "  ->  " + card.status() + " " + card.body());
        Answer merchant = client.createMerchant(SHREDDED);
        narrator.say("The " + SHREDDED + " once more  ->  " + merchant.status() + " " + merchant.body());
        narrator.claim(
                "the name takes no more cards and gets no other key",
                card.status() == GONE && merchant.status() == GONE);
    }

    /** The program is told nothing here: it finds out from the store of keys. */
    private void awaitRefusal(String name, Program program, Card card, long start) throws InterruptedException {
        String refusal = "";
        while (refusal.isEmpty() && System.nanoTime() - start < LIMIT.toNanos()) {
            try {
                program.decrypt(card);
                Thread.sleep(PAUSE_MILLIS);
            } catch (ShreddedException e) {
                refusal = String.valueOf(e.getMessage());
            } catch (EnvelopeException e) {
                throw new Narrator.BrokenClaimException("the " + name + " says that the key is shredded: " + e);
            }
        }
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        narrator.say("The " + name + " after " + millis + " ms: " + refusal);
        narrator.claim(
                "the " + name + " can't read the card any more, within " + LIMIT.toSeconds() + " s",
                !refusal.isEmpty());
    }

    private void export() throws IOException {
        StringBuilder export = new StringBuilder();
        keeper.merchants().export(export);
        boolean holds = true;
        int lines = 0;
        for (String line : export.toString().lines().toList()) {
            narrator.say(line.replace(",\"", ", \""));
            JsonNode merchant = new JsonMapper().readTree(line);
            boolean isShredded = merchant.path("tenant").asText().equals(SHREDDED);
            holds &= merchant.path("authentic").asBoolean()
                    && merchant.path("state").asText().equals(isShredded ? "shredded" : "active");
            for (JsonNode version : merchant.path("versions")) {
                holds &= version.path("wrappedBy").isEmpty() == isShredded;
            }
            lines++;
        }
        narrator.claim(
                "3 merchants, all authentic; of the " + SHREDDED + "'s key no wrapped form is left",
                holds && lines == 3);
    }
}

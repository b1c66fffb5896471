package dev.envelope.examples.cardvault;

import dev.envelope.format.Envelope;
import dev.envelope.format.EnvelopeInspection;
import dev.envelope.format.WrappedKey;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * What the steps of the demonstration share.
 *
 * @param narrator tells what happens
 * @param database where the table is
 * @param table the table
 * @param kms the key service
 * @param client a caller of the API
 * @param showPans whether to print whole card numbers
 * @param stored the card numbers that were stored so far
 */
record DemoVault(
        Narrator narrator,
        DemoDatabase database,
        CardTable table,
        DemoKeyService kms,
        CardClient client,
        boolean showPans,
        List<String> stored) {

    private static final int CREATED = 201;
    private static final String ROW = "%3s  %-12s %-6s %-8s %-7s %s";
    private static final int SHOWN_AT_THE_BEGINNING = 32;
    private static final int SHOWN_AT_THE_END = 8;

    DemoVault(
            Narrator narrator,
            DemoDatabase database,
            CardTable table,
            DemoKeyService kms,
            CardClient client,
            boolean showPans) {
        this(narrator, database, table, kms, client, showPans, new ArrayList<>());
    }

    /** Stores a card through the API. */
    void store(String name, String pan) throws IOException, InterruptedException {
        CardClient.Answer answer = client.store(name, pan);
        stored.add(pan);
        narrator.say("POST {\"name\": \"" + name + "\", \"pan\": \"" + (showPans ? pan : new Pan(pan).masked())
                + "\"}  ->  " + answer.status() + " " + answer.body());
        if (answer.status() != CREATED) {
            throw new Narrator.BrokenClaimException("the API stores " + name + "'s card");
        }
    }

    /** Processes all rows, with the processor's credentials. */
    CardProcessor.Result process() throws SQLException {
        return new CardProcessor(table, CardCiphers.of(kms.processor()), showPans, narrator::say).run();
    }

    /** Processes all rows and claims that none fails. */
    void processAll() throws SQLException {
        CardProcessor.Result result = process();
        narrator.claim(
                "all " + stored.size() + " cards are processed",
                result.equals(new CardProcessor.Result(stored.size(), 0)));
    }

    /** Prints each row with what can be seen of its envelope without a key. */
    void showRows() throws SQLException {
        narrator.say(String.format(ROW, "id", "name", "KEK", "version", "length", "envelope"));
        for (Card card : table.all()) {
            WrappedKey key = inspect(card).keys().get(0);
            narrator.say(String.format(
                    ROW,
                    card.id(),
                    card.name(),
                    key.kekName(),
                    key.kekVersion(),
                    card.pan().length(),
                    shortened(card.pan())));
        }
    }

    /** Returns the version of the KEK for each row. */
    List<String> versions() throws SQLException {
        return table.all().stream()
                .map(card -> inspect(card).keys().get(0).kekVersion())
                .toList();
    }

    /** Tells whether a text holds a card number that was stored. */
    boolean showsPan(String text) {
        return stored.stream().anyMatch(text::contains);
    }

    private static String shortened(String envelope) {
        return envelope.substring(0, SHOWN_AT_THE_BEGINNING) + "..."
                + envelope.substring(envelope.length() - SHOWN_AT_THE_END);
    }

    private static EnvelopeInspection inspect(Card card) {
        return Envelope.parse(card.pan()).inspect();
    }
}

package dev.envelope.examples.cardvault;

import dev.envelope.EnvelopeException;
import java.sql.SQLException;
import java.util.function.Consumer;

/** Reads every card number and "processes" it. It needs a key that can decrypt; nothing here encrypts. */
final class CardProcessor {

    private final CardTable table;
    private final CardCiphers ciphers;
    private final boolean showPans;
    private final Consumer<String> out;

    private int processed;
    private int failed;

    /**
     * A processor.
     *
     * @param table where cards come from
     * @param ciphers what decrypts their numbers
     * @param showPans whether to print whole numbers; masked otherwise
     * @param out takes each line of the output
     */
    CardProcessor(CardTable table, CardCiphers ciphers, boolean showPans, Consumer<String> out) {
        this.table = table;
        this.ciphers = ciphers;
        this.showPans = showPans;
        this.out = out;
    }

    /**
     * How a run ended.
     *
     * @param processed the number of rows that were processed
     * @param failed the number of rows that could not be opened
     */
    record Result(int processed, int failed) {
        boolean isComplete() {
            return failed == 0;
        }
    }

    /** Processes all rows. One that can't be opened is reported, and the others go on. */
    Result run() throws SQLException {
        processed = 0;
        failed = 0;
        table.forEach(this::process);
        return new Result(processed, failed);
    }

    private void process(Card card) {
        try {
            Pan pan = new Pan(ciphers.cipher(card.merchant()).decryptToString(card.pan(), card.panContext()));
            out.accept("Processing " + card.name() + " card with number " + (showPans ? pan.digits() : pan.masked()));
            processed++;
        } catch (EnvelopeException | IllegalArgumentException e) {
            out.accept("NOT processed: card " + card.id() + " of " + card.name() + ": " + e.getMessage());
            failed++;
        }
    }
}

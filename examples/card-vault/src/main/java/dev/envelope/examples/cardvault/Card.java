package dev.envelope.examples.cardvault;

import dev.envelope.EncryptionContext;
import org.jspecify.annotations.Nullable;

/**
 * A row of the table.
 *
 * @param id the row's id
 * @param merchant whose key encrypts the number; null for a card without a merchant
 * @param name the holder's name, in the clear
 * @param pan the card number as an envelope in text form
 */
record Card(long id, @Nullable String merchant, String name, String pan) {

    EncryptionContext panContext() {
        return panContext(id, merchant);
    }

    /**
     * What the card number of a row is bound to. It names the row, so the id has to be known before the number is
     * encrypted: an id that the database assigns while inserting would come too late.
     */
    static EncryptionContext panContext(long id, @Nullable String merchant) {
        EncryptionContext row = EncryptionContext.of("table", "credit_cards", "id", Long.toString(id), "column", "pan");
        return merchant == null ? row : row.with("merchant", merchant);
    }
}

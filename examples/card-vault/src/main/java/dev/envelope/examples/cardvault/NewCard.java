package dev.envelope.examples.cardvault;

import org.jspecify.annotations.Nullable;

/**
 * What a caller wants to have stored, checked.
 *
 * @param merchant whose card it is; null for none
 * @param name the holder's name
 * @param pan the card number
 */
record NewCard(@Nullable String merchant, String name, Pan pan) {

    /** Reads {@code {"name": "...", "pan": "..."}}, with {@code "merchant": "..."} or without. */
    static NewCard fromJson(byte[] body) {
        RequestJson card = RequestJson.parse(body, "\"name\" and \"pan\"");
        String name = card.name("name");
        String merchant = card.has("merchant") ? card.name("merchant") : null;
        try {
            return new NewCard(merchant, name, new Pan(card.text("pan")));
        } catch (IllegalArgumentException e) {
            throw RequestJson.refused("\"pan\" is refused: " + e.getMessage());
        }
    }
}

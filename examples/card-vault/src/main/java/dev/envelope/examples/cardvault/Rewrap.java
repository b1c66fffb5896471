package dev.envelope.examples.cardvault;

import static java.util.Objects.requireNonNullElse;

import dev.envelope.rotation.RotationJob;

/**
 * Moves envelopes to the current version of the key-encryption key, or of their merchant's: their key blocks are replaced, their contents stay as
 * they are to the byte.
 */
final class Rewrap {

    /** Stands for the merchant of cards without one. No merchant is called so. */
    private static final String NONE = "";

    private Rewrap() {}

    /**
     * The job of one program. One that only rewraps can plan and run it; one that decrypts can verify.
     *
     * @param table the cards
     * @param ciphers what the program rewraps or decrypts with
     */
    static RotationJob job(CardTable table, CardCiphers ciphers) {
        return RotationJob.rewrapping(table.envelopes())
                .cipherOfTenant(
                        row -> requireNonNullElse(row.text("merchant"), NONE),
                        merchant -> ciphers.cipher(merchant.equals(NONE) ? null : merchant))
                .context(row -> Card.panContext(Long.parseLong(row.required("id")), row.text("merchant")))
                .build();
    }
}

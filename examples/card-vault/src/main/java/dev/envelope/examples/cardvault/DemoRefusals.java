package dev.envelope.examples.cardvault;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What can't be done: with the wrong rights, and with an envelope that is cut, altered, in another place or from before. */
final class DemoRefusals {

    private static final int NARROW_COLUMN = 200;
    private static final int DAMAGED_ROWS = 4;

    /** How far from an envelope's end a character is changed: in its content. */
    private static final int ALTERED_FROM_END = 20;

    private final DemoVault vault;
    private final Narrator narrator;

    DemoRefusals(DemoVault vault) {
        this.vault = vault;
        this.narrator = vault.narrator();
    }

    /** Each program tries what is the other's. */
    void wrongRights() throws SQLException {
        Card card = vault.table().all().get(0);
        narrator.say("The API's credentials decrypt card " + card.id() + ":");
        boolean apiIsRefused = isRefused(
                ErrorCode.ACCESS_DENIED, () -> vault.kms().api().decryptToString(card.pan(), card.panContext()));
        narrator.claim("the API cannot decrypt", apiIsRefused);
        narrator.say("The processor's credentials encrypt a card number:");
        boolean processorIsRefused = isRefused(
                ErrorCode.ACCESS_DENIED,
                () -> vault.kms().processor().encryptToText(vault.stored().get(0), card.panContext()));
        narrator.claim("the processor cannot encrypt", processorIsRefused);
        for (Map.Entry<String, EnvelopeCipher> stranger :
                vault.kms().strangers().entrySet()) {
            decrypting(stranger.getKey(), stranger.getKey() + " cannot decrypt", stranger.getValue());
        }
    }

    /** Claims something that shows when someone tries to decrypt and is denied it. */
    void decrypting(String who, String claim, EnvelopeCipher cipher) throws SQLException {
        Card card = vault.table().all().get(0);
        narrator.say("Card " + card.id() + " is to be decrypted by " + who + ":");
        boolean isRefused =
                isRefused(ErrorCode.ACCESS_DENIED, () -> cipher.decryptToString(card.pan(), card.panContext()));
        narrator.claim(claim, isRefused);
    }

    /** The table is damaged in four ways; the processor reports these rows and processes the others. */
    void damagedRows() throws SQLException {
        List<Card> intact = vault.table().all();
        narrator.say("Someone who may write to the database");
        cut(intact.get(0));
        copy(intact.get(4), intact.get(1));
        alter(intact.get(2));
        writeInTheClear(intact.get(3), vault.stored().get(3));
        narrator.blank();
        CardProcessor.Result result = vault.process();
        int others = intact.size() - DAMAGED_ROWS;
        narrator.claim(
                "the " + DAMAGED_ROWS + " damaged rows are refused, the others processed (" + others + ")",
                result.equals(new CardProcessor.Result(others, DAMAGED_ROWS)));
        restore(intact);
    }

    /** An envelope is taken for the content of another column. */
    void wrongContext() throws SQLException {
        Card card = vault.table().all().get(0);
        EncryptionContext other =
                EncryptionContext.of("table", "credit_cards", "id", Long.toString(card.id()), "column", "cvv");
        narrator.say("The processor opens card " + card.id() + "'s number as if it stood in a column cvv:");
        boolean isRefused = isRefused(
                ErrorCode.WRAPPED_KEY_REFUSED, () -> vault.kms().processor().decryptToString(card.pan(), other));
        narrator.claim("a wrong context is refused", isRefused);
    }

    /** An envelope from before the rotation, such as a backup or a reader may have kept. */
    void retiredVersion(Card old) {
        narrator.say("The processor opens a copy of card " + old.id() + "'s envelope from before:");
        boolean isRefused = isRefused(
                ErrorCode.KEK_VERSION_RETIRED,
                () -> vault.kms().processor().decryptToString(old.pan(), old.panContext()));
        narrator.claim("an envelope under the retired version is refused", isRefused);
    }

    private void cut(Card card) throws SQLException {
        narrator.say("- cuts the envelope of card " + card.id() + " as a column VARCHAR(" + NARROW_COLUMN + ") would,");
        update(card, "pan::varchar(" + NARROW_COLUMN + ")");
    }

    private void copy(Card from, Card to) throws SQLException {
        narrator.say("- copies the envelope of card " + from.id() + " to card " + to.id() + ",");
        update(to, "(SELECT pan FROM credit_cards WHERE id = " + from.id() + ")");
    }

    private void alter(Card card) throws SQLException {
        narrator.say("- changes one character in the envelope of card " + card.id() + ",");
        int position = card.pan().length() - ALTERED_FROM_END;
        char other = card.pan().charAt(position) == 'A' ? 'B' : 'A';
        update(card, "overlay(pan PLACING '" + other + "' FROM " + (position + 1) + ")");
    }

    private void writeInTheClear(Card card, String pan) throws SQLException {
        narrator.say("- writes a card number in the clear to card " + card.id() + ".");
        update(card, "'" + pan + "'");
    }

    private void update(Card card, String expression) throws SQLException {
        vault.database().execute("UPDATE credit_cards SET pan = " + expression + " WHERE id = " + card.id());
    }

    private void restore(List<Card> intact) throws SQLException {
        for (Card card : intact) {
            update(card, "'" + card.pan() + "'");
        }
        narrator.claim("the rows are put back", vault.table().all().equals(intact));
        narrator.blank();
    }

    private boolean isRefused(ErrorCode expected, Runnable call) {
        Optional<EnvelopeException> failure = failureOf(call);
        narrator.say("  " + failure.map(EnvelopeException::getMessage).orElse("it can."));
        return failure.map(EnvelopeException::code).filter(expected::equals).isPresent();
    }

    private static Optional<EnvelopeException> failureOf(Runnable call) {
        try {
            call.run();
            return Optional.empty();
        } catch (EnvelopeException e) {
            return Optional.of(e);
        }
    }
}

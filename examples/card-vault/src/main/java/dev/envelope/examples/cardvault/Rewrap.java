package dev.envelope.examples.cardvault;

import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.Staleness;
import dev.envelope.format.Envelope;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Moves envelopes to the current version of the key-encryption key, or of their merchant's: their key blocks are replaced, their contents stay as
 * they are to the byte.
 */
final class Rewrap {

    private final CardTable table;
    private final CardCiphers ciphers;
    private final Map<String, EnvelopeCipher> refreshed = new HashMap<>();
    private final Consumer<String> out;

    private int moved;
    private int current;
    private int overtaken;
    private int failed;

    Rewrap(CardTable table, CardCiphers ciphers, Consumer<String> out) {
        this.table = table;
        this.ciphers = ciphers;
        this.out = out;
    }

    /**
     * How a run ended.
     *
     * @param moved the number of rows that were written
     * @param current the number of rows that were current already
     * @param overtaken the number of rows that someone else wrote meanwhile, left as they are
     * @param failed the number of rows that could not be rewrapped, left as they are
     */
    record Result(int moved, int current, int overtaken, int failed) {
        boolean isComplete() {
            return overtaken == 0 && failed == 0;
        }
    }

    Result run() throws SQLException {
        moved = 0;
        current = 0;
        overtaken = 0;
        failed = 0;
        refreshed.clear();
        ciphers.cipher(null).refreshVersions();
        table.forEach(this::rewrap);
        return new Result(moved, current, overtaken, failed);
    }

    private void rewrap(Card card) throws SQLException {
        try {
            EnvelopeCipher cipher = cipher(card.merchant());
            if (cipher.needsRewrap(card.pan()) == Staleness.CURRENT) {
                current++;
                return;
            }
            String fresh = cipher.rewrap(card.pan(), card.panContext());
            write(card, Envelope.parse(card.pan()), Envelope.parse(fresh), fresh);
        } catch (EnvelopeException e) {
            out.accept("card " + card.id() + " is left as it is: " + e.getMessage());
            failed++;
        }
    }

    /** Which version encrypts is asked once for each merchant, and not for each card. */
    private EnvelopeCipher cipher(@Nullable String merchant) {
        if (merchant == null) {
            return ciphers.cipher(null);
        }
        return refreshed.computeIfAbsent(merchant, id -> {
            EnvelopeCipher cipher = ciphers.cipher(id);
            cipher.refreshVersions();
            return cipher;
        });
    }

    private void write(Card card, Envelope before, Envelope after, String fresh) throws SQLException {
        if (!version(after).isEmpty() && version(before).equals(version(after))) {
            // The key service shows its version only where it wraps: only now it is known that this one is current.
            current++;
            return;
        }
        byte[] content = after.content();
        if (!Arrays.equals(before.content(), content)) {
            throw new IllegalStateException("rewrapping changed the content of card " + card.id());
        }
        if (!table.replacePan(card, fresh)) {
            out.accept("card " + card.id() + " is left as it is: someone else wrote it meanwhile");
            overtaken++;
            return;
        }
        out.accept("card " + card.id() + ": version " + version(before) + " -> " + version(after)
                + ", content block unchanged: yes (" + content.length + " bytes, sha256 "
                + sha256(content).substring(0, 16) + "...)");
        moved++;
    }

    private static String version(Envelope envelope) {
        return envelope.keyBlock().primary().kekVersion();
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}

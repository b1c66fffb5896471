package dev.envelope.rotation;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.Item;
import dev.envelope.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Makes of rows what shall be written instead of them. Writes nothing. */
final class RowMover {

    /** A call for a list has one time limit; providers without batches make a call for each. */
    private static final int SLICE = 100;

    private final Ciphers ciphers;
    private final Function<StoredRow, EncryptionContext> contexts;
    private final ValueMove move;

    RowMover(Ciphers ciphers, Function<StoredRow, EncryptionContext> contexts, ValueMove move) {
        this.ciphers = ciphers;
        this.contexts = contexts;
        this.move = move;
    }

    /** What can be done to the values of rows that have one cipher. */
    interface ValueMove {

        /** Whether there is something to do; throws where the value is none that this could be done to. */
        boolean wants(EnvelopeCipher cipher, byte[] value, boolean text);

        /** The new values, in this order. */
        List<Outcome<byte[]>> move(EnvelopeCipher cipher, List<Item> values, boolean text);
    }

    /** Looks at rows of one column. */
    Attempt move(List<StoredRow> rows, boolean text, KeyCallCount calls) {
        Attempt attempt = new Attempt();
        Map<EnvelopeCipher, List<Pending>> byCipher = new LinkedHashMap<>();
        Ciphers.Lookup lookup = ciphers.lookup(calls::watched);
        for (StoredRow row : rows) {
            try {
                EnvelopeCipher cipher = lookup.of(row);
                if (move.wants(cipher, row.value(), text)) {
                    byCipher.computeIfAbsent(cipher, any -> new ArrayList<>())
                            .add(new Pending(row, new Item(row.value(), contexts.apply(row))));
                }
            } catch (RuntimeException e) {
                attempt.failed(row, e);
            }
        }
        byCipher.forEach((cipher, pending) -> move(cipher, pending, text, attempt));
        return attempt;
    }

    private void move(EnvelopeCipher cipher, List<Pending> pending, boolean text, Attempt attempt) {
        for (int from = 0; from < pending.size() && attempt.stopping() == null; from += SLICE) {
            List<Pending> slice = pending.subList(from, Math.min(from + SLICE, pending.size()));
            List<Outcome<byte[]>> moved =
                    move.move(cipher, slice.stream().map(Pending::item).toList(), text);
            for (int i = 0; i < slice.size(); i++) {
                StoredRow row = slice.get(i).row;
                Outcome<byte[]> outcome = moved.get(i);
                try {
                    attempt.changed(row, outcome.orElseThrow());
                } catch (EnvelopeException e) {
                    attempt.failed(row, e);
                }
            }
        }
    }

    private record Pending(StoredRow row, Item item) {}
}

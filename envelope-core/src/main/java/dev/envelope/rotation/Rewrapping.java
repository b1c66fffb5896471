package dev.envelope.rotation;

import dev.envelope.ContentRefusedException;
import dev.envelope.EnvelopeCipher;
import dev.envelope.InvalidEnvelopeException;
import dev.envelope.Item;
import dev.envelope.Outcome;
import dev.envelope.Staleness;
import dev.envelope.TextItem;
import dev.envelope.format.KeyBlock;
import dev.envelope.internal.format.TextForm;
import dev.envelope.kek.KekCapability;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Moves envelopes to the keys of today. Before one is written, its content is compared with the one that is stored. */
final class Rewrapping implements RowMover.ValueMove {

    private final boolean unknownToo;

    /** With {@code unknownToo}, also envelopes of which no one can tell whether they are stale. */
    Rewrapping(boolean unknownToo) {
        this.unknownToo = unknownToo;
    }

    @Override
    public boolean wants(EnvelopeCipher cipher, byte[] value, boolean text) {
        KeyBlock keyBlock;
        try {
            keyBlock = keyBlock(value, text);
        } catch (InvalidEnvelopeException e) {
            return true; // whoever rewraps it says best what is wrong with it
        }
        return switch (staleness(cipher, keyBlock)) {
            case STALE -> true;
            case CURRENT -> false;
            case UNKNOWN -> unknownToo;
        };
    }

    /**
     * What can be told, once the current version of a tenant was asked for again where it has left the cache meanwhile. One that
     * has left it once more counts as stale: such a row is looked at in vain, and another would be forgotten.
     */
    static Staleness staleness(EnvelopeCipher cipher, KeyBlock keyBlock) {
        Staleness known = cipher.needsRewrap(keyBlock);
        if (known != Staleness.UNKNOWN || !hasForgotten(cipher)) {
            return known;
        }
        cipher.refreshVersions();
        Staleness anew = cipher.needsRewrap(keyBlock);
        return anew == Staleness.UNKNOWN ? Staleness.STALE : anew;
    }

    private static boolean hasForgotten(EnvelopeCipher cipher) {
        return cipher.keyring().encrypting().stream()
                .anyMatch(kek ->
                        kek.currentVersion().isEmpty() && kek.capabilities().contains(KekCapability.REPORTS_VERSIONS));
    }

    @Override
    public List<Outcome<byte[]>> move(EnvelopeCipher cipher, List<Item> values, boolean text) {
        List<Outcome<byte[]>> fresh = text
                ? cipher
                        .rewrapAllText(values.stream()
                                .map(item -> new TextItem(text(item.bytes()), item.context()))
                                .toList())
                        .stream()
                        .map(outcome -> outcome.<byte[]>map(envelope -> envelope.getBytes(StandardCharsets.US_ASCII)))
                        .toList()
                : cipher.rewrapAll(values);
        List<Outcome<byte[]>> checked = new ArrayList<>(fresh.size());
        for (int i = 0; i < fresh.size(); i++) {
            byte[] stored = values.get(i).bytes();
            checked.add(fresh.get(i).map(envelope -> withSameContent(envelope, stored, text)));
        }
        return checked;
    }

    static KeyBlock keyBlock(byte[] envelope, boolean text) {
        return KeyBlock.read(binary(envelope, text));
    }

    private static byte[] withSameContent(byte[] fresh, byte[] stored, boolean text) {
        if (!content(fresh, text).equals(content(stored, text))) {
            throw new ContentRefusedException(
                    "The content of the rewrapped envelope is not the one that is stored, so it"
                            + " is not written. That must not happen: report it.");
        }
        return fresh;
    }

    private static ByteBuffer content(byte[] envelope, boolean text) {
        ByteBuffer buffer = binary(envelope, text);
        KeyBlock.read(buffer);
        return buffer;
    }

    private static ByteBuffer binary(byte[] envelope, boolean text) {
        return ByteBuffer.wrap(text ? TextForm.toBytes(text(envelope)) : envelope);
    }

    /** What is no UTF-8 becomes something else that is no envelope either. */
    static String text(byte[] value) {
        return new String(value, StandardCharsets.UTF_8);
    }
}

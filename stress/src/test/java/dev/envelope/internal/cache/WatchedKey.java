package dev.envelope.internal.cache;

import dev.envelope.kek.DataKey;
import dev.envelope.stress.Sometimes;
import java.util.Arrays;
import java.util.Collection;
import java.util.concurrent.atomic.AtomicInteger;

/** An AES key that tells whether all of it is there, and how often it was wiped. */
final class WatchedKey {

    private static final byte[] BYTES = new byte[DataKey.LENGTH];

    static {
        Arrays.fill(BYTES, (byte) 0xA5);
    }

    private final DataKey key = DataKey.takeFrom(BYTES.clone());
    private final AtomicInteger wiped = new AtomicInteger();

    /** As who encrypts with it meets it. */
    String use() {
        Sometimes.giveWay();
        try {
            return key.use(bytes -> Arrays.equals(bytes, BYTES)) ? "whole" : "half";
        } catch (IllegalStateException e) {
            return "wiped";
        }
    }

    void wipe() {
        wiped.incrementAndGet();
        key.close();
    }

    String fate() {
        return switch (wiped.get()) {
            case 0 -> "kept";
            case 1 -> "wiped once";
            default -> "wiped twice";
        };
    }

    /** The fate of all, where it is the same one. */
    static String fate(Collection<WatchedKey> keys) {
        return String.join(
                " and ", keys.stream().map(WatchedKey::fate).distinct().sorted().toList());
    }
}

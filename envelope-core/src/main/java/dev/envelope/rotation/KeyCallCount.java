package dev.envelope.rotation;

import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeListener;
import dev.envelope.ErrorCode;
import dev.envelope.KeyOperation;
import dev.envelope.internal.keyring.InProcessKek;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Counts what key services are asked for, key by key: services that limit a batch count its keys. What local keys and those of
 * tenants do is no call.
 */
final class KeyCallCount {

    private final AtomicLong calls = new AtomicLong();
    private final @Nullable KeyCallCount whole;

    KeyCallCount() {
        this(null);
    }

    private KeyCallCount(@Nullable KeyCallCount whole) {
        this.whole = whole;
    }

    /** Counts for a part of the work, and here too. */
    KeyCallCount part() {
        return new KeyCallCount(this);
    }

    long total() {
        return calls.get();
    }

    /** The cipher, telling this count. */
    EnvelopeCipher watched(EnvelopeCipher cipher) {
        return cipher.keyring().names().stream()
                        .allMatch(name -> InProcessKek.costsNoCall(
                                cipher.keyring().find(name).orElseThrow()))
                ? cipher
                : cipher.withListener(new Watch(cipher));
    }

    private final class Watch implements EnvelopeListener {

        private final EnvelopeCipher cipher;

        Watch(EnvelopeCipher cipher) {
            this.cipher = cipher;
        }

        @Override
        public void keyLoaded(String kekName, int keys, Duration took) {
            count(kekName, keys);
        }

        @Override
        public void keyWrapped(String kekName, int keys, Duration took) {
            count(kekName, keys);
        }

        @Override
        public void keyCallFailed(String kekName, KeyOperation operation, ErrorCode code, Duration took) {
            count(kekName, 1);
        }

        private void count(String kekName, int keys) {
            if (cipher.keyring().find(kekName).filter(InProcessKek::costsNoCall).isEmpty()) {
                add(keys);
            }
        }
    }

    private void add(int keys) {
        calls.addAndGet(keys);
        if (whole != null) {
            whole.add(keys);
        }
    }
}

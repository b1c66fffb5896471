package dev.envelope;

import dev.envelope.internal.crypto.Jca;
import dev.envelope.kek.Deadline;
import java.time.Duration;
import java.util.function.LongSupplier;

/** How a cipher works, apart from its keys. */
record Settings(Jca jca, Duration timeout, LongSupplier nanoTime, boolean nestedAllowed) {

    static final Settings DEFAULT = new Settings(Jca.DEFAULT, Duration.ofSeconds(30), System::nanoTime, false);

    Settings {
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("A call must be allowed some time, not " + timeout);
        }
    }

    Settings withJca(Jca other) {
        return new Settings(other, timeout, nanoTime, nestedAllowed);
    }

    Settings withTimeout(Duration other) {
        return new Settings(jca, other, nanoTime, nestedAllowed);
    }

    Settings withNanoTime(LongSupplier other) {
        return new Settings(jca, timeout, other, nestedAllowed);
    }

    Settings withNestedAllowed() {
        return new Settings(jca, timeout, nanoTime, true);
    }

    /** The deadline of a call that begins now. */
    Deadline deadline() {
        return Deadline.after(timeout, nanoTime);
    }
}

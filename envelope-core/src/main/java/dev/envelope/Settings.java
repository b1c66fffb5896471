package dev.envelope;

import dev.envelope.internal.cache.AgeClock;
import dev.envelope.internal.content.ChunkRun;
import dev.envelope.internal.crypto.Jca;
import dev.envelope.internal.event.Events;
import dev.envelope.internal.keyring.UnwrappedKeys;
import dev.envelope.kek.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** How a cipher works, apart from its keys. */
record Settings(
        Jca jca,
        Duration timeout,
        LongSupplier nanoTime,
        InstantSource wallClock,
        boolean nestedAllowed,
        @Nullable Instant plaintextEnd,
        KeyCaching caching,
        int streamThreads,
        Events events) {

    static final Settings DEFAULT = new Settings(
            Jca.DEFAULT,
            Duration.ofSeconds(30),
            System::nanoTime,
            InstantSource.system(),
            false,
            null,
            KeyCaching.off(),
            1,
            Events.NONE);

    Settings {
        if (timeout.isZero() || timeout.isNegative()) {
            throw new IllegalArgumentException("A call must be allowed some time, not " + timeout);
        }
        if (streamThreads < 1 || streamThreads > ChunkRun.MAX_THREADS) {
            throw new IllegalArgumentException("A stream is worked on by 1 to " + ChunkRun.MAX_THREADS
                    + " threads, the caller's among them, not by " + streamThreads);
        }
    }

    Settings withJca(Jca other) {
        return new Settings(
                other, timeout, nanoTime, wallClock, nestedAllowed, plaintextEnd, caching, streamThreads, events);
    }

    Settings withTimeout(Duration other) {
        return new Settings(
                jca, other, nanoTime, wallClock, nestedAllowed, plaintextEnd, caching, streamThreads, events);
    }

    Settings withNanoTime(LongSupplier other) {
        return new Settings(
                jca, timeout, other, wallClock, nestedAllowed, plaintextEnd, caching, streamThreads, events);
    }

    Settings withWallClock(InstantSource other) {
        return new Settings(jca, timeout, nanoTime, other, nestedAllowed, plaintextEnd, caching, streamThreads, events);
    }

    Settings withNestedAllowed() {
        return new Settings(jca, timeout, nanoTime, wallClock, true, plaintextEnd, caching, streamThreads, events);
    }

    Settings withPlaintextUntil(Instant end) {
        return new Settings(jca, timeout, nanoTime, wallClock, nestedAllowed, end, caching, streamThreads, events);
    }

    Settings withCaching(KeyCaching other) {
        return new Settings(
                jca, timeout, nanoTime, wallClock, nestedAllowed, plaintextEnd, other, streamThreads, events);
    }

    Settings withStreamThreads(int other) {
        return new Settings(jca, timeout, nanoTime, wallClock, nestedAllowed, plaintextEnd, caching, other, events);
    }

    Settings withListener(EnvelopeListener listener) {
        return new Settings(
                jca,
                timeout,
                nanoTime,
                wallClock,
                nestedAllowed,
                plaintextEnd,
                caching,
                streamThreads,
                events.with(listener));
    }

    /** Where unwrapped data keys are kept, if they are. */
    UnwrappedKeys unwrappedKeys() {
        return caching.isOn()
                ? new UnwrappedKeys(caching, timeout, new AgeClock(nanoTime, wallClock), events)
                : UnwrappedKeys.UNCACHED;
    }

    /** What of a half encrypted column may be read as it is. */
    PlaintextReading plaintextReading() {
        return new PlaintextReading(plaintextEnd, wallClock, events);
    }

    /** The deadline of a call that begins now. */
    Deadline deadline() {
        return Deadline.after(timeout, nanoTime);
    }
}

package dev.envelope.rotation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Tells the rate of the last seconds, and what is left at that rate. Used by one thread. */
final class Progress {

    private static final long WINDOW_NANOS = Duration.ofSeconds(10).toNanos();

    private final Time time;
    private final Deque<Seen> seen = new ArrayDeque<>();
    private int round = -1;

    Progress(Time time) {
        this.time = time;
    }

    private record Seen(long nanos, long done) {}

    RotationProgress at(RoundCounts counts, long keyCalls) {
        if (counts.round() != round) {
            round = counts.round();
            seen.clear();
        }
        double rate = rate(counts.done());
        long rest = Math.max(0, counts.candidates() - counts.done());
        Optional<Duration> remaining = rest == 0
                ? Optional.of(Duration.ZERO)
                : rate > 0 ? Optional.of(Duration.ofMillis((long) (rest / rate * 1000))) : Optional.empty();
        return new RotationProgress(
                counts.round(),
                counts.candidates(),
                counts.done(),
                counts.written(),
                counts.bad(),
                counts.left(),
                rate,
                remaining,
                keyCalls);
    }

    private double rate(long done) {
        long now = time.nanoTime();
        seen.addLast(new Seen(now, done));
        while (seen.size() > 2 && now - seen.getFirst().nanos > WINDOW_NANOS) {
            seen.removeFirst();
        }
        Seen first = seen.getFirst();
        return now == first.nanos ? 0 : (done - first.done) / ((now - first.nanos) / 1e9);
    }
}

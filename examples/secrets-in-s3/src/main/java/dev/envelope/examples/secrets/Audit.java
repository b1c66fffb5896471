package dev.envelope.examples.secrets;

import dev.envelope.aws.AwsKmsCall;
import dev.envelope.aws.AwsKmsListener;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * Remembers every use of a key, for a trail that can be joined with CloudTrail's by the request id: that one says who used
 * the key from where and for which context, this one what the application saw of it. Safe for use by several threads.
 */
final class Audit implements AwsKmsListener {

    private static final String LINE = "%-12s  %-15s  %-17s  %-19s  %5s  %s";
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("HH:mm:ss.SSS").withZone(ZoneOffset.UTC);

    private final Clock clock;
    private final Queue<Entry> entries = new ConcurrentLinkedQueue<>();

    Audit(Clock clock) {
        this.clock = clock;
    }

    /**
     * One use of a key.
     *
     * @param at when the call ended
     * @param call what was called and how it went
     */
    record Entry(Instant at, AwsKmsCall call) {

        String toLine() {
            return String.format(
                    LINE,
                    TIME.format(at),
                    call.operation(),
                    call.kekName() + " " + key(),
                    call.outcome(),
                    call.duration().toMillis(),
                    call.requestId().orElse("(none)"));
        }

        /** The end of the key's id: of the one that was used, where KMS said so. */
        private String key() {
            return call.keyArn().map(Audit::end).orElse("-");
        }
    }

    @Override
    public void called(AwsKmsCall call) {
        entries.add(new Entry(clock.instant(), call));
    }

    List<Entry> entries() {
        return List.copyOf(entries);
    }

    /** Prints the trail, if there is any. */
    void print(Consumer<String> out) {
        List<Entry> trail = entries();
        if (!trail.isEmpty()) {
            lines(trail).forEach(out);
        }
    }

    private static List<String> lines(List<Entry> trail) {
        List<String> lines = new ArrayList<>();
        lines.add(String.format(LINE, "time (UTC)", "operation", "key", "outcome", "ms", "KMS request id"));
        trail.forEach(entry -> lines.add(entry.toLine()));
        return lines;
    }

    /** Enough of a key's ARN to tell a few keys apart. */
    static String end(String keyArn) {
        int shown = 6;
        return "..." + keyArn.substring(Math.max(0, keyArn.length() - shown));
    }
}

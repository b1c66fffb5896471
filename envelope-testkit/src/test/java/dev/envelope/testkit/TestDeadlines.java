package dev.envelope.testkit;

import dev.envelope.kek.Deadline;
import java.time.Duration;

/** Deadlines that no test reaches. */
final class TestDeadlines {

    private TestDeadlines() {}

    static Deadline minute() {
        return Deadline.after(Duration.ofMinutes(1));
    }
}

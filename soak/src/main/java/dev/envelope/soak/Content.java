package dev.envelope.soak;

import java.util.SplittableRandom;

/** What stands in a revision of a record: it follows from the numbers, so that nobody has to remember it. */
final class Content {

    private Content() {}

    /** From nothing to a few chunks. */
    static byte[] body(long id, long revision) {
        SplittableRandom random = random(id, revision);
        byte[] body = new byte[length(random)];
        random.nextBytes(body);
        return body;
    }

    static String note(long id, long revision) {
        SplittableRandom random = random(id, ~revision);
        return "Notiz \u00e4\u20ac\ud83d\udd11 ".repeat(random.nextInt(12)) + id + "/" + revision;
    }

    private static int length(SplittableRandom random) {
        int roll = random.nextInt(100);
        if (roll < 5) {
            return 0;
        }
        if (roll < 85) {
            return random.nextInt(400);
        }
        return random.nextInt(roll < 97 ? 5_000 : 60_000);
    }

    private static SplittableRandom random(long id, long revision) {
        return new SplittableRandom(id * 1_000_003 + revision);
    }
}

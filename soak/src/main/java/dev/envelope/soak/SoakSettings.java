package dev.envelope.soak;

import java.time.Duration;
import java.util.List;

/**
 * How long and how much.
 *
 * @param length how long the actors work
 * @param seed of all that is random
 * @param threads how many threads of each sort there are for traffic
 * @param patience how long is waited in the end for threads to end
 */
record SoakSettings(Duration length, long seed, int threads, Duration patience) {

    static final String USAGE = "usage: soak/run [--minutes N | --seconds N] [--seed N]";

    /** The settings of a command line; ten minutes and another seed each time where it says nothing. */
    static SoakSettings parse(List<String> args) {
        Duration length = Duration.ofMinutes(10);
        long seed = System.nanoTime() & 0xffff_ffffL;
        if (args.size() % 2 != 0) {
            throw new IllegalArgumentException(USAGE);
        }
        for (int i = 0; i < args.size(); i += 2) {
            long number = Long.parseLong(args.get(i + 1));
            switch (args.get(i)) {
                case "--minutes" -> length = Duration.ofMinutes(number);
                case "--seconds" -> length = Duration.ofSeconds(number);
                case "--seed" -> seed = number;
                default -> throw new IllegalArgumentException(USAGE);
            }
        }
        return new SoakSettings(length, seed, 5, Duration.ofSeconds(30));
    }
}

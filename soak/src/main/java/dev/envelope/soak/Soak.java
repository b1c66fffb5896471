package dev.envelope.soak;

import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The command {@code soak/run}. */
public final class Soak {

    /** That connections are lost and stores are down is what this is about: thousands of warnings tell nothing more. */
    private static final Logger LOG = Logger.getLogger("dev.envelope");

    private Soak() {}

    /**
     * Runs, prints the figures, and ends with 1 if something does not hold.
     *
     * @param args {@code --minutes N} or {@code --seconds N}, and {@code --seed N}
     * @throws Exception if the run can't be made at all
     */
    public static void main(String[] args) throws Exception {
        SoakSettings settings;
        try {
            settings = SoakSettings.parse(List.of(args));
        } catch (IllegalArgumentException e) {
            System.err.println(SoakSettings.USAGE);
            System.exit(2);
            return;
        }
        LOG.setLevel(Level.SEVERE);
        SoakReport report = SoakRun.overPostgres(settings);
        System.out.print(report);
        System.exit(report.holds() ? 0 : 1);
    }
}

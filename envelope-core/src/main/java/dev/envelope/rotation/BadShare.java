package dev.envelope.rotation;

import dev.envelope.ErrorCode;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Whether so many rows are bad that it is rather the job that is wrong: its context, its keyring. Rows that were in quarantine
 * before do not count, nor those of tenants that were shredded or suspended on purpose. Safe for use by several threads.
 */
final class BadShare {

    private static final Set<ErrorCode> ON_PURPOSE = EnumSet.of(ErrorCode.SHREDDED, ErrorCode.TENANT_SUSPENDED);

    /** How many bad rows are remembered. */
    static final int MOST_KNOWN = 100_000;

    /** The share of fewer rows tells nothing... */
    private static final int FEWEST = 100;

    /** ... and so do fewer bad ones, unless none is allowed at all. */
    private static final int FEWEST_BAD = 10;

    private final Mutex mutex = new Mutex();
    private final double most;
    private final Set<Id> known = new HashSet<>();
    private long looked;
    private long bad;

    BadShare(double most) {
        this.most = most;
    }

    private record Id(String column, String key) {}

    void know(List<BadRow> rows) {
        mutex.run(() -> {
            rows.forEach(this::isNew);
        });
    }

    /** Adds rows that were looked at; returns why the job has to stop, if it has to. */
    Optional<String> add(int rows, List<BadRow> badRows) {
        return mutex.get(() -> {
            looked += rows;
            for (BadRow row : badRows) {
                if (ON_PURPOSE.contains(row.code()) || !isNew(row)) {
                    looked--;
                } else {
                    bad++;
                }
            }
            boolean allowed = most == 0 ? bad == 0 : looked < FEWEST || bad <= Math.max(FEWEST_BAD, looked * most);
            if (allowed) {
                return Optional.empty();
            }
            return Optional.of(String.format(
                    Locale.ROOT,
                    "The job stopped: %d of the first %d rows are bad, more than the share of %s that is allowed. Nothing is lost;"
                            + " most often the context or the keyring is not the one that the rows were encrypted with. The"
                            + " quarantine says of each row why.",
                    bad,
                    looked,
                    most));
        });
    }

    private boolean isNew(BadRow row) {
        Id id = new Id(row.column(), row.key());
        return known.size() < MOST_KNOWN ? known.add(id) : !known.contains(id);
    }
}

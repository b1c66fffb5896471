package dev.envelope;

import java.util.Locale;

/** Why a cached key left its cache. */
public enum EvictionCause {
    /** It reached its maximum age. */
    AGE,
    /** The cache was full. */
    SIZE,
    /** It was used as often as it may be. */
    USES,
    /** A younger one took its place, ahead of its maximum age. */
    REFRESHED,
    /** The key service withdrew it, its tenant changed, or the application cleared the cache. */
    DROPPED;

    /**
     * Returns the stable text form, such as {@code age}: the one in metrics and JFR events.
     *
     * @return one lower-case word
     */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package dev.envelope;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * How keys that a key service unwrapped are kept in memory for a while.
 *
 * <p>A cache trades two things. While a key is in it, no call to the key service is needed, and an outage of the service
 * does not matter; and for as long, a right that was withdrawn in the key service still has effect in this process, and the
 * key can be found in its memory. The {@linkplain #withMaximumAge maximum age} is that trade: choose the longest time for
 * which you can accept that a withdrawn key still opens records, and know that an outage of the key service longer than
 * that stops the application.
 *
 * <p>What always holds: the age counts from the moment the key service was asked and is never prolonged by use; any number of
 * callers that wait for the same key cause one call; a failure is not kept, but for the short
 * {@linkplain #withNegativeAge negative age}; when the key service answers that the key is gone or access is denied, the
 * cached key goes at once; a key that leaves the cache is wiped as soon as its last user is done with it. Whoever waited
 * for a key may use what comes, even if the key service took longer to answer than a key may become old: the call was
 * answered, and the next one asks again.
 *
 * <p>{@link EnvelopeCipher} does not cache unless it is {@linkplain EnvelopeCipher.Builder#keyCaching told to}: what it would
 * keep are the data keys of single records, which pays only where the same records are read again and again.
 * {@link dev.envelope.tenant.TenantKeys} does, by {@linkplain #defaults() these defaults}: there one cached key serves all
 * records of a tenant.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class KeyCaching {

    private static final KeyCaching OFF = new KeyCaching(false, Duration.ZERO, 0, 0, 0, Duration.ZERO, null);
    private static final KeyCaching DEFAULTS =
            new KeyCaching(true, Duration.ofMinutes(5), 10_000, 1L << 32, 0.8, Duration.ofSeconds(5), null);

    private final boolean on;
    private final Duration maximumAge;
    private final long maximumSize;
    private final long maximumUses;
    private final double refreshAhead;
    private final Duration negativeAge;
    private final @Nullable Executor executor;

    private KeyCaching(
            boolean on,
            Duration maximumAge,
            long maximumSize,
            long maximumUses,
            double refreshAhead,
            Duration negativeAge,
            @Nullable Executor executor) {
        this.on = on;
        this.maximumAge = maximumAge;
        this.maximumSize = maximumSize;
        this.maximumUses = maximumUses;
        this.refreshAhead = refreshAhead;
        this.negativeAge = negativeAge;
        this.executor = executor;
    }

    /**
     * No caching: every use of a key asks the key service.
     *
     * @return the settings
     */
    public static KeyCaching off() {
        return OFF;
    }

    /**
     * Caching for at most 5 minutes, of at most 10 000 keys, each used at most 2<sup>32</sup> times, refreshed in the background
     * from 4 minutes on; not-found and denied are remembered for 5 seconds.
     *
     * @return the settings
     */
    public static KeyCaching defaults() {
        return DEFAULTS;
    }

    /**
     * Sets how old a cached key may become. 5 minutes unless set: short enough that withdrawing a key takes effect while
     * people still watch, long enough to get over the usual short outage.
     *
     * @param age longer than zero, at most a day
     * @return new settings, which are on
     */
    public KeyCaching withMaximumAge(Duration age) {
        if (age.isZero() || age.isNegative() || age.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException("A cached key may become at most a day old, and not " + age);
        }
        KeyCaching base = orDefaults();
        return new KeyCaching(
                true, age, base.maximumSize, base.maximumUses, base.refreshAhead, base.negativeAge, base.executor);
    }

    /**
     * Sets how many keys are kept. 10 000 unless set, which takes about 11 MB. With more keys in use than that, some are
     * asked for again before their age is reached.
     *
     * @param keys at least 1
     * @return new settings, which are on
     */
    public KeyCaching withMaximumSize(long keys) {
        if (keys < 1) {
            throw new IllegalArgumentException("A cache holds at least 1 key, not " + keys);
        }
        KeyCaching base = orDefaults();
        return new KeyCaching(
                true, base.maximumAge, keys, base.maximumUses, base.refreshAhead, base.negativeAge, base.executor);
    }

    /**
     * Sets how often a cached key is used before the key service is asked again. 2<sup>32</sup> unless set: no cipher here
     * needs the limit, but the key service's log then shows a reader that never rests.
     *
     * @param uses at least 1
     * @return new settings, which are on
     */
    public KeyCaching withMaximumUses(long uses) {
        if (uses < 1) {
            throw new IllegalArgumentException("A cached key is used at least once, not " + uses + " times");
        }
        KeyCaching base = orDefaults();
        return new KeyCaching(
                true, base.maximumAge, base.maximumSize, uses, base.refreshAhead, base.negativeAge, base.executor);
    }

    /**
     * Sets the part of its maximum age after which a key in use is asked for again in the background, so that no caller waits
     * for it. 0.8 unless set; 1 for never.
     *
     * @param part more than 0, at most 1
     * @return new settings, which are on
     */
    public KeyCaching withRefreshAhead(double part) {
        if (!(part > 0 && part <= 1)) {
            throw new IllegalArgumentException("A key is refreshed after a part of its age, not after " + part);
        }
        KeyCaching base = orDefaults();
        return new KeyCaching(
                true, base.maximumAge, base.maximumSize, base.maximumUses, part, base.negativeAge, base.executor);
    }

    /**
     * Sets how long it is remembered that a key was not found or access to it denied, so that a flood of records under such a
     * key does not become a flood of calls. 5 seconds unless set. An outage is never remembered.
     *
     * @param age zero for not at all, at most 5 minutes
     * @return new settings, which are on
     */
    public KeyCaching withNegativeAge(Duration age) {
        if (age.isNegative() || age.compareTo(Duration.ofMinutes(5)) > 0) {
            throw new IllegalArgumentException("A refusal is remembered for at most 5 minutes, not " + age);
        }
        KeyCaching base = orDefaults();
        return new KeyCaching(
                true, base.maximumAge, base.maximumSize, base.maximumUses, base.refreshAhead, age, base.executor);
    }

    /**
     * Sets where keys are loaded: calls to the key service block its threads. Daemon threads of the library's own unless
     * set, as many as there are keys being loaded at a time.
     *
     * @param other such as {@code Executors.newVirtualThreadPerTaskExecutor()} or a container's; not one that runs tasks
     *     after each other, where one slow load would hold up all others
     * @return new settings, which are on
     */
    public KeyCaching withExecutor(Executor other) {
        KeyCaching base = orDefaults();
        return new KeyCaching(
                true,
                base.maximumAge,
                base.maximumSize,
                base.maximumUses,
                base.refreshAhead,
                base.negativeAge,
                requireNonNull(other, "other"));
    }

    /**
     * Tells whether keys are cached at all.
     *
     * @return false for {@link #off()}
     */
    public boolean isOn() {
        return on;
    }

    /**
     * Returns how old a cached key may become.
     *
     * @return the age; zero if caching is off
     */
    public Duration maximumAge() {
        return maximumAge;
    }

    /**
     * Returns how many keys are kept.
     *
     * @return the number; 0 if caching is off
     */
    public long maximumSize() {
        return maximumSize;
    }

    /**
     * Returns how often a cached key may be used.
     *
     * @return the number; 0 if caching is off
     */
    public long maximumUses() {
        return maximumUses;
    }

    /**
     * Returns how old a key in use becomes before it is refreshed in the background.
     *
     * @return the age; zero if caching is off
     */
    public Duration refreshAge() {
        return Duration.ofNanos((long) (maximumAge.toNanos() * refreshAhead));
    }

    /**
     * Returns how long a refusal is remembered.
     *
     * @return the age; zero for not at all
     */
    public Duration negativeAge() {
        return negativeAge;
    }

    /**
     * Returns where keys are loaded.
     *
     * @return the executor that was set; empty for the library's own threads
     */
    public Optional<Executor> executor() {
        return Optional.ofNullable(executor);
    }

    @Override
    public String toString() {
        return on
                ? "KeyCaching[age " + maximumAge + ", size " + maximumSize + ", uses " + maximumUses + ", refreshed at "
                        + refreshAge() + ", refusals " + negativeAge + "]"
                : "KeyCaching[off]";
    }

    private KeyCaching orDefaults() {
        return on ? this : DEFAULTS;
    }
}

package dev.envelope;

import java.time.Duration;

/**
 * What a key cache has done since it was made.
 *
 * @param size how many keys are in it now
 * @param hits how often a key was in it
 * @param misses how often one was not, by which either a load began or a caller joined one
 * @param loads how many loads succeeded, those in the background included
 * @param failedLoads how many loads failed, those in the background included
 * @param evictions how many keys left it, whatever the cause
 * @param oldest the age of the oldest key that is in it now; zero if it is empty
 */
public record KeyCacheStats(
        long size, long hits, long misses, long loads, long failedLoads, long evictions, Duration oldest) {}

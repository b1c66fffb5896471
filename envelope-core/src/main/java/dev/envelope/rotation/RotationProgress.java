package dev.envelope.rotation;

import java.time.Duration;
import java.util.Optional;

/**
 * How far a job is. Counts of rows are those of the current round, over all workers on all machines.
 *
 * @param round the number of the round; 0 where there are no rounds, as in a dry run and in verification
 * @param total how many rows there are to look at
 * @param done how many of them were looked at
 * @param written how many were written
 * @param bad how many are bad
 * @param left how many are left for the next round: locked, changed meanwhile, or not to be moved just now
 * @param rowsPerSecond how many rows a second were looked at lately
 * @param remaining how long the rest takes at that rate; empty where that can't be told
 * @param keyCalls how many keys this process has had wrapped, unwrapped or rewrapped by key services
 */
public record RotationProgress(
        int round,
        long total,
        long done,
        long written,
        long bad,
        long left,
        double rowsPerSecond,
        Optional<Duration> remaining,
        long keyCalls) {}

package dev.envelope.rotation;

/**
 * How far the current round of a job is, over all workers.
 *
 * @param round its number, from 1; 0 where the job never began
 * @param candidates how many values were found at its beginning
 * @param done how many of them were looked at
 * @param written how many were written
 * @param bad how many were put into the quarantine
 * @param left how many were left for the next round: locked, changed meanwhile, or not to be moved just now
 * @param openSegments how many segments are not done; 0 where the round is over
 */
public record RoundCounts(int round, long candidates, long done, long written, long bad, long left, long openSegments) {

    /** Of a job that never began. */
    public static final RoundCounts NONE = new RoundCounts(0, 0, 0, 0, 0, 0, 0);

    /**
     * Tells whether the round is over.
     *
     * @return true if there is nothing left to take
     */
    public boolean isOver() {
        return openSegments == 0;
    }
}

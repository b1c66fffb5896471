package dev.envelope.benchmarks.figures;

/** What a figure tells. */
public enum Measure {
    /** Records a second, all threads together. */
    PER_SECOND,
    /** MiB of plaintext a second, all threads together. */
    MEBIBYTES_PER_SECOND,
    /** How many times as fast as this one Envelope was in the same rounds. */
    OURS_TO_THIS,
    /** How many times as fast this one was on all cores as on one. */
    ALL_CORES_TO_ONE,
    /** Bytes allocated for each record, with the result. */
    ALLOCATED,
    /** Bytes allocated for each record, without the result. */
    ALLOCATED_BEYOND_RESULT,
    /** Bytes by which what is encrypted is longer. */
    OVERHEAD,
    /** How long a process took. */
    MILLISECONDS,
    /** How much longer a process took than one that does nothing. */
    MILLISECONDS_BEYOND_EMPTY,
    /** The most heap there was, in MiB. */
    PEAK_HEAP,
    /** The most memory that the process had, in MiB. */
    PEAK_RESIDENT,
    /** How many there are. */
    COUNT
}

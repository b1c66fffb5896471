package dev.envelope.benchmarks.figures;

/** Which program takes figures. */
public enum Topic {
    RECORDS,
    STREAMS,
    FILES,
    START_UP
}

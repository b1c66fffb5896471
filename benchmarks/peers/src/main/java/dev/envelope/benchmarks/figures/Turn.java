package dev.envelope.benchmarks.figures;

/** One of several things that are compared. It takes a turn in each round. */
public interface Turn {

    /** Does what is measured for long enough that it is compiled. */
    void warmUp() throws Exception;

    /** Does what is measured, and tells how fast it was or how long it took; the same unit as the others. */
    double take() throws Exception;
}

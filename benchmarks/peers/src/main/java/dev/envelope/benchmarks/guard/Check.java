package dev.envelope.benchmarks.guard;

/** Something that is held to a limit. */
interface Check {

    /** Measures it anew. */
    double measure() throws Exception;
}

package dev.envelope.benchmarks.peers;

/** What is timed. */
enum Operation {
    ENCRYPT,
    DECRYPT
}

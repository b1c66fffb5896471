package dev.envelope.benchmarks.figures;

/**
 * What a figure is about.
 *
 * @param topic which program took it
 * @param subject who did something
 * @param operation what it did
 * @param size the length of the message in bytes
 * @param threads how many threads did it
 */
public record FigureKey(Topic topic, String subject, Operation operation, long size, int threads) {}

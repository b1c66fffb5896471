package dev.envelope.cli.vectors;

/**
 * A case that this build reads otherwise than it has to.
 *
 * @param name the name of the case
 * @param form which of its forms was read
 * @param expected what had to come of it: {@code valid} or a code
 * @param found what came of it
 */
record Mismatch(String name, String form, String expected, String found) {}

/**
 * Tells when the library became slower, by what it does beside the floor in the same process: a ratio is the same on a machine that is
 * slow or busy, a time is not.
 */
@NullMarked
package dev.envelope.benchmarks.guard;

import org.jspecify.annotations.NullMarked;

/**
 * How things are compared on a machine that is never quiet, and what comes of it.
 *
 * <p>{@link dev.envelope.benchmarks.figures.Rounds} lets several things take short {@link dev.envelope.benchmarks.figures.Turn turns} in
 * random order. {@link dev.envelope.benchmarks.figures.Samples} compares them within each round, since on a machine with others the
 * same benchmark differs more from one run to the next than the peers differ from each other. A program keeps what it found as a
 * {@link dev.envelope.benchmarks.figures.Figure} each, which the page is written from.
 */
@NullMarked
package dev.envelope.benchmarks.figures;

import org.jspecify.annotations.NullMarked;

/** The usual kind of figures: the Java Microbenchmark Harness, which runs each benchmark by itself in processes of its own. */
@NullMarked
package dev.envelope.benchmarks.jmh;

import org.jspecify.annotations.NullMarked;

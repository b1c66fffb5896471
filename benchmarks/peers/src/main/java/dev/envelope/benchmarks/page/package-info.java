/** Writes what the programs found into the page about it. */
@NullMarked
package dev.envelope.benchmarks.page;

import org.jspecify.annotations.NullMarked;

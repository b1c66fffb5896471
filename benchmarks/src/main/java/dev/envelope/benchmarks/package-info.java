/** Programs that print figures. */
@NullMarked
package dev.envelope.benchmarks;

import org.jspecify.annotations.NullMarked;

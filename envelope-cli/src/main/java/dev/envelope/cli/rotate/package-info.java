/** Rotating the envelopes of a table. */
@NullMarked
package dev.envelope.cli.rotate;

import org.jspecify.annotations.NullMarked;

/** Running the test vectors of the format. */
@NullMarked
package dev.envelope.cli.vectors;

import org.jspecify.annotations.NullMarked;

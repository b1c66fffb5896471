/** The command {@code envelope}. */
@NullMarked
package dev.envelope.cli;

import org.jspecify.annotations.NullMarked;

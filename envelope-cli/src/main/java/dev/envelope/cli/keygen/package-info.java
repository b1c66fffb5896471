/** Making local keys. */
@NullMarked
package dev.envelope.cli.keygen;

import org.jspecify.annotations.NullMarked;

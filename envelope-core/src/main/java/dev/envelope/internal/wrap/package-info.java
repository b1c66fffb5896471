/** Wrapping under a 256-bit key held in this process: format bytes 0x01 (wrapped) and 0x02 (derived). */
@NullMarked
package dev.envelope.internal.wrap;

import org.jspecify.annotations.NullMarked;

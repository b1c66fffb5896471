/** The primitives the format is made of, over a JCA provider: nothing here knows what an envelope is. */
@NullMarked
package dev.envelope.internal.crypto;

import org.jspecify.annotations.NullMarked;

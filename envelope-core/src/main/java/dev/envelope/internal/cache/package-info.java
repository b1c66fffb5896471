/** Keys that a key service unwrapped, kept in memory for a while: by whom they are held, how old they are, when they go. */
@NullMarked
package dev.envelope.internal.cache;

import org.jspecify.annotations.NullMarked;

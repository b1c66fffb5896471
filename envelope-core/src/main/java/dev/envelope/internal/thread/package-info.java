/** Threads of the library's own. */
@NullMarked
package dev.envelope.internal.thread;

import org.jspecify.annotations.NullMarked;

/** Where what happens is reported: listeners and Java Flight Recorder. */
@NullMarked
package dev.envelope.internal.event;

import org.jspecify.annotations.NullMarked;

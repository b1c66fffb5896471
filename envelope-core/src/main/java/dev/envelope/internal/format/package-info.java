/** What the binary and the text form of an envelope have in common with each other, and with the messages about them. */
@NullMarked
package dev.envelope.internal.format;

import org.jspecify.annotations.NullMarked;

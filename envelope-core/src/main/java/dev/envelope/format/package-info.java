/**
 * The envelope as a value: parse, print and inspect, without any key. The normative text is {@code docs/format.md}.
 *
 * <p>An {@link dev.envelope.format.Envelope} is a {@link dev.envelope.format.KeyBlock} (who can unwrap, and the
 * {@linkplain dev.envelope.format.WrappedKey wrapped data keys}) and a content block (the encrypted record).
 */
@NullMarked
package dev.envelope.format;

import org.jspecify.annotations.NullMarked;

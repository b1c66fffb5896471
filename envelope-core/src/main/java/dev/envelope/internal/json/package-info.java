/** Just enough of JSON (RFC 8259) to write what people and programs are told. */
@NullMarked
package dev.envelope.internal.json;

import org.jspecify.annotations.NullMarked;

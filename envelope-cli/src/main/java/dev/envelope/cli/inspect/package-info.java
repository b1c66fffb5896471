/** Looking into envelopes without a key. */
@NullMarked
package dev.envelope.cli.inspect;

import org.jspecify.annotations.NullMarked;

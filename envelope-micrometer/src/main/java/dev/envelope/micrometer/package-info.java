/** Metrics of ciphers and tenant keys for Micrometer. */
@NullMarked
package dev.envelope.micrometer;

import org.jspecify.annotations.NullMarked;

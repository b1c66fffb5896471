/**
 * Long messages through the streaming interface of each peer, beside AES-GCM without anything around it; and from file to file.
 */
@NullMarked
package dev.envelope.benchmarks.streams;

import org.jspecify.annotations.NullMarked;

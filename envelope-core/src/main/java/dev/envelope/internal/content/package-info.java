/** The content block: the Cobblestone-256 instance of c2sp.org/chunked-encryption. Every way of encrypting and decrypting (array, streams, channel, ranges) goes through {@link dev.envelope.internal.content.ContentKey}, and {@link dev.envelope.internal.content.ChunkLayout} holds all the arithmetic of offsets. */
@NullMarked
package dev.envelope.internal.content;

import org.jspecify.annotations.NullMarked;

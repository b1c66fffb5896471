/**
 * Envelope beside what a user would pick instead: the same records, interleaved in one process.
 *
 * <p>A {@link dev.envelope.benchmarks.peers.Peer} encrypts and decrypts records; a {@link dev.envelope.benchmarks.peers.Contender} is
 * one that takes part.
 */
@NullMarked
package dev.envelope.benchmarks.peers;

import org.jspecify.annotations.NullMarked;

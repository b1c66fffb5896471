/**
 * Envelope beside what a user would pick instead: the same records, interleaved in one process.
 *
 * <p>A {@link dev.envelope.benchmarks.peers.Peer} encrypts and decrypts records. {@link dev.envelope.benchmarks.peers.Rounds} lets
 * all of them work in short slices in random order and compares within each round, since on a machine with others the same
 * benchmark differs more from one run to the next than the peers differ from each other.
 */
@NullMarked
package dev.envelope.benchmarks.peers;

import org.jspecify.annotations.NullMarked;

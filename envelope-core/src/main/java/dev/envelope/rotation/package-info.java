/**
 * Rotation: moves every envelope of a table to new keys, encrypts a column that is still plaintext, and says whether an
 * old key may be retired.
 *
 * <p>A {@link dev.envelope.rotation.RotationJob} is the engine, and knows nothing of databases; a
 * {@link dev.envelope.rotation.RotationStore} is where the rows are, such as {@code JdbcTable} of {@code envelope-jdbc}.
 *
 * <p>How they work together. A {@linkplain dev.envelope.rotation.Census census} counts what a column holds, by the beginnings
 * of its values, from an index. What has to be moved is divided into segments, ranges of beginnings, which the store keeps beside
 * the rows. Any number of workers, on any number of machines, each {@linkplain dev.envelope.rotation.RotationStore#take take} one segment
 * at a time; a segment is held by a lock on its own row, which a worker that dies lets go of. The rows are only read, rewrapped, and then
 * {@linkplain dev.envelope.rotation.Portion#complete written back} where they are still as they were read, in one transaction with the
 * segment's end. A row that changed meanwhile, or that a writer has locked, is left for the next round, which begins when all segments are
 * done, and there are rounds until one finds nothing. So there is no progress to lose but that of one transaction, and no
 * flag that could be wrong: what has to be done is told by the rows.
 */
@NullMarked
package dev.envelope.rotation;

import org.jspecify.annotations.NullMarked;

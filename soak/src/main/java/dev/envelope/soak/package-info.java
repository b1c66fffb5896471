/**
 * A soak run: all that the library does, mixed for minutes over a real database, and a sentence for everything that does not hold.
 *
 * <p><b>The site.</b> {@link dev.envelope.soak.SoakRun} builds an application that several {@code Instance}s run at once, in one JVM over
 * one PostgreSQL: their caches are so small and short-lived that keys come and go all the time. Records lie on four {@code Shelf}s, of which
 * each is a table with a column of bytes and one of text: under tenants' keys, under a key of a key service with cached data keys, under
 * keys of two services, and under a local key. The key services are in memory, and enforce what real ones do.
 *
 * <p><b>The actors</b> work at the same time, each on threads of its own:
 *
 * <ul>
 *   <li>{@code Traffic} inserts, reads, updates, deletes and writes back what it has rewrapped, in every form there is, and tries
 *       what has to be refused;
 *   <li>{@code Rotation} gives keys new versions, moves all records by one or two nodes that may be stopped or killed, verifies, and retires
 *       the versions that may go;
 *   <li>{@code Shredding} creates, rotates and shreds tenants;
 *   <li>{@code Deployment} replaces instances, with or without waiting for those who use them;
 *   <li>{@code Weather} brings faults of key services and database.
 * </ul>
 *
 * <p><b>What is right</b> is known apart from the database: a {@code Slot} knows the revision of its record, and what stands in a
 * revision follows from its number. So a lost update, a mixed-up record and an older state all show. A failure has to have a code that a
 * fault explains which is on or was on a moment ago; {@code Weather} knows.
 *
 * <p><b>In the end</b> faults are off. {@code Inspection} rotates everything once more, retires all older versions, and compares each record by
 * an instance that has seen none of it. When all is closed, {@code KeyLedger}, which an agent tells of each key that is made and wiped,
 * has to be even; no thread and no connection may be left; and the {@code Vitals} of the run may not have grown.
 */
@NullMarked
package dev.envelope.soak;

import org.jspecify.annotations.NullMarked;

/**
 * How the races are run.
 *
 * <p>A race is a jcstress test: two threads that do something to one object at the same moment, again and again, and the ways in which
 * that may end. Each stands in the package of what it races, in a class {@code ...Races} for one promise:
 *
 * <ul>
 *   <li>who holds a cached key has all of it, whatever ends its stay in the cache, and the last one to let go wipes it once:
 *       {@code CachedKeyRaces}, {@code UseAndWipeRaces}; below that, who reads key bytes or uses AES while they are wiped has all of
 *       the key or is refused: {@code KeyMaterialRaces}, {@code LocalWrappingRaces}
 *   <li>a key is loaded once for all who want it, and who fails or stops waiting takes nothing from the others:
 *       {@code SingleFlightRaces}
 *   <li>what was dropped is not served again, whatever was being loaded then: {@code WithdrawnKeyRaces}
 *   <li>a new tenant gets one key, a shredded one is opened by no one, and no key outlives its owner:
 *       {@code TenantCreationRaces}, {@code TenantChangeRaces}
 *   <li>spares and random bytes have one user at a time: {@code SparesRaces}, {@code RandomnessRaces}
 * </ul>
 *
 * <p>There are two threads in each, so that all can run at once on the smallest machine. Everything that is raced is the real
 * thing: the cache, the store in memory, AES. Keys note how often they are wiped, and by the end all of them must have been.
 *
 * <p>The ordinary build runs each race for a moment in its own JVM ({@code RacesTest}), which finds what goes wrong once in some
 * thousand rounds. {@code stress/run} has jcstress run them for longer in JVMs of several kinds, which is for what goes wrong when two
 * instructions meet, or when a compiler moves one.
 */
@NullMarked
package dev.envelope.stress;

import org.jspecify.annotations.NullMarked;

package dev.envelope.internal.crypto;

import java.security.DrbgParameters;
import java.security.DrbgParameters.Capability;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/**
 * Random bytes for keys, nonces and salts: a CSPRNG of its own for each thread (NIST SP 800-90A Hash_DRBG as the JDK
 * implements it, 256 bit), because threads that share one queue up for its lock.
 *
 * <p>A generator kept in memory repeats itself where a snapshot of that memory is restored twice (virtual machines, CRaC,
 * SnapStart). Each is therefore seeded anew from the operating system once it is {@value #MAX_AGE_MILLIS} ms old, by the
 * monotonic clock or by the wall clock, which a restore does not put back.
 */
public final class Randomness {

    private static final long MAX_AGE_MILLIS = 100;

    private static final ThreadLocal<Randomness> OF_THREAD = ThreadLocal.withInitial(Randomness::new);

    private final SecureRandom random;
    private long seededNanos;
    private long seededMillis;

    private Randomness() {
        try {
            random = SecureRandom.getInstance("DRBG", DrbgParameters.instantiation(256, Capability.RESEED_ONLY, null));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(
                    "This JDK has no DRBG generator, which every Java 9 and newer must have", e);
        }
        // The first bytes force the first seeding, so that its age is counted from now.
        random.nextBytes(new byte[1]);
        markSeeded();
    }

    /**
     * Returns random bytes.
     *
     * @param length how many
     * @return a new array
     */
    public static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        OF_THREAD.get().fill(bytes);
        return bytes;
    }

    private void fill(byte[] bytes) {
        if (isOld()) {
            random.reseed();
            markSeeded();
        }
        random.nextBytes(bytes);
    }

    private boolean isOld() {
        return System.nanoTime() - seededNanos >= MAX_AGE_MILLIS * 1_000_000
                || Math.abs(System.currentTimeMillis() - seededMillis) >= MAX_AGE_MILLIS;
    }

    private void markSeeded() {
        seededNanos = System.nanoTime();
        seededMillis = System.currentTimeMillis();
    }
}

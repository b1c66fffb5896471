package dev.envelope.internal.crypto;

import java.security.DrbgParameters;
import java.security.DrbgParameters.Capability;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/**
 * Random bytes for keys, nonces and salts: a CSPRNG of its own for each thread (NIST SP 800-90A Hash_DRBG as the JDK
 * implements it, 256 bit), because threads that share one queue up for its lock.
 *
 * <p>A generator kept in memory repeats itself where a snapshot of that memory is restored twice (virtual machines, CRaC,
 * SnapStart). Each is therefore seeded anew from the operating system once it is {@value #MAX_AGE_MILLIS} ms old, by the
 * monotonic clock or by the wall clock, which moves on between snapshot and restore. The JDK's own {@code reseed()} would
 * not do: it takes its seed from another generator in memory, which the snapshot holds as well. Bytes that are drawn within
 * that time of the last seeding, on both sides of a snapshot and by both clocks, are not protected.
 */
public final class Randomness {

    private static final long MAX_AGE_MILLIS = 100;

    /** 384 bit: the security strength of 256 bit, and half as much for the nonce (SP 800-90A, section 8.6.7). */
    private static final int SEED_LENGTH = 48;

    private static final OperatingSystemEntropy OPERATING_SYSTEM = new OperatingSystemEntropy();

    private static final ThreadLocal<Randomness> OF_THREAD = ThreadLocal.withInitial(
            () -> new Randomness(OPERATING_SYSTEM::bytes, System::nanoTime, System::currentTimeMillis));

    private final IntFunction<byte[]> operatingSystem;
    private final LongSupplier nanoTime;
    private final LongSupplier currentTimeMillis;
    private final SecureRandom random;
    private long seededNanos;
    private long seededMillis;

    Randomness(IntFunction<byte[]> operatingSystem, LongSupplier nanoTime, LongSupplier currentTimeMillis) {
        this.operatingSystem = operatingSystem;
        this.nanoTime = nanoTime;
        this.currentTimeMillis = currentTimeMillis;
        try {
            random = SecureRandom.getInstance("DRBG", DrbgParameters.instantiation(256, Capability.RESEED_ONLY, null));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(
                    "This JDK has no DRBG generator, which every Java 9 and newer must have", e);
        }
        seed();
    }

    /**
     * Returns random bytes.
     *
     * @param length how many
     * @return a new array
     */
    public static byte[] bytes(int length) {
        return OF_THREAD.get().next(length);
    }

    byte[] next(int length) {
        if (isOld()) {
            seed();
        }
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private boolean isOld() {
        return nanoTime.getAsLong() - seededNanos >= MAX_AGE_MILLIS * 1_000_000
                || Math.abs(currentTimeMillis.getAsLong() - seededMillis) >= MAX_AGE_MILLIS;
    }

    private void seed() {
        // The times are taken first: a snapshot in the middle of this must find the generator old.
        seededNanos = nanoTime.getAsLong();
        seededMillis = currentTimeMillis.getAsLong();
        random.reseed(DrbgParameters.reseed(false, operatingSystem.apply(SEED_LENGTH)));
    }
}

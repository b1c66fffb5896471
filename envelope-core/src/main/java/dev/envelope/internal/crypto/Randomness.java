package dev.envelope.internal.crypto;

import java.security.DrbgParameters;
import java.security.DrbgParameters.Capability;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;

/**
 * Random bytes for keys, nonces and salts, from as many CSPRNGs (NIST SP 800-90A Hash_DRBG as the JDK implements it, 256 bit) as
 * threads draw at the same moment, because threads that share one queue up for its lock.
 *
 * <p>A generator kept in memory repeats itself where a snapshot of that memory is restored twice (virtual machines, CRaC,
 * SnapStart). Each is therefore seeded anew from the operating system once it is {@value #MAX_AGE_MILLIS} ms old, by the
 * monotonic clock or by the wall clock, which moves on between snapshot and restore. The JDK's own {@code reseed()} would
 * not do: it takes its seed from another generator in memory, which the snapshot holds as well. Bytes that are drawn within
 * that time of the last seeding, on both sides of a snapshot and by both clocks, are not protected.
 *
 * <p>A short draw costs the generator 0.4 us and more, and half of that is for moving its state on. So it is asked for
 * {@value #AHEAD} bytes at once, of which each is wiped as it is handed out, and what is left when it is seeded anew is not handed
 * out any more: a snapshot that holds them holds the state as well from which they come. The system property
 * {@value #AHEAD_PROPERTY} set to {@code false} turns that off.
 */
public final class Randomness {

    private static final long MAX_AGE_MILLIS = 100;

    /** 384 bit: the security strength of 256 bit, and half as much for the nonce (SP 800-90A, section 8.6.7). */
    private static final int SEED_LENGTH = 48;

    private static final OperatingSystemEntropy OPERATING_SYSTEM = new OperatingSystemEntropy();

    private static final int AHEAD = 256;

    private static final String AHEAD_PROPERTY = "dev.envelope.random.ahead";

    private static final int AHEAD_CHOSEN =
            Boolean.parseBoolean(System.getProperty(AHEAD_PROPERTY, "true")) ? AHEAD : 0;

    private static final Spares<Randomness> SPARES = new Spares<>(
            () -> new Randomness(OPERATING_SYSTEM::bytes, System::nanoTime, System::currentTimeMillis, AHEAD_CHOSEN),
            Randomness::dropAhead);

    private final IntFunction<byte[]> operatingSystem;
    private final LongSupplier nanoTime;
    private final LongSupplier currentTimeMillis;
    private final SecureRandom random;
    final byte[] ahead; // tests look into it
    private int left;
    private long seededNanos;
    private long seededMillis;

    Randomness(IntFunction<byte[]> operatingSystem, LongSupplier nanoTime, LongSupplier currentTimeMillis, int ahead) {
        this.operatingSystem = operatingSystem;
        this.nanoTime = nanoTime;
        this.currentTimeMillis = currentTimeMillis;
        this.ahead = new byte[ahead];
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
        Randomness taken = SPARES.take();
        byte[] bytes = taken.next(length);
        SPARES.giveBack(taken);
        return bytes;
    }

    byte[] next(int length) {
        if (isOld()) {
            seed();
        }
        byte[] bytes = new byte[length];
        if (length > ahead.length) {
            random.nextBytes(bytes);
            return bytes;
        }
        if (length > left) {
            random.nextBytes(ahead);
            left = ahead.length;
        }
        int from = left - length;
        System.arraycopy(ahead, from, bytes, 0, length);
        Arrays.fill(ahead, from, left, (byte) 0);
        left = from;
        return bytes;
    }

    int bytesAhead() {
        return left;
    }

    private boolean isOld() {
        return nanoTime.getAsLong() - seededNanos >= MAX_AGE_MILLIS * 1_000_000
                || Math.abs(currentTimeMillis.getAsLong() - seededMillis) >= MAX_AGE_MILLIS;
    }

    private void seed() {
        // The times are taken first: a snapshot in the middle of this must find the generator old.
        seededNanos = nanoTime.getAsLong();
        seededMillis = currentTimeMillis.getAsLong();
        dropAhead();
        random.reseed(DrbgParameters.reseed(false, operatingSystem.apply(SEED_LENGTH)));
    }

    private void dropAhead() {
        Arrays.fill(ahead, (byte) 0);
        left = 0;
    }
}

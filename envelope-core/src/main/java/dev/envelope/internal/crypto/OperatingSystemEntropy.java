package dev.envelope.internal.crypto;

import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;

/**
 * Random bytes of the operating system's own generator, read anew at each call and kept nowhere in this process: what a
 * restored snapshot can't repeat.
 */
final class OperatingSystemEntropy {

    private static final String UNIX = "NativePRNGNonBlocking";
    private static final String WINDOWS = "Windows-PRNG";

    private final SecureRandom source;

    OperatingSystemEntropy() {
        this.source = source();
    }

    /** Not {@code nextBytes}, which the JDK serves out of a buffer. */
    byte[] bytes(int length) {
        return source.generateSeed(length);
    }

    private static SecureRandom source() {
        for (String algorithm : new String[] {UNIX, WINDOWS}) {
            try {
                return SecureRandom.getInstance(algorithm);
            } catch (NoSuchAlgorithmException e) {
                // not this kind of operating system
            }
        }
        throw new IllegalStateException("This JDK gives no access to the operating system's random generator: neither "
                + UNIX + " nor " + WINDOWS + " is there");
    }
}

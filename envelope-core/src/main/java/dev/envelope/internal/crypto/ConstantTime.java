package dev.envelope.internal.crypto;

/**
 * Compares bytes in a time that depends on their number only.
 *
 * <p>Not by {@link java.security.MessageDigest#isEqual}, which takes whole arrays: what is compared here is part of a
 * longer one, and given a short copy of it that is used nowhere else, the optimizing compiler of JDK 17 (seen with 17.0.15
 * and 17.0.21, on processors with AVX-512) makes code that calls equal bytes different.
 */
public final class ConstantTime {

    private ConstantTime() {}

    /**
     * Compares two ranges of the same length.
     *
     * @param a an array
     * @param aOffset where the range begins in it
     * @param b another array
     * @param bOffset where the range begins in that one
     * @param length the length of both
     * @return true if they have the same bytes
     */
    public static boolean equal(byte[] a, int aOffset, byte[] b, int bOffset, int length) {
        int difference = 0;
        for (int i = 0; i < length; i++) {
            difference |= a[aOffset + i] ^ b[bOffset + i];
        }
        return difference == 0;
    }

    /**
     * Compares two arrays.
     *
     * @param a an array
     * @param b another array
     * @return true if they have the same length and bytes
     */
    public static boolean equal(byte[] a, byte[] b) {
        return a.length == b.length && equal(a, 0, b, 0, a.length);
    }
}

package dev.envelope.internal.crypto;

import java.security.InvalidKeyException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;

/** HKDF-Expand with SHA-512 (RFC 5869, section 2.3). There is no Extract: every key it is used on is uniformly random. */
public final class HkdfSha512 {

    private static final int HASH_LENGTH = 64;

    /** What an HMAC is left with, instead of the key. */
    private static final SecretBytes NO_KEY = SecretBytes.hmac(new byte[1]);

    private HkdfSha512() {}

    /**
     * Derives bytes from a key.
     *
     * @param jca where HMAC comes from
     * @param prk the key, uniformly random
     * @param length how many bytes to derive, at most 255 times 64
     * @param info what they are for: the parts are joined, so the caller sees to it that the whole is unambiguous
     * @return a new array, which the caller wipes
     */
    public static byte[] expand(Jca jca, byte[] prk, int length, byte[]... info) {
        if (length < 0 || length > 255 * HASH_LENGTH) {
            throw new IllegalArgumentException("HKDF can't derive " + length + " bytes");
        }
        Mac mac = jca.takeHmacSha512();
        byte[] derived = new byte[length];
        byte[] block = new byte[HASH_LENGTH];
        try (SecretBytes key = SecretBytes.hmac(prk)) {
            mac.init(key);
            for (int offset = 0, counter = 1; offset < length; offset += HASH_LENGTH, counter++) {
                if (counter > 1) {
                    mac.update(block);
                }
                for (byte[] part : info) {
                    mac.update(part);
                }
                mac.update((byte) counter);
                mac.doFinal(block, 0);
                System.arraycopy(block, 0, derived, offset, Math.min(HASH_LENGTH, length - offset));
            }
            mac.init(NO_KEY);
            if (length <= HASH_LENGTH) {
                forgetLastBlock(mac);
            }
            jca.giveBackHmacSha512(mac);
            return derived;
        } catch (InvalidKeyException | ShortBufferException e) {
            throw new IllegalStateException("The JCA provider can't compute HMAC-SHA-512", e);
        } finally {
            Arrays.fill(block, (byte) 0);
        }
    }

    /**
     * A digest of the JDK keeps what it computed last, which is what was derived, until it computes something else. That costs
     * one more block, so it is done where the last block is the first, which holds the key: of what is longer, the first one is
     * gone by then, and what is left is the end of a content key's commitment, which is no secret.
     */
    private static void forgetLastBlock(Mac mac) {
        mac.update((byte) 0);
        mac.reset();
    }
}

package dev.envelope.internal.crypto;

import java.util.Arrays;
import java.util.function.Function;

/**
 * CMACs under one key that are ready for use: preparing one (a key schedule, its subkey, forgetting it again) takes 3 us, and
 * using it on two blocks a fifth of one. Kept for a key that serves many records, for as long as its owner keeps that.
 *
 * <p>Safe for use by several threads. Closing makes all of them forget the key.
 */
public final class PreparedCmacs implements AutoCloseable {

    private final Spares<AesCmac> spares;
    private volatile boolean closed;

    /**
     * CMACs under one key.
     *
     * @param jca where the primitive comes from
     * @param key the key, 32 bytes; stays the caller's
     */
    public PreparedCmacs(Jca jca, SecretBytes key) {
        this.spares = new Spares<>(() -> new AesCmac(jca, key), AesCmac::close);
    }

    /**
     * Derives 256 bits in counter mode (NIST SP 800-108r1): the CMACs of a message with 1 and with 2 in its first two bytes.
     *
     * @param message whole blocks, of which the first two bytes are filled in; overwritten
     * @return a new array of 32 bytes, which the caller wipes
     * @throws IllegalStateException if the key was closed
     */
    public byte[] derive(byte[] message) {
        byte[] derived = new byte[2 * AesCmac.BLOCK_LENGTH];
        boolean done = false;
        try {
            use(cmac -> {
                byte[] second = message.clone();
                message[0] = 0;
                message[1] = 1;
                cmac.mac(message, derived, 0);
                second[0] = 0;
                second[1] = 2;
                cmac.mac(second, derived, AesCmac.BLOCK_LENGTH);
                return derived;
            });
            done = true;
            return derived;
        } finally {
            if (!done) {
                Arrays.fill(derived, (byte) 0);
            }
        }
    }

    /** Lends one to a function, for it alone, which does not close it. */
    <R> R use(Function<AesCmac, R> function) {
        AesCmac cmac = spares.take();
        boolean usable = false;
        try {
            R result = function.apply(cmac);
            usable = true;
            return result;
        } finally {
            if (usable) {
                spares.giveBack(cmac);
            } else {
                cmac.close();
            }
            if (closed) {
                spares.discardAll();
            }
        }
    }

    /** Makes all of them forget the key; those in use do when they are given back. */
    @Override
    public void close() {
        closed = true;
        spares.discardAll();
    }
}

package dev.envelope.internal.crypto;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/**
 * AES-CMAC (NIST SP 800-38B, RFC 4493) over whole blocks, which is all that key derivation by CMAC needs here: messages
 * are one or more times 16 bytes.
 *
 * <p>Not safe for use by several threads. {@link #close()} wipes the subkey and has the cipher forget the key, which
 * stays the caller's.
 */
public final class AesCmac implements AutoCloseable {

    /** The length of a block and of a CMAC, in bytes. */
    public static final int BLOCK_LENGTH = 16;

    // A CMAC is the last block of CBC with an IV of zero, over the message with a subkey in its last block.
    private static final IvParameterSpec ZERO_IV = new IvParameterSpec(new byte[BLOCK_LENGTH]);

    /** What a cipher is left with, instead of the key. */
    private static final SecretBytes NO_KEY = SecretBytes.aes(new byte[32]);

    private final Jca jca;
    private final Cipher aes;
    private final byte[] subkey;
    private boolean closed;

    /**
     * AES-CMAC under one key.
     *
     * @param jca where AES comes from
     * @param key the key; stays the caller's
     */
    public AesCmac(Jca jca, SecretBytes key) {
        this.jca = jca;
        this.aes = jca.takeAesCbc();
        init(key);
        byte[] encrypted = new byte[BLOCK_LENGTH];
        encrypt(encrypted);
        this.subkey = doubled(encrypted);
        Arrays.fill(encrypted, (byte) 0);
    }

    /**
     * Computes the CMAC of a message.
     *
     * @param message one or more whole blocks; overwritten, since it is someone's own copy that is needed
     * @param out receives {@value #BLOCK_LENGTH} bytes
     * @param outOffset where to
     */
    public void mac(byte[] message, byte[] out, int outOffset) {
        if (closed) {
            throw new IllegalStateException("This CMAC was closed, and its cipher is someone else's");
        }
        if (message.length == 0 || message.length % BLOCK_LENGTH != 0) {
            throw new IllegalArgumentException("Only whole blocks are supported, not " + message.length + " bytes");
        }
        int last = message.length - BLOCK_LENGTH;
        for (int i = 0; i < BLOCK_LENGTH; i++) {
            message[last + i] ^= subkey[i];
        }
        encrypt(message);
        System.arraycopy(message, last, out, outOffset, BLOCK_LENGTH);
        Arrays.fill(message, (byte) 0);
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            Arrays.fill(subkey, (byte) 0);
            init(NO_KEY);
            jca.giveBackAesCbc(aes);
        }
    }

    /** CBC with an IV of zero, in place. */
    private void encrypt(byte[] blocks) {
        try {
            aes.doFinal(blocks, 0, blocks.length, blocks, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The JCA provider can't encrypt with AES-256", e);
        }
    }

    private void init(SecretBytes with) {
        try {
            aes.init(Cipher.ENCRYPT_MODE, with, ZERO_IV);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The JCA provider can't encrypt with AES-256", e);
        }
    }

    /**
     * Multiplication by x in GF(2^128), in constant time: SP 800-38B, section 6.1, step 2.
     */
    private static byte[] doubled(byte[] block) {
        ByteBuffer bytes = ByteBuffer.wrap(block);
        long high = bytes.getLong();
        long low = bytes.getLong();
        return ByteBuffer.allocate(BLOCK_LENGTH)
                .putLong((high << 1) | (low >>> 63))
                .putLong((low << 1) ^ (0x87 & -(high >>> 63)))
                .array();
    }
}

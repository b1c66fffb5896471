package dev.envelope.internal.crypto;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;

/**
 * AES-CMAC (NIST SP 800-38B, RFC 4493) over whole blocks, which is all that key derivation by CMAC needs here: messages
 * are one or more times 16 bytes.
 *
 * <p>Not safe for use by several threads. {@link #close()} wipes the subkey; the key stays the caller's.
 */
public final class AesCmac implements AutoCloseable {

    /** The length of a block and of a CMAC, in bytes. */
    public static final int BLOCK_LENGTH = 16;

    // With an IV of zero, one block in CBC mode is the block cipher itself.
    private static final IvParameterSpec ZERO_IV = new IvParameterSpec(new byte[BLOCK_LENGTH]);

    private final Cipher aes;
    private final byte[] subkey;

    /**
     * AES-CMAC under one key.
     *
     * @param jca where AES comes from
     * @param key the key; stays the caller's
     */
    public AesCmac(Jca jca, SecretBytes key) {
        this.aes = jca.aesCbc();
        try {
            aes.init(Cipher.ENCRYPT_MODE, key, ZERO_IV);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The JCA provider can't encrypt with AES-256", e);
        }
        byte[] zero = new byte[BLOCK_LENGTH];
        encryptBlock(zero);
        this.subkey = doubled(zero);
        Arrays.fill(zero, (byte) 0);
    }

    /**
     * Computes the CMAC of a message.
     *
     * @param message one or more whole blocks
     * @return a new array of {@value #BLOCK_LENGTH} bytes
     */
    public byte[] mac(byte[] message) {
        if (message.length == 0 || message.length % BLOCK_LENGTH != 0) {
            throw new IllegalArgumentException("Only whole blocks are supported, not " + message.length + " bytes");
        }
        byte[] state = new byte[BLOCK_LENGTH];
        int last = message.length - BLOCK_LENGTH;
        for (int offset = 0; offset <= last; offset += BLOCK_LENGTH) {
            for (int i = 0; i < BLOCK_LENGTH; i++) {
                state[i] ^= (byte) (message[offset + i] ^ (offset == last ? subkey[i] : 0));
            }
            encryptBlock(state);
        }
        return state;
    }

    @Override
    public void close() {
        Arrays.fill(subkey, (byte) 0);
    }

    private void encryptBlock(byte[] block) {
        try {
            aes.doFinal(block, 0, BLOCK_LENGTH, block, 0);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The JCA provider can't encrypt with AES-256", e);
        }
    }

    /** Multiplication by x in GF(2^128), in constant time: SP 800-38B, section 6.1, step 2. */
    private static byte[] doubled(byte[] block) {
        byte[] result = new byte[BLOCK_LENGTH];
        int carry = 0;
        for (int i = BLOCK_LENGTH - 1; i >= 0; i--) {
            int b = block[i] & 0xff;
            result[i] = (byte) (b << 1 | carry);
            carry = b >>> 7;
        }
        result[BLOCK_LENGTH - 1] ^= (byte) (0x87 & -carry);
        return result;
    }
}

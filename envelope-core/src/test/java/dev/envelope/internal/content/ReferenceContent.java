package dev.envelope.internal.content;

import static dev.envelope.testsupport.TestBytes.ascii;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMModeCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/**
 * Cobblestone-256 a second time, out of its specification and Bouncy Castle's own interface, sharing nothing with the code
 * under test: known answers where the vectors of Project Wycheproof are not at hand, for any message.
 */
final class ReferenceContent {

    private final byte[] derived;
    private final byte[] salt;

    ReferenceContent(byte[] dataKey, byte[] salt, byte[] context) {
        HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA512Digest());
        byte[] label = ascii("c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0");
        hkdf.init(HKDFParameters.skipExtractParameters(dataKey, concat(label, salt, context)));
        this.derived = new byte[32 + 12 + 32];
        this.salt = salt;
        hkdf.generateBytes(derived, 0, derived.length);
    }

    byte[] aeadKey() {
        return Arrays.copyOf(derived, 32);
    }

    byte[] baseNonce() {
        return Arrays.copyOfRange(derived, 32, 44);
    }

    byte[] header() {
        return concat(salt, Arrays.copyOfRange(derived, 44, 76));
    }

    byte[] seal(byte[] message) {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        content.writeBytes(header());
        int chunks = message.length / 16_384 + 1;
        for (int i = 0; i < chunks; i++) {
            content.writeBytes(sealChunk(
                    i, Arrays.copyOfRange(message, i * 16_384, Math.min(message.length, (i + 1) * 16_384))));
        }
        return content.toByteArray();
    }

    byte[] sealChunk(long index, byte[] plaintext) {
        BigInteger nonce = new BigInteger(1, baseNonce()).xor(BigInteger.valueOf(index));
        byte[] nonceBytes = new byte[12];
        byte[] digits = nonce.toByteArray();
        int length = Math.min(12, digits.length);
        System.arraycopy(digits, digits.length - length, nonceBytes, 12 - length, length);
        GCMModeCipher gcm = GCMBlockCipher.newInstance(AESEngine.newInstance());
        gcm.init(true, new AEADParameters(new KeyParameter(aeadKey()), 128, nonceBytes));
        byte[] sealed = new byte[plaintext.length + 16];
        int written = gcm.processBytes(plaintext, 0, plaintext.length, sealed, 0);
        try {
            gcm.doFinal(sealed, written);
        } catch (InvalidCipherTextException e) {
            throw new AssertionError(e);
        }
        return sealed;
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}

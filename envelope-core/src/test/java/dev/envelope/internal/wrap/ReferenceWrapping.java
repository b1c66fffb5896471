package dev.envelope.internal.wrap;

import static dev.envelope.testsupport.TestBytes.ascii;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.digests.SHA512Digest;
import org.bouncycastle.crypto.engines.AESEngine;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.macs.CMac;
import org.bouncycastle.crypto.modes.GCMBlockCipher;
import org.bouncycastle.crypto.modes.GCMModeCipher;
import org.bouncycastle.crypto.params.AEADParameters;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.KeyParameter;

/** The two ways of wrapping a second time, out of the format and Bouncy Castle's own interface. */
final class ReferenceWrapping {

    private final byte[] wrapKey;
    private final byte[] deriveKey;

    ReferenceWrapping(byte[] key) {
        this.wrapKey = expand(key, "envelope/v1/wrap");
        this.deriveKey = expand(key, "envelope/v1/derive");
    }

    byte[] wrap(byte[] nonce, byte[] dataKey, String name, String version, byte[] canonicalContext)
            throws InvalidCipherTextException {
        return concat(new byte[] {1}, nonce, xaes(true, nonce, dataKey, aad(name, version, canonicalContext)));
    }

    byte[] unwrap(byte[] wrapped, String name, String version, byte[] canonicalContext)
            throws InvalidCipherTextException {
        byte[] nonce = Arrays.copyOfRange(wrapped, 1, 25);
        byte[] sealed = Arrays.copyOfRange(wrapped, 25, wrapped.length);
        return xaes(false, nonce, sealed, aad(name, version, canonicalContext));
    }

    byte[] derive(byte[] random) {
        return concat(
                cmac(deriveKey, new byte[] {0, 1}, ascii("envelope-dek"), new byte[] {0, 1}, random),
                cmac(deriveKey, new byte[] {0, 2}, ascii("envelope-dek"), new byte[] {0, 1}, random));
    }

    private byte[] xaes(boolean seal, byte[] nonce, byte[] in, byte[] aad) throws InvalidCipherTextException {
        byte[] context = Arrays.copyOf(nonce, 12);
        byte[] key = concat(
                cmac(wrapKey, new byte[] {0, 1, 'X', 0}, context), cmac(wrapKey, new byte[] {0, 2, 'X', 0}, context));
        GCMModeCipher gcm = GCMBlockCipher.newInstance(AESEngine.newInstance());
        gcm.init(seal, new AEADParameters(new KeyParameter(key), 128, Arrays.copyOfRange(nonce, 12, 24), aad));
        byte[] out = new byte[gcm.getOutputSize(in.length)];
        int written = gcm.processBytes(in, 0, in.length, out, 0);
        gcm.doFinal(out, written);
        return out;
    }

    private static byte[] aad(String name, String version, byte[] canonicalContext) {
        return concat(
                ascii("envelope/v1/wrap"),
                new byte[] {0, (byte) name.length()},
                ascii(name),
                new byte[] {(byte) version.length()},
                ascii(version),
                canonicalContext);
    }

    private static byte[] expand(byte[] key, String info) {
        HKDFBytesGenerator hkdf = new HKDFBytesGenerator(new SHA512Digest());
        hkdf.init(HKDFParameters.skipExtractParameters(key, ascii(info)));
        byte[] expanded = new byte[32];
        hkdf.generateBytes(expanded, 0, expanded.length);
        return expanded;
    }

    private static byte[] cmac(byte[] key, byte[]... message) {
        CMac cmac = new CMac(AESEngine.newInstance());
        cmac.init(new KeyParameter(key));
        byte[] whole = concat(message);
        cmac.update(whole, 0, whole.length);
        byte[] mac = new byte[16];
        cmac.doFinal(mac, 0);
        return mac;
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}

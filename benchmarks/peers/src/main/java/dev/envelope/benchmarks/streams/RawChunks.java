package dev.envelope.benchmarks.streams;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The least that a stream can cost: AES-256-GCM in chunks of 16 KiB under one key, the nonce a counter, with one cipher and the same
 * arrays for all of them. Nothing tells that the message is whole.
 */
final class RawChunks implements StreamPeer {

    private static final int CHUNK = 16 * 1024;
    private static final int NONCE = 12;
    private static final int TAG = 16;

    private final SecretKeySpec key;
    private final ThreadLocal<Cipher> ciphers;

    private RawChunks(@Nullable Provider provider) {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        key = new SecretKeySpec(bytes, "AES");
        ciphers = ThreadLocal.withInitial(() -> newCipher(provider));
    }

    static RawChunks ofTheJdk() {
        return new RawChunks(null);
    }

    static RawChunks over(Provider provider) {
        return new RawChunks(provider);
    }

    @Override
    public void encrypt(byte[] block, long blocks, OutputStream sink) throws GeneralSecurityException, IOException {
        Cipher cipher = ciphers.get();
        byte[] out = new byte[CHUNK + TAG];
        long number = 0;
        for (long i = 0; i < blocks; i++) {
            for (int at = 0; at < block.length; at += CHUNK) {
                init(cipher, Cipher.ENCRYPT_MODE, number++);
                sink.write(out, 0, cipher.doFinal(block, at, Math.min(CHUNK, block.length - at), out));
            }
        }
    }

    @Override
    public long decrypt(InputStream sealed) throws GeneralSecurityException, IOException {
        Cipher cipher = ciphers.get();
        byte[] in = new byte[CHUNK + TAG];
        byte[] out = new byte[CHUNK];
        long length = 0;
        int read = sealed.readNBytes(in, 0, in.length);
        for (long number = 0; read > 0; number++) {
            init(cipher, Cipher.DECRYPT_MODE, number);
            length += cipher.doFinal(in, 0, read, out);
            read = sealed.readNBytes(in, 0, in.length);
        }
        return length;
    }

    private void init(Cipher cipher, int mode, long number) throws GeneralSecurityException {
        byte[] nonce =
                ByteBuffer.allocate(NONCE).putLong(NONCE - Long.BYTES, number).array();
        cipher.init(mode, key, new GCMParameterSpec(8 * TAG, nonce));
    }

    private static Cipher newCipher(@Nullable Provider provider) {
        try {
            return provider == null
                    ? Cipher.getInstance("AES/GCM/NoPadding")
                    : Cipher.getInstance("AES/GCM/NoPadding", provider);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

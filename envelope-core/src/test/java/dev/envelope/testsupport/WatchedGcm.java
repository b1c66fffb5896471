package dev.envelope.testsupport;

import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.CipherSpi;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.ShortBufferException;

/** The JDK's provider, with something done before each use of AES-GCM, in the thread that uses it. */
public final class WatchedGcm extends Provider {

    private static final long serialVersionUID = 1;
    private static final String GCM = "AES/GCM/NoPadding";

    private final transient Provider real = Security.getProvider("SunJCE");
    private final transient Set<Thread> threads = ConcurrentHashMap.newKeySet();
    private final transient AtomicLong uses = new AtomicLong();
    private transient volatile BeforeUse before = use -> {};

    /** What is done before a use. */
    @FunctionalInterface
    public interface BeforeUse {
        /** Does it, before the use of this number, from 1. */
        void run(long use);
    }

    public WatchedGcm() {
        super("WatchedGcm", "1", "SunJCE, watched");
    }

    /** What to do from now on. */
    public void before(BeforeUse action) {
        before = action;
    }

    /** The threads that have used it. */
    public Set<Thread> threads() {
        return Set.copyOf(threads);
    }

    /** How often it was used. */
    public long uses() {
        return uses.get();
    }

    @Override
    public Service getService(String type, String algorithm) {
        return algorithm.equals(GCM)
                ? new Service(this, type, algorithm, Gcm.class.getName(), List.of(), null) {
                    @Override
                    public Object newInstance(Object parameter) {
                        return new Gcm();
                    }
                }
                : real.getService(type, algorithm);
    }

    private void used() {
        threads.add(Thread.currentThread());
        before.run(uses.incrementAndGet());
    }

    private final class Gcm extends CipherSpi {

        private final Cipher cipher;

        Gcm() {
            try {
                cipher = Cipher.getInstance(GCM, real);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        protected void engineInit(int mode, Key key, AlgorithmParameterSpec parameters, SecureRandom random)
                throws InvalidKeyException, InvalidAlgorithmParameterException {
            cipher.init(mode, key, parameters, random);
        }

        @Override
        protected int engineDoFinal(byte[] in, int inOffset, int length, byte[] out, int outOffset)
                throws ShortBufferException, IllegalBlockSizeException, BadPaddingException {
            used();
            return cipher.doFinal(in, inOffset, length, out, outOffset);
        }

        @Override
        protected byte[] engineDoFinal(byte[] in, int inOffset, int length)
                throws IllegalBlockSizeException, BadPaddingException {
            used();
            return cipher.doFinal(in, inOffset, length);
        }

        @Override
        protected void engineUpdateAAD(byte[] bytes, int offset, int length) {
            cipher.updateAAD(bytes, offset, length);
        }

        @Override
        protected byte[] engineUpdate(byte[] in, int inOffset, int length) {
            return cipher.update(in, inOffset, length);
        }

        @Override
        protected int engineUpdate(byte[] in, int inOffset, int length, byte[] out, int outOffset)
                throws ShortBufferException {
            return cipher.update(in, inOffset, length, out, outOffset);
        }

        @Override
        protected int engineGetOutputSize(int length) {
            return cipher.getOutputSize(length);
        }

        @Override
        protected byte[] engineGetIV() {
            return cipher.getIV();
        }

        @Override
        protected AlgorithmParameters engineGetParameters() {
            return cipher.getParameters();
        }

        @Override
        protected int engineGetBlockSize() {
            return cipher.getBlockSize();
        }

        @Override
        protected void engineSetMode(String mode) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void engineSetPadding(String padding) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void engineInit(int mode, Key key, SecureRandom random) {
            throw new UnsupportedOperationException();
        }

        @Override
        protected void engineInit(int mode, Key key, AlgorithmParameters parameters, SecureRandom random) {
            throw new UnsupportedOperationException();
        }
    }
}

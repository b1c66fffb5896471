package dev.envelope.testsupport;

import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.Provider;
import java.security.Security;
import java.security.spec.AlgorithmParameterSpec;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import javax.crypto.Mac;
import javax.crypto.MacSpi;

/**
 * The JDK's provider, which shows what its HMACs keep: as those of the JDK do, each keeps the last that it computed until it begins to
 * compute again, whatever key it is given.
 */
public final class KeepingHmac extends Provider {

    private static final long serialVersionUID = 1;
    private static final String HMAC = "HmacSHA512";

    private final transient Provider real = Security.getProvider("SunJCE");
    private final transient ConcurrentLinkedQueue<Hmac> hmacs = new ConcurrentLinkedQueue<>();

    public KeepingHmac() {
        super("KeepingHmac", "1", "SunJCE, and what its HMACs keep");
    }

    /** Whether one of them keeps something like this. */
    public boolean keeps(Predicate<byte[]> sought) {
        return hmacs.stream().anyMatch(each -> sought.test(each.kept));
    }

    @Override
    public Service getService(String type, String algorithm) {
        return algorithm.equals(HMAC)
                ? new Service(this, type, algorithm, Hmac.class.getName(), List.of(), null) {
                    @Override
                    public Object newInstance(Object parameter) {
                        Hmac hmac = new Hmac();
                        hmacs.add(hmac);
                        return hmac;
                    }
                }
                : real.getService(type, algorithm);
    }

    private final class Hmac extends MacSpi {

        private final Mac mac;
        private byte[] kept = {};

        Hmac() {
            try {
                mac = Mac.getInstance(HMAC, real);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        protected int engineGetMacLength() {
            return mac.getMacLength();
        }

        @Override
        protected void engineInit(Key key, AlgorithmParameterSpec parameters) throws InvalidKeyException {
            mac.init(key);
        }

        @Override
        protected void engineUpdate(byte input) {
            kept = new byte[0];
            mac.update(input);
        }

        @Override
        protected void engineUpdate(byte[] input, int offset, int length) {
            kept = new byte[0];
            mac.update(input, offset, length);
        }

        @Override
        protected byte[] engineDoFinal() {
            kept = mac.doFinal();
            return kept.clone();
        }

        @Override
        protected void engineReset() {
            mac.reset();
        }
    }
}

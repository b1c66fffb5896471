package dev.envelope.internal.crypto;

import java.security.GeneralSecurityException;
import java.security.Provider;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Where primitives come from: the JCA provider that the application chose, or the JDK's own order of preference. The
 * global list of providers is never touched.
 *
 * <p>Looking a primitive up costs as much as using it on a short record, so each is kept for the next use. Whoever takes one has
 * it alone until it is given back.
 */
public final class Jca {

    /** The JDK's order of preference. */
    public static final Jca DEFAULT = new Jca(null);

    private static final String AES_GCM = "AES/GCM/NoPadding";
    private static final String AES_CBC = "AES/CBC/NoPadding";
    private static final String HMAC_SHA_512 = "HmacSHA512";

    private final @Nullable Provider provider;

    private final Spares<Cipher> gcm = new Spares<>(() -> cipher(AES_GCM), spare -> {});
    private final Spares<Cipher> cbc = new Spares<>(() -> cipher(AES_CBC), spare -> {});
    private final Spares<Mac> hmac = new Spares<>(this::mac, spare -> {});

    private Jca(@Nullable Provider provider) {
        this.provider = provider;
    }

    /**
     * Primitives of one provider.
     *
     * @param provider the provider; it does not have to be installed
     * @return where to get them
     * @throws IllegalArgumentException if the provider lacks one that the format needs
     */
    public static Jca of(Provider provider) {
        Jca jca = new Jca(provider);
        try {
            jca.giveBackAesGcm(jca.takeAesGcm());
            jca.giveBackAesCbc(jca.takeAesCbc());
            jca.giveBackHmacSha512(jca.takeHmacSha512());
        } catch (IllegalStateException e) {
            throw new IllegalArgumentException(
                    "The JCA provider " + provider.getName()
                            + " can't be used: AES/GCM/NoPadding, AES/CBC/NoPadding and"
                            + " HmacSHA512 are needed, and one is missing",
                    e);
        }
        return jca;
    }

    Cipher takeAesGcm() {
        return gcm.take();
    }

    /** The cipher still holds the key that it was used with last, until it is used again: making it forget costs as much as using it. */
    void giveBackAesGcm(Cipher cipher) {
        gcm.giveBack(cipher);
    }

    /** For CMAC, never for data. Not ECB, which would do as well: not every provider has it. */
    Cipher takeAesCbc() {
        return cbc.take();
    }

    void giveBackAesCbc(Cipher cipher) {
        cbc.giveBack(cipher);
    }

    Mac takeHmacSha512() {
        return hmac.take();
    }

    void giveBackHmacSha512(Mac mac) {
        hmac.giveBack(mac);
    }

    private Mac mac() {
        try {
            return provider == null ? Mac.getInstance(HMAC_SHA_512) : Mac.getInstance(HMAC_SHA_512, provider);
        } catch (GeneralSecurityException e) {
            throw missing(HMAC_SHA_512, e);
        }
    }

    private Cipher cipher(String transformation) {
        try {
            return provider == null ? Cipher.getInstance(transformation) : Cipher.getInstance(transformation, provider);
        } catch (GeneralSecurityException e) {
            throw missing(transformation, e);
        }
    }

    private static IllegalStateException missing(String algorithm, GeneralSecurityException cause) {
        return new IllegalStateException("The JCA provider lacks " + algorithm, cause);
    }
}

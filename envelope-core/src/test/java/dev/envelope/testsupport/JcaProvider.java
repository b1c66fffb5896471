package dev.envelope.testsupport;

import dev.envelope.internal.crypto.Jca;
import java.security.Provider;
import java.security.Security;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** The JCA providers that everything cryptographic is tested on. None of them is installed for it. */
public enum JcaProvider {
    SUN_JCE {
        @Override
        public Provider provider() {
            return Security.getProvider("SunJCE");
        }
    },
    BOUNCY_CASTLE {
        @Override
        public Provider provider() {
            return new BouncyCastleProvider();
        }
    },
    AMAZON_CORRETTO {
        @Override
        public Provider provider() {
            try {
                // By name: on some platforms it does not even exist to compile against.
                Class<?> type = Class.forName("com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider");
                Provider provider = (Provider) type.getField("INSTANCE").get(null);
                Object error = type.getMethod("getLoadingError").invoke(provider);
                if (error != null) {
                    throw Skip.because("AmazonCorrettoCryptoProvider, which does not load on this machine: " + error);
                }
                return provider;
            } catch (ClassNotFoundException e) {
                throw Skip.because("AmazonCorrettoCryptoProvider, which does not exist for this platform");
            } catch (ReflectiveOperationException e) {
                throw new LinkageError(e.getMessage(), e);
            }
        }
    };

    /** The provider; where this machine can't run it, the test is skipped by name. */
    public abstract Provider provider();

    public Jca jca() {
        return Jca.of(provider());
    }
}

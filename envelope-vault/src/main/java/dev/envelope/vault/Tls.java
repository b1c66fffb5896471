package dev.envelope.vault;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Certificates and keys from PEM files, as everything around Vault has them. */
final class Tls {

    private static final Set<String> PROTOCOLS = Set.of("TLSv1.3", "TLSv1.2");
    private static final Pattern PKCS8 =
            Pattern.compile("-----BEGIN PRIVATE KEY-----([A-Za-z0-9+/=\\s]+)-----END PRIVATE KEY-----");
    private static final List<String> KEY_ALGORITHMS = List.of("EC", "RSA", "EdDSA");

    private Tls() {}

    /** The context for these files; without them that of the Java runtime. */
    static SSLContext context(List<Path> authorities, @Nullable Path chain, @Nullable Path key) {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    chain == null || key == null ? null : keyManagers(chain, key),
                    authorities.isEmpty() ? null : trustManagers(authorities),
                    null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalArgumentException("TLS can't be set up from the files given", e);
        }
    }

    /** TLS 1.2 and newer, as far as the context has them. */
    static String[] protocols(SSLContext context) {
        return Arrays.stream(context.getSupportedSSLParameters().getProtocols())
                .filter(PROTOCOLS::contains)
                .toArray(String[]::new);
    }

    private static TrustManager[] trustManagers(List<Path> pems) throws GeneralSecurityException, IOException {
        KeyStore trusted = emptyStore();
        for (Path pem : pems) {
            for (Certificate certificate : certificates(pem)) {
                trusted.setCertificateEntry("authority-" + trusted.size(), certificate);
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(trusted);
        return factory.getTrustManagers();
    }

    private static KeyManager[] keyManagers(Path chain, Path key) throws GeneralSecurityException, IOException {
        KeyStore own = emptyStore();
        own.setKeyEntry(
                "client", privateKey(key), new char[0], certificates(chain).toArray(Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(own, new char[0]);
        return factory.getKeyManagers();
    }

    private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        return store;
    }

    private static Collection<? extends Certificate> certificates(Path pem) throws GeneralSecurityException {
        try (InputStream in = new ByteArrayInputStream(Files.readAllBytes(pem))) {
            Collection<? extends Certificate> certificates =
                    CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (certificates.isEmpty()) {
                throw new IllegalArgumentException("There is no certificate in PEM form in the file " + pem);
            }
            return certificates;
        } catch (IOException | CertificateException e) {
            throw new IllegalArgumentException("The certificates in the file " + pem + " can't be read", e);
        }
    }

    private static PrivateKey privateKey(Path pem) throws GeneralSecurityException {
        byte[] encoded;
        try {
            Matcher matcher = PKCS8.matcher(Files.readString(pem, StandardCharsets.ISO_8859_1));
            if (!matcher.find()) {
                throw new IllegalArgumentException("There is no private key in the file " + pem
                        + ": it has to be unencrypted PKCS #8 in PEM form, as `openssl pkcs8 -topk8 -nodes` writes it");
            }
            encoded = Base64.getMimeDecoder().decode(matcher.group(1));
        } catch (IOException e) {
            throw new IllegalArgumentException("The private key in the file " + pem + " can't be read", e);
        }
        try {
            for (String algorithm : KEY_ALGORITHMS) {
                try {
                    return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(encoded));
                } catch (InvalidKeySpecException e) {
                    // of another algorithm
                }
            }
        } finally {
            Arrays.fill(encoded, (byte) 0);
        }
        throw new IllegalArgumentException(
                "The private key in the file " + pem + " is neither an EC, an RSA nor an EdDSA key");
    }
}

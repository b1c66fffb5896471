package dev.envelope.vault;

import static java.util.Objects.requireNonNull;

import dev.envelope.kek.Deadline;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * The way to a Vault or OpenBao server: its address, its TLS, and the token to ask it with. Several keys share one.
 *
 * <pre>{@code
 * VaultClient vault = VaultClient.builder(URI.create("https://vault.example.com:8200"), VaultAuth.kubernetes("cards"))
 *         .caCertificates(Path.of("/etc/ssl/company-ca.pem"))
 *         .build();
 * KeyEncryptionKey kek = VaultTransitKey.named("cards", vault, "cards");
 * }</pre>
 *
 * <p>Certificates and host names are always verified, with TLS 1.2 or newer. The server is not asked before the first key is
 * used. A request is made once more where the connection broke before the answer, and with a new token where the first one was
 * refused; other failures are for the caller to try again.
 *
 * <p>Safe for use by several threads. It has a thread of its own while a token has to be renewed. Closing ends that, and revokes
 * the token if a login gave it.
 */
public final class VaultClient implements AutoCloseable {

    /** How long another login is not tried where the last one did not help: each of them costs the server a token. */
    private static final Duration DENIED_FOR = Duration.ofSeconds(10);

    private final URI address;
    private final Exchange exchange;
    private final TokenKeeper tokens;
    private final Map<String, Long> deniedSince = new ConcurrentHashMap<>();

    private VaultClient(Builder builder) {
        this.address = builder.address;
        HttpClient http = builder.http();
        this.exchange = new Exchange(
                http,
                new Redirects(address, builder.redirectHosts, builder.insecureHttp),
                Optional.ofNullable(builder.namespace),
                builder.requestTimeout);
        this.tokens = new TokenKeeper(builder.auth, new AuthCalls(exchange), builder.requestTimeout);
    }

    /**
     * A client with nothing else to say about it.
     *
     * @param address the address of the server, such as {@code https://vault.example.com:8200}
     * @param auth how to get a token
     * @return the client, to be closed when its last key was used
     * @throws IllegalArgumentException if the address is none, or plain HTTP to another machine
     */
    public static VaultClient at(URI address, VaultAuth auth) {
        return builder(address, auth).build();
    }

    /**
     * A client with settings.
     *
     * @param address the address of the server, such as {@code https://vault.example.com:8200}
     * @param auth how to get a token
     * @return a builder
     */
    public static Builder builder(URI address, VaultAuth auth) {
        return new Builder(address, auth);
    }

    /** Ends the renewal of the token, and revokes it if a login gave it. Keys of this client can't be used any more. */
    @Override
    public void close() {
        tokens.close();
    }

    /** Returns the address and how it authenticates, without any credential. */
    @Override
    public String toString() {
        return "VaultClient[" + address + ", " + tokens + "]";
    }

    /**
     * Asks the server, with a token.
     *
     * @return the answer, whatever its status
     */
    VaultAnswer call(VaultRequest request, Deadline deadline) throws CallFailure {
        Token token = tokens.token(deadline);
        VaultAnswer answer = exchange.send(request, token.value(), deadline);
        if (answer.status() != 403 || isKnownToBeDenied(request)) {
            return answer;
        }
        Optional<Token> other = tokens.insteadOf(token, deadline);
        if (other.isEmpty()) {
            return answer;
        }
        answer.close();
        VaultAnswer second = exchange.send(request, other.get().value(), deadline);
        if (second.status() == 403) {
            deniedSince.put(request.toString(), System.nanoTime());
        }
        return second;
    }

    Duration timeout() {
        return exchange.timeout();
    }

    private boolean isKnownToBeDenied(VaultRequest request) {
        Long since = deniedSince.get(request.toString());
        return since != null && System.nanoTime() - since < DENIED_FOR.toNanos();
    }

    /** Settings of a {@link VaultClient}. Not safe for use by several threads. */
    public static final class Builder {

        private static final Pattern NAMESPACE = Pattern.compile("[A-Za-z0-9._-]+(/[A-Za-z0-9._-]+)*/?");
        private static final Pattern HOST = Pattern.compile("([A-Za-z0-9._-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?");

        private final URI address;
        private final VaultAuth auth;
        private final Set<String> redirectHosts = new HashSet<>();
        private final List<Path> caCertificates = new ArrayList<>();
        private @Nullable Path clientCertificate;
        private @Nullable Path clientKey;
        private @Nullable SSLContext sslContext;
        private @Nullable String namespace;
        private Duration connectTimeout = Duration.ofSeconds(5);
        private Duration requestTimeout = Duration.ofSeconds(10);
        private boolean insecureHttp;

        private Builder(URI address, VaultAuth auth) {
            this.address = requireAddress(address);
            this.auth = requireNonNull(auth, "auth");
        }

        /**
         * The namespace of the Transit engine and of the auth method, sent as {@code X-Vault-Namespace}. Vault Enterprise and
         * OpenBao have them.
         *
         * @param path the path of the namespace, such as {@code team/payments}
         * @return this builder
         * @throws IllegalArgumentException if it is no path
         */
        public Builder namespace(String path) {
            if (!NAMESPACE.matcher(path).matches()) {
                throw new IllegalArgumentException(
                        "'" + path + "' can't be a namespace: it is a path such as team/payments");
            }
            this.namespace = path;
            return this;
        }

        /**
         * Trusts the certificate authorities in these files, and no others. Without this, those of the Java runtime are trusted.
         *
         * @param pems files with certificates in PEM form; read by {@link #build}
         * @return this builder
         */
        public Builder caCertificates(Path... pems) {
            caCertificates.addAll(List.of(pems));
            return this;
        }

        /**
         * Shows the server a client certificate (mutual TLS). Files that are replaced later are read by the next client only.
         *
         * @param chainPem the certificate and those that signed it, in PEM form
         * @param keyPem its private key, unencrypted PKCS #8 in PEM form ({@code BEGIN PRIVATE KEY})
         * @return this builder
         */
        public Builder clientCertificate(Path chainPem, Path keyPem) {
            this.clientCertificate = requireNonNull(chainPem, "chainPem");
            this.clientKey = requireNonNull(keyPem, "keyPem");
            return this;
        }

        /**
         * Another source of certificates and keys, such as a PKCS #11 device. Host names are verified all the same.
         *
         * @param context in place of {@link #caCertificates} and {@link #clientCertificate}
         * @return this builder
         */
        public Builder sslContext(SSLContext context) {
            this.sslContext = requireNonNull(context, "context");
            return this;
        }

        /**
         * Hosts that the server may redirect to, beside itself: a standby sends its callers to the active server's
         * {@code api_addr}. The token goes there, so name only servers of the same cluster.
         *
         * @param hosts such as {@code vault-2.example.com} for any port, or {@code vault-2.example.com:8200}
         * @return this builder
         * @throws IllegalArgumentException if one is no host
         */
        public Builder redirectingTo(String... hosts) {
            for (String host : hosts) {
                if (!HOST.matcher(host).matches()) {
                    throw new IllegalArgumentException("'" + host + "' is neither a host nor host:port");
                }
                redirectHosts.add(host.toLowerCase(Locale.ROOT));
            }
            return this;
        }

        /**
         * How long making a connection may take.
         *
         * @param timeout 5 seconds by default
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder connectTimeout(Duration timeout) {
            this.connectTimeout = requirePositive(timeout);
            return this;
        }

        /**
         * How long a request may take, or a login. A call ends earlier where its deadline is earlier.
         *
         * @param timeout 10 seconds by default
         * @return this builder
         * @throws IllegalArgumentException if it is not positive
         */
        public Builder requestTimeout(Duration timeout) {
            this.requestTimeout = requirePositive(timeout);
            return this;
        }

        /**
         * Allows plain HTTP to another machine. Whoever can read the network then reads the token and every data key: for
         * networks that encrypt by themselves, such as a service mesh. To this machine, plain HTTP is allowed anyhow.
         *
         * @return this builder
         */
        public Builder insecureAllowHttp() {
            this.insecureHttp = true;
            return this;
        }

        /**
         * Creates the client.
         *
         * @return the client, to be closed when its last key was used
         * @throws IllegalArgumentException if the address is plain HTTP to another machine, or a certificate or key can't be read;
         *     the message names the file
         * @throws IllegalStateException if this Java runtime was told not to verify host names
         */
        public VaultClient build() {
            return new VaultClient(this);
        }

        private HttpClient http() {
            if (address.getScheme().equals("http") && !insecureHttp && !Redirects.isThisMachine(address.getHost())) {
                throw new IllegalArgumentException("Tokens and data keys go in the clear to " + address
                        + ": use https, or say insecureAllowHttp() where the network encrypts");
            }
            // for plain HTTP as well, which may be redirected to TLS
            if (!"false".equals(System.getProperty("jdk.internal.httpclient.disableHostnameVerification", "false"))) {
                throw new IllegalStateException(
                        "The system property jdk.internal.httpclient.disableHostnameVerification"
                                + " is set: no token of Vault is sent to a server whose name is not verified");
            }
            SSLContext context =
                    sslContext != null ? sslContext : Tls.context(caCertificates, clientCertificate, clientKey);
            SSLParameters parameters = new SSLParameters();
            parameters.setProtocols(Tls.protocols(context));
            return HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(connectTimeout)
                    .sslContext(context)
                    .sslParameters(parameters)
                    .build();
        }

        private static URI requireAddress(URI address) {
            String scheme = String.valueOf(address.getScheme()).toLowerCase(Locale.ROOT);
            if (address.getHost() == null
                    || !List.of("https", "http").contains(scheme)
                    || address.getRawUserInfo() != null
                    || address.getRawQuery() != null
                    || address.getRawFragment() != null) {
                // not repeated: it may have a password in it
                throw new IllegalArgumentException(
                        "The address of the server is none: it is one such as https://vault.example.com:8200");
            }
            String path = address.getRawPath().replaceFirst("/+$", "");
            return URI.create(scheme + "://" + address.getRawAuthority() + path);
        }

        private static Duration requirePositive(Duration timeout) {
            if (timeout.isZero() || timeout.isNegative()) {
                throw new IllegalArgumentException("A timeout is positive, and this one is " + timeout);
            }
            return timeout;
        }
    }
}

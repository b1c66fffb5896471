package dev.envelope.examples.cardvault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** Does with a Vault what an administrator would by the command {@code vault}: no program of the card vault may. */
final class VaultAdmin {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final int FIRST_ERROR = 300;
    private static final JsonMapper JSON = new JsonMapper();

    private final VaultServer server;
    private final String token;
    private final HttpClient http;

    VaultAdmin(VaultServer server, String token) {
        this.server = server;
        this.token = token;
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT);
        server.caCertificates().ifPresent(file -> builder.sslContext(trusting(file)));
        this.http = builder.build();
    }

    VaultServer server() {
        return server;
    }

    JsonNode read(String path) throws IOException {
        return succeeding("GET", path, BodyPublishers.noBody());
    }

    JsonNode write(String path, Map<String, ?> fields) throws IOException {
        return succeeding("POST", path, json(fields));
    }

    /** Writes what may be refused, because what it names has gone meanwhile. */
    Optional<JsonNode> writeIfThere(String path, Map<String, ?> fields) throws IOException {
        HttpResponse<String> response = send("POST", path, json(fields));
        return response.statusCode() < FIRST_ERROR ? Optional.of(JSON.readTree(response.body())) : Optional.empty();
    }

    void delete(String path) throws IOException {
        succeeding("DELETE", path, BodyPublishers.noBody());
    }

    private JsonNode succeeding(String method, String path, BodyPublisher body) throws IOException {
        HttpResponse<String> response = send(method, path, body);
        if (response.statusCode() >= FIRST_ERROR) {
            throw new IOException(
                    "Vault at " + server.address() + " answered " + response.statusCode() + " to " + method
                            + " " + path + " with the token in " + Settings.VAULT_TOKEN + ": "
                            + response.body().strip());
        }
        return JSON.readTree(response.body().isEmpty() ? "{}" : response.body());
    }

    private HttpResponse<String> send(String method, String path, BodyPublisher body) throws IOException {
        String base = server.address().toString().replaceFirst("/+$", "");
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + "/v1/" + path))
                .timeout(TIMEOUT)
                .header("X-Vault-Token", token)
                .method(method, body);
        server.namespace().ifPresent(namespace -> request.header("X-Vault-Namespace", namespace));
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IOException("Vault at " + server.address() + " can't be reached: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while Vault was asked", e);
        }
    }

    private static BodyPublisher json(Map<String, ?> fields) throws IOException {
        return BodyPublishers.ofString(JSON.writeValueAsString(fields));
    }

    private static SSLContext trusting(Path pem) {
        try (InputStream in = Files.newInputStream(pem)) {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            for (Certificate authority : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
                trusted.setCertificateEntry(Integer.toString(trusted.size()), authority);
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            factory.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, factory.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new UsageException(Settings.VAULT_CACERT + " names no file of certificates that can be read: " + pem);
        }
    }
}

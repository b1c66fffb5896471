package dev.envelope.vault;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** What an operator does with a server: by its API and with a token that may do everything, apart from the code under test. */
final class VaultAdmin {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final URI address;
    private final String token;
    private final HttpClient http;

    VaultAdmin(URI address, String token) {
        this(address, token, null);
    }

    VaultAdmin(URI address, String token, @Nullable SSLContext tls) {
        HttpClient.Builder builder =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(Duration.ofSeconds(5));
        if (tls != null) {
            builder.sslContext(tls);
        }
        this.address = address;
        this.token = token;
        this.http = builder.build();
    }

    URI address() {
        return address;
    }

    String token() {
        return token;
    }

    VaultAdmin withToken(String other) {
        return new VaultAdmin(address, other);
    }

    /** A new Transit engine, where it is mounted. */
    String mountTransit() {
        String mount = "transit-" + UUID.randomUUID();
        post("sys/mounts/" + mount, Map.of("type", "transit"));
        return mount;
    }

    /** A new key. */
    String createKey(String mount, Map<String, ?> settings) {
        String name = "key-" + UUID.randomUUID();
        post(mount + "/keys/" + name, settings);
        return name;
    }

    void rotate(String mount, String key) {
        post(mount + "/keys/" + key + "/rotate", Map.of());
    }

    void configure(String mount, String key, Map<String, ?> settings) {
        post(mount + "/keys/" + key + "/config", settings);
    }

    void deleteKey(String mount, String key) {
        configure(mount, key, Map.of("deletion_allowed", true));
        call("DELETE", mount + "/keys/" + key, null);
    }

    /** A token with a policy of its own. */
    String tokenWith(String rules, Map<String, ?> settings) {
        String policy = policy(rules);
        Map<String, Object> request = new HashMap<>(settings);
        request.put("policies", List.of(policy));
        return post("auth/token/create", request).at("/auth/client_token").asText();
    }

    /** A new policy. */
    String policy(String rules) {
        String name = "policy-" + UUID.randomUUID();
        post("sys/policies/acl/" + name, Map.of("policy", rules));
        return name;
    }

    JsonNode post(String path, Map<String, ?> body) {
        return call("POST", path, body);
    }

    JsonNode get(String path) {
        return call("GET", path, null);
    }

    JsonNode call(String method, String path, @Nullable Map<String, ?> body) {
        return call(method, path, body, Map.of());
    }

    JsonNode call(String method, String path, @Nullable Map<String, ?> body, Map<String, String> headers) {
        try {
            HttpResponse<String> response = send(method, path, body, headers);
            if (response.statusCode() >= 300) {
                throw new AssertionError(method + " " + path + ": " + response.statusCode() + " " + response.body());
            }
            return JSON.readTree(response.body().isEmpty() ? "{}" : response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(method + " " + path, e);
        }
    }

    int status(String method, String path) {
        try {
            return send(method, path, null, Map.of()).statusCode();
        } catch (IOException e) {
            return 0;
        }
    }

    private HttpResponse<String> send(
            String method, String path, @Nullable Map<String, ?> body, Map<String, String> headers) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + "/v1/" + path))
                .timeout(Duration.ofSeconds(30))
                .header("X-Vault-Token", token)
                .method(
                        method,
                        body == null
                                ? BodyPublishers.noBody()
                                : BodyPublishers.ofString(JSON.writeValueAsString(body)));
        headers.forEach(request::header);
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }
}

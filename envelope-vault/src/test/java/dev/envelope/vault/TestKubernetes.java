package dev.envelope.vault;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The one call of Kubernetes' API that Vault's auth method makes: it reviews the token of a service account. */
final class TestKubernetes implements AutoCloseable {

    private static final Pattern TOKEN = Pattern.compile("\"token\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern SUBJECT = Pattern.compile("\"sub\":\"([^\"]+)\"");

    private final HttpServer server;

    private TestKubernetes(HttpServer server) {
        this.server = server;
    }

    static TestKubernetes start() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/apis/authentication.k8s.io/v1/tokenreviews", exchange -> {
            String review = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            byte[] answer = """
                    {"apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview",
                     "status": {"authenticated": true,
                                "user": {"username": "%s", "uid": "1234", "groups": ["system:serviceaccounts"]}}}
                    """.formatted(subject(review)).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(201, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        server.start();
        return new TestKubernetes(server);
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** A token as Kubernetes mounts it into a pod; no one here looks at its signature. */
    String serviceAccountToken(String namespace, String account) {
        long now = Instant.now().getEpochSecond();
        String claims = """
                {"iss":"https://kubernetes.default.svc","sub":"system:serviceaccount:%s:%s","exp":%d,"iat":%d,\
                "kubernetes.io":{"namespace":"%s","serviceaccount":{"name":"%s","uid":"1234"}}}\
                """.formatted(namespace, account, now + 600, now, namespace, account);
        return part("{\"alg\":\"RS256\",\"kid\":\"test\"}") + "." + part(claims) + "." + part("not signed");
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private static String subject(String review) {
        Matcher token = TOKEN.matcher(review);
        if (token.find()) {
            byte[] claims = Base64.getUrlDecoder().decode(token.group(1).split("\\.", -1)[1]);
            Matcher subject = SUBJECT.matcher(new String(claims, StandardCharsets.UTF_8));
            if (subject.find()) {
                return subject.group(1);
            }
        }
        throw new AssertionError("There is no token in the review");
    }

    private static String part(String text) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}

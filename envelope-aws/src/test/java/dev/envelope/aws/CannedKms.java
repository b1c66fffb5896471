package dev.envelope.aws;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;

/** A server that answers every call in one way, and a client of it with the SDK's standard retries: three attempts. */
final class CannedKms implements AutoCloseable {

    /** How many attempts the SDK makes in its standard mode where it retries. */
    static final int ATTEMPTS = 3;

    static final String ARN = "arn:aws:kms:eu-west-2:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890ab";
    static final String REQUEST_ID = "11111111-2222-3333-4444-555555555555";

    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final CountDownLatch closed = new CountDownLatch(1);
    private final KmsClient client;

    /** What it does with a call. */
    @FunctionalInterface
    interface Answer {
        void to(HttpExchange exchange) throws IOException;
    }

    CannedKms(Answer answer) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new AssertionError("No port on the loopback interface", e);
        }
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            String target = exchange.getRequestHeaders().getFirst("X-Amz-Target");
            requests.add(target + " " + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            try (exchange) {
                answer.to(exchange);
            }
        });
        server.start();
        client = KmsServer.client(
                URI.create("http://127.0.0.1:" + server.getAddress().getPort()), Region.EU_WEST_2);
    }

    /** Answers with an error as AWS does. */
    static CannedKms failing(int status, String code, String message) {
        return answering(status, "{\"__type\":\"" + code + "\",\"message\":\"" + message + "\"}");
    }

    static CannedKms answering(int status, String body) {
        return new CannedKms(exchange -> send(exchange, status, body));
    }

    /** Reads the call, and closes the connection without an answer. */
    static CannedKms dropping() {
        return new CannedKms(HttpExchange::close);
    }

    /** Does not answer until it is closed. */
    static CannedKms silent() {
        return silent(() -> {});
    }

    /** Does something when a call comes, and does not answer until it is closed. */
    static CannedKms silent(Runnable whenCalled) {
        CannedKms[] self = new CannedKms[1];
        self[0] = new CannedKms(exchange -> {
            whenCalled.run();
            self[0].awaitClose();
        });
        return self[0];
    }

    /** Answers any operation with a key, a plaintext and a ciphertext. */
    static CannedKms answering(String keyArn, byte[] plaintext, byte[] ciphertext) {
        return answering(200, """
                {"KeyId":"%s","SourceKeyId":"%s","Plaintext":"%s","CiphertextBlob":"%s"}""".formatted(keyArn, keyArn, base64(plaintext), base64(ciphertext)));
    }

    static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.1");
        exchange.getResponseHeaders().add("x-amzn-RequestId", REQUEST_ID);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    KmsClient client() {
        return client;
    }

    /** A client that allows each of its calls some time, which the caller closes. */
    KmsClient clientWithin(Duration allowed) {
        return KmsServer.builder(url(), Region.EU_WEST_2)
                .overrideConfiguration(settings -> settings.apiCallTimeout(allowed))
                .build();
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The operation and the body of each request, in the order in which they came. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    private void awaitClose() {
        try {
            closed.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        client.close();
        server.stop(0);
        threads.shutdownNow();
    }

    private static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }
}

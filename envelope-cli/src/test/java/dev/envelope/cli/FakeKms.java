package dev.envelope.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** As much of the protocol of AWS KMS as it takes to make a data key and to unwrap it, or to refuse. */
final class FakeKms implements AutoCloseable {

    static final String ARN = "arn:aws:kms:eu-central-1:111122223333:key/1234";

    private final HttpServer server;
    private final List<JsonNode> requests = new CopyOnWriteArrayList<>();
    private volatile String refusal = "";

    FakeKms() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Answers by an error from now on. */
    void refuse(String type) {
        refusal = type;
    }

    List<JsonNode> requests() {
        return requests;
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        JsonNode request = new ObjectMapper().readTree(exchange.getRequestBody());
        requests.add(request);
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        int status = 200;
        if (!refusal.isEmpty()) {
            status = 400;
            answer.put("__type", refusal).put("message", "refused");
        } else if (exchange.getRequestHeaders().getFirst("X-Amz-Target").endsWith("GenerateDataKey")) {
            String key = Base64.getEncoder().encodeToString(Fixture.message(32));
            answer.put("KeyId", ARN).put("Plaintext", key).put("CiphertextBlob", key);
        } else {
            answer.put("KeyId", ARN)
                    .put("Plaintext", request.path("CiphertextBlob").asText());
        }
        byte[] body = answer.toString().getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(status, body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }
}

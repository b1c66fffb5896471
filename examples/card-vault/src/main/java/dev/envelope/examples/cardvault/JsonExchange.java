package dev.envelope.examples.cardvault;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One HTTP request and its answer, both in JSON. */
final class JsonExchange {

    static final int MAX_BODY = 64 * 1024;

    private static final long MAX_DISCARDED = 64L * 1024 * 1024;
    private static final int BUFFER = 8 * 1024;

    private final HttpExchange exchange;

    JsonExchange(HttpExchange exchange) {
        this.exchange = exchange;
    }

    String method() {
        return exchange.getRequestMethod();
    }

    String path() {
        String path = exchange.getRequestURI().getPath();
        return path == null ? "" : path;
    }

    void setHeader(String name, String value) {
        exchange.getResponseHeaders().set(name, value);
    }

    /** Reads the body, of which no more than the limit is ever held in memory. */
    byte[] body() throws IOException {
        requireJson(exchange.getRequestHeaders().getFirst("Content-Type"));
        byte[] body = exchange.getRequestBody().readNBytes(MAX_BODY + 1);
        if (body.length > MAX_BODY) {
            throw new RequestRefusedException(413, "the body is longer than " + MAX_BODY / 1024 + " KiB");
        }
        return body;
    }

    /** Answers, after what the caller is still sending was thrown away: many read no answer before they have sent all. */
    void answer(int status, JsonNode answer) throws IOException {
        discardBody();
        byte[] bytes = (answer + "\n").getBytes(StandardCharsets.UTF_8);
        setHeader("Content-Type", "application/json");
        setHeader("Cache-Control", "no-store");
        if (method().equals("HEAD")) {
            exchange.sendResponseHeaders(status, -1);
            return;
        }
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private void discardBody() throws IOException {
        InputStream body = exchange.getRequestBody();
        byte[] buffer = new byte[BUFFER];
        long discarded = 0;
        for (int n = body.read(buffer); n >= 0 && discarded < MAX_DISCARDED; n = body.read(buffer)) {
            discarded += n;
        }
    }

    private static void requireJson(String contentType) {
        if (contentType == null
                || !contentType
                        .split(";", -1)[0]
                        .strip()
                        .toLowerCase(Locale.ROOT)
                        .equals("application/json")) {
            throw new RequestRefusedException(415, "the Content-Type has to be application/json");
        }
    }
}

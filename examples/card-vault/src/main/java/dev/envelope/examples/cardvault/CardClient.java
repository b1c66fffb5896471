package dev.envelope.examples.cardvault;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** What a caller of the API does, over real HTTP. */
final class CardClient {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final URI cards;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    CardClient(URI cards) {
        this.cards = cards;
    }

    /** An answer: the status and the body. */
    record Answer(int status, String body) {}

    /** Stores a card. */
    Answer store(String name, String pan) throws IOException, InterruptedException {
        return post("{\"name\": \"" + name + "\", \"pan\": \"" + pan + "\"}");
    }

    /** Stores a card of a merchant. */
    Answer store(String merchant, String name, String pan) throws IOException, InterruptedException {
        return post("{\"merchant\": \"" + merchant + "\", \"name\": \"" + name + "\", \"pan\": \"" + pan + "\"}");
    }

    /** Takes a merchant on. */
    Answer createMerchant(String name) throws IOException, InterruptedException {
        return send("POST", CardApi.MERCHANTS, "application/json", "{\"name\": \"" + name + "\"}");
    }

    /** Lists all cards. */
    Answer list() throws IOException, InterruptedException {
        return send("GET", cards.getPath(), "", "");
    }

    /** Posts any body as JSON. */
    Answer post(String body) throws IOException, InterruptedException {
        return send("POST", cards.getPath(), "application/json", body);
    }

    /** Sends anything; no Content-Type where it is empty. */
    Answer send(String method, String path, String contentType, String body) throws IOException, InterruptedException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        HttpRequest.Builder request = HttpRequest.newBuilder(cards.resolve(path))
                .timeout(TIMEOUT)
                .method(method, bytes.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(bytes));
        if (!contentType.isEmpty()) {
            request.header("Content-Type", contentType);
        }
        HttpResponse<String> response = http.send(request.build(), BodyHandlers.ofString());
        return new Answer(response.statusCode(), response.body().strip());
    }
}

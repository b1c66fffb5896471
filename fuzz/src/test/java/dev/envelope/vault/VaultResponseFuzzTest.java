package dev.envelope.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.api.BugDetectors;
import com.code_intelligence.jazzer.junit.FuzzTest;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeException;
import dev.envelope.format.WrappedKey;
import dev.envelope.fuzz.Invariant;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Whole calls of Transit over HTTP, with any answer: a data key of 32 bytes, a label that can be stored, or one of our failures. */
class VaultResponseFuzzTest {

    private static final int[] STATUSES = {
        200, 204, 301, 307, 400, 403, 404, 405, 412, 413, 429, 472, 473, 500, 502, 503
    };
    private static final EncryptionContext ROW = EncryptionContext.of("table", "cards", "id", "42");

    /** Without associated data, so that one answer is asked for, and not a second one that has to be a refusal. */
    private static final ContextBinding BINDING = ContextBinding.CONTENT_ONLY;

    private static volatile int status;
    private static volatile byte[] body = new byte[0];

    private static final URI ADDRESS = server();
    private static final VaultTransitKey KEK = kek();
    private static final WrappedKey WRAPPED = WrappedKey.of("cards", "v1", new byte[] {1, 2, 3, 4});

    /** Takes the first byte as the status, and the others as the body. */
    @SuppressWarnings("try") // held for its end alone
    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] input) throws Exception {
        if (input.length == 0) {
            return;
        }
        status = STATUSES[(input[0] & 0xff) % STATUSES.length];
        body = Arrays.copyOfRange(input, 1, input.length);
        try (AutoCloseable allowed = BugDetectors.allowNetworkConnections()) {
            expectNoForeignFailure(() -> {
                try (DataKey key = KEK.unwrap(WRAPPED, ROW, deadline())) {
                    int length = key.use(bytes -> bytes.length);
                    Invariant.require(status == 200 && length == DataKey.LENGTH, () -> "a data key of " + length);
                }
            });
            expectNoForeignFailure(() -> {
                try (DataKey key = DataKey.generate()) {
                    KEK.wrap(key, ROW, deadline());
                    Invariant.require(status == 200, () -> "wrapped with status " + status);
                }
            });
            expectNoForeignFailure(() -> KEK.refreshVersion(deadline()));
            KEK.currentVersion().ifPresent(WrappedKey::requireVersion);
        }
    }

    static Stream<Arguments> seeds() {
        return VaultAnswerFuzzTest.seeds();
    }

    private static void expectNoForeignFailure(Runnable call) {
        try {
            call.run();
        } catch (EnvelopeException e) {
            Invariant.require(e.getMessage().length() < 5000, () -> "a message of any length");
        }
    }

    private static VaultTransitKey kek() {
        return VaultTransitKey.builder("cards", VaultClient.at(ADDRESS, VaultAuth.token("s.token")), "cards")
                .binding(BINDING)
                .build();
    }

    private static URI server() {
        // or each answer waits for an acknowledgement that the client delays
        System.setProperty("sun.net.httpserver.nodelay", "true");
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setExecutor(Executors.newCachedThreadPool(task -> {
                Thread thread = new Thread(task, "fuzzed-vault");
                thread.setDaemon(true);
                return thread;
            }));
            server.createContext("/", VaultResponseFuzzTest::answer);
            server.createContext(
                    "/v1/auth/token/lookup-self",
                    exchange -> send(exchange, 200, "{\"data\": {\"ttl\": 0}}".getBytes(UTF_8)));
            server.start();
            return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void answer(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        send(exchange, status, status == 204 ? new byte[0] : body);
    }

    private static void send(HttpExchange exchange, int code, byte[] bytes) throws IOException {
        try (exchange) {
            exchange.sendResponseHeaders(code, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    private static Deadline deadline() {
        return Deadline.after(Duration.ofSeconds(30));
    }
}

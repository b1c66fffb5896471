package dev.envelope.vault;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.ReentrantLock;

/** Answers what it is told, for what no real server can be brought to. Each answer is given once, the last one again and again. */
final class CannedServer implements AutoCloseable {

    private final HttpServer server;
    private final ReentrantLock lock = new ReentrantLock();
    private final Deque<Answer> answers = new ArrayDeque<>();
    private final Map<String, Answer> byPath = new ConcurrentHashMap<>();
    private final Map<String, Runnable> before = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    private record Answer(int status, String body, String location, boolean broken) {}

    /**
     * A request that came.
     *
     * @param method the HTTP method
     * @param path the path
     * @param token the token, or empty
     * @param namespace the namespace, or empty
     * @param body the body
     */
    record Request(String method, String path, String token, String namespace, String body) {}

    CannedServer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        server.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "canned-server");
            thread.setDaemon(true);
            return thread;
        }));
        server.createContext("/", this::handle);
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    CannedServer answers(int status, String body) {
        return then(new Answer(status, body, "", false));
    }

    /** Answers this to whatever is asked of that path. */
    CannedServer answersAt(String path, int status, String body) {
        byPath.put(path, new Answer(status, body, "", false));
        return this;
    }

    /** Does this before it answers what is asked of that path. */
    CannedServer answersAt(String path, Runnable first) {
        before.put(path, first);
        return this;
    }

    CannedServer redirects(int status, String location) {
        return then(new Answer(status, "", location, false));
    }

    /** Takes a request and ends the connection. */
    CannedServer breaks() {
        return then(new Answer(0, "", "", true));
    }

    /** The requests for a key, which are all but those about the token. */
    List<Request> requests() {
        return requests.stream()
                .filter(request -> !request.path().equals("/v1/auth/token/lookup-self"))
                .toList();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private CannedServer then(Answer answer) {
        lock.lock();
        try {
            answers.add(answer);
            return this;
        } finally {
            lock.unlock();
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        String path = exchange.getRequestURI().getPath();
        requests.add(new Request(
                exchange.getRequestMethod(),
                path,
                header(exchange, "X-Vault-Token"),
                header(exchange, "X-Vault-Namespace"),
                body));
        before.getOrDefault(path, () -> {}).run();
        Answer always = byPath.get(path);
        if (always != null) {
            send(exchange, always);
            return;
        }
        if (path.equals("/v1/auth/token/lookup-self")) {
            send(exchange, new Answer(200, "{\"data\": {\"ttl\": 0}}", "", false));
            return;
        }
        Answer answer = next();
        if (answer.broken) {
            exchange.close();
            return;
        }
        send(exchange, answer);
    }

    private Answer next() {
        lock.lock();
        try {
            return answers.size() > 1 ? answers.remove() : answers.element();
        } finally {
            lock.unlock();
        }
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] bytes = answer.body.getBytes(StandardCharsets.UTF_8);
        if (!answer.location.isEmpty()) {
            exchange.getResponseHeaders().add("Location", answer.location);
        }
        exchange.sendResponseHeaders(answer.status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }

    private static String header(HttpExchange exchange, String name) {
        String value = exchange.getRequestHeaders().getFirst(name);
        return value == null ? "" : value;
    }
}

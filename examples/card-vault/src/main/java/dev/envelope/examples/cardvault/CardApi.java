package dev.envelope.examples.cardvault;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Takes card numbers over HTTP and stores them encrypted. It needs a key that can encrypt; nothing here decrypts.
 *
 * <p>{@code POST /credit-cards/} stores a card, {@code GET /credit-cards/} lists all with their envelopes.
 */
final class CardApi implements AutoCloseable {

    static final String PATH = "/credit-cards/";

    private static final Logger LOG = System.getLogger(CardApi.class.getName());
    private static final JsonMapper JSON = new JsonMapper();
    private static final int THREADS = 8;

    private final CardTable table;
    private final EnvelopeCipher cipher;
    private final HttpServer server;
    private final ExecutorService threads;

    private CardApi(CardTable table, EnvelopeCipher cipher, HttpServer server) {
        this.table = table;
        this.cipher = cipher;
        this.server = server;
        this.threads = Executors.newFixedThreadPool(THREADS);
    }

    /**
     * Starts to serve this machine.
     *
     * @param port the port; 0 for any that is free
     * @param table where cards go
     * @param cipher what encrypts their numbers
     * @return the running API, to be closed
     */
    static CardApi start(int port, CardTable table, EnvelopeCipher cipher) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        CardApi api = new CardApi(table, cipher, server);
        server.createContext("/", api::handle);
        server.setExecutor(api.threads);
        server.start();
        return api;
    }

    URI uri() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort() + PATH);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdown();
    }

    private void handle(HttpExchange exchange) throws IOException {
        JsonExchange json = new JsonExchange(exchange);
        try {
            serve(json);
        } catch (RequestRefusedException e) {
            json.answer(e.status(), error(String.valueOf(e.getMessage())));
        } catch (EnvelopeException e) {
            LOG.log(Level.WARNING, "a card was not stored: " + e.getMessage());
            json.answer(e.isRetryable() ? 503 : 500, error(e));
        } catch (SQLException e) {
            LOG.log(Level.WARNING, "the database failed: " + e.getMessage());
            json.answer(e instanceof SQLTransientException ? 503 : 500, error("the database can't be used"));
        } catch (RuntimeException e) {
            LOG.log(Level.ERROR, "a request failed", e);
            json.answer(500, error("this should not have happened"));
        } finally {
            exchange.close();
        }
    }

    private void serve(JsonExchange exchange) throws IOException, SQLException {
        if (!exchange.path().equals(PATH)) {
            throw new RequestRefusedException(404, "there is nothing here, only at " + PATH);
        }
        switch (exchange.method()) {
            case "GET" -> exchange.answer(200, list());
            case "POST" ->
                exchange.answer(201, JSON.createObjectNode().put("id", store(NewCard.fromJson(exchange.body()))));
            default -> {
                exchange.setHeader("Allow", "GET, POST");
                throw new RequestRefusedException(405, "only GET and POST are possible here");
            }
        }
    }

    private long store(NewCard card) throws SQLException {
        // First the id, since the number is bound to the row that it is stored in.
        long id = table.nextId();
        table.insert(new Card(id, card.name(), cipher.encryptToText(card.pan().digits(), Card.panContext(id))));
        return id;
    }

    private ArrayNode list() throws SQLException {
        ArrayNode cards = JSON.createArrayNode();
        table.forEach(card ->
                cards.addObject().put("id", card.id()).put("name", card.name()).put("pan", card.pan()));
        return cards;
    }

    private static ObjectNode error(EnvelopeException e) {
        String message =
                e.isRetryable() ? "the key service can't be used now, try again" : "the card can't be encrypted";
        return error(message).put("code", e.code().toString());
    }

    private static ObjectNode error(String message) {
        return JSON.createObjectNode().put("error", message);
    }
}

package dev.envelope.examples.cardvault;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
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
 * Takes card numbers over HTTP and stores them encrypted. It needs keys that can encrypt; nothing here decrypts.
 *
 * <p>{@code POST /credit-cards/} stores a card, {@code GET /credit-cards/} lists all with their envelopes, {@code POST
 * /merchants/} gives a merchant a key of its own.
 */
final class CardApi implements AutoCloseable {

    static final String PATH = "/credit-cards/";
    static final String MERCHANTS = "/merchants/";

    private static final Logger LOG = System.getLogger(CardApi.class.getName());
    private static final JsonMapper JSON = new JsonMapper();
    private static final int THREADS = 8;

    private final CardTable table;
    private final CardCiphers ciphers;
    private final HttpServer server;
    private final ExecutorService threads;

    private CardApi(CardTable table, CardCiphers ciphers, HttpServer server) {
        this.table = table;
        this.ciphers = ciphers;
        this.server = server;
        this.threads = Executors.newFixedThreadPool(THREADS);
    }

    /**
     * Starts to serve this machine.
     *
     * @param port the port; 0 for any that is free
     * @param table where cards go
     * @param ciphers what encrypts their numbers
     * @return the running API, to be closed
     */
    static CardApi start(int port, CardTable table, CardCiphers ciphers) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        CardApi api = new CardApi(table, ciphers, server);
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
            int status = status(e);
            LOG.log(status < 500 ? Level.DEBUG : Level.WARNING, "a request failed: " + e.getMessage());
            json.answer(status, error(e));
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
        switch (exchange.path()) {
            case PATH -> serveCards(exchange);
            case MERCHANTS -> serveMerchants(exchange);
            default ->
                throw new RequestRefusedException(404, "there is nothing here, only at " + PATH + " and " + MERCHANTS);
        }
    }

    private void serveCards(JsonExchange exchange) throws IOException, SQLException {
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

    private void serveMerchants(JsonExchange exchange) throws IOException {
        if (!exchange.method().equals("POST")) {
            exchange.setHeader("Allow", "POST");
            throw new RequestRefusedException(405, "only POST is possible here");
        }
        String name = RequestJson.parse(exchange.body(), "\"name\"").name("name");
        exchange.answer(
                ciphers.create(name) ? 201 : 200, JSON.createObjectNode().put("name", name));
    }

    private long store(NewCard card) throws SQLException {
        // First the id, since the number is bound to the row that it is stored in.
        long id = table.nextId();
        String pan = ciphers.cipher(card.merchant())
                .encryptToText(card.pan().digits(), Card.panContext(id, card.merchant()));
        table.insert(new Card(id, card.merchant(), card.name(), pan));
        return id;
    }

    private ArrayNode list() throws SQLException {
        ArrayNode cards = JSON.createArrayNode();
        table.forEach(card -> {
            ObjectNode row = cards.addObject().put("id", card.id());
            String merchant = card.merchant();
            if (merchant != null) {
                row.put("merchant", merchant);
            }
            row.put("name", card.name()).put("pan", card.pan());
        });
        return cards;
    }

    private static int status(EnvelopeException e) {
        return switch (e.code()) {
            case TENANT_NOT_FOUND -> 422;
            case TENANT_SUSPENDED -> 409;
            case SHREDDED -> 410;
            default -> e.isRetryable() ? 503 : 500;
        };
    }

    private static ObjectNode error(EnvelopeException e) {
        String message = switch (e.code()) {
            case TENANT_NOT_FOUND -> "there is no such merchant; POST " + MERCHANTS + " takes one on";
            case TENANT_SUSPENDED -> "this merchant is suspended";
            case SHREDDED -> "this merchant's key was destroyed; its name is not used again";
            default -> e.isRetryable() ? "the key service can't be used now, try again" : "the card can't be encrypted";
        };
        return error(message).put("code", e.code().toString());
    }

    private static ObjectNode error(String message) {
        return JSON.createObjectNode().put("error", message);
    }
}

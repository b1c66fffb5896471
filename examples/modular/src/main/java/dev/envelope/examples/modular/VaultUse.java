package dev.envelope.examples.modular;

import com.sun.net.httpserver.HttpServer;
import dev.envelope.EnvelopeException;
import dev.envelope.vault.VaultAuth;
import dev.envelope.vault.VaultClient;
import dev.envelope.vault.VaultTransitKey;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A key of a Vault that refuses whatever it is asked: a real one is more than this example needs. */
final class VaultUse implements Use {

    private static final byte[] REFUSAL = "{\"errors\":[\"permission denied\"]}".getBytes(StandardCharsets.UTF_8);

    @Override
    public Class<?> ofClass() {
        return VaultTransitKey.class;
    }

    @Override
    public String run() {
        HttpServer server = refusing();
        URI address = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        try (VaultClient vault = VaultClient.at(address, VaultAuth.token("not-a-token"))) {
            return Main.roundTrip(VaultTransitKey.named("cards", vault, "cards"));
        } catch (EnvelopeException e) {
            return "refused with " + e.code();
        } finally {
            server.stop(0);
        }
    }

    private static HttpServer refusing() {
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                exchange.getResponseHeaders().add("Content-Type", "application/json");
                exchange.sendResponseHeaders(403, REFUSAL.length);
                exchange.getResponseBody().write(REFUSAL);
                exchange.close();
            });
            server.start();
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException("Can't listen on the loopback interface", e);
        }
    }
}

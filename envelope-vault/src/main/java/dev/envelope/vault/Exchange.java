package dev.envelope.vault;

import dev.envelope.kek.Deadline;
import dev.envelope.vault.CallFailure.Kind;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * HTTP, as far as one request needs it: within the deadline, behind allowed redirects, and once more where the connection broke,
 * because one that was idle may have been closed at the other end. A request that may not be made twice is not. Safe for use
 * by several threads.
 */
final class Exchange {

    private static final int MOST_REDIRECTS = 3;

    private final HttpClient http;
    private final URI address;
    private final Redirects redirects;
    private final Optional<String> namespace;
    private final Duration timeout;

    /**
     * Creates the exchange.
     *
     * @param http the client, which follows no redirects by itself
     * @param redirects where the server is, and where it may redirect to
     * @param namespace the namespace, if any
     * @param timeout the most time for a request, redirects included
     */
    Exchange(HttpClient http, Redirects redirects, Optional<String> namespace, Duration timeout) {
        this.http = http;
        this.address = redirects.origin();
        this.redirects = redirects;
        this.namespace = namespace;
        this.timeout = timeout;
    }

    Duration timeout() {
        return timeout;
    }

    /**
     * Sends a request.
     *
     * @param token the token to send with it, or null
     * @return the answer, whatever its status
     */
    VaultAnswer send(VaultRequest request, @Nullable String token, Deadline deadline) throws CallFailure {
        Duration allowed = deadline.remaining();
        Deadline until = allowed.compareTo(timeout) > 0 ? Deadline.after(timeout) : deadline;
        URI target = URI.create(address + "/v1/" + request.path());
        for (int redirected = 0; redirected <= MOST_REDIRECTS; redirected++) {
            HttpResponse<byte[]> response = sendPersistently(http(request, token, target), request.repeatable(), until);
            if (!Redirects.isRedirect(response.statusCode())) {
                return answer(request, response);
            }
            target = redirects.follow(target, response.headers().firstValue("Location"));
        }
        throw new CallFailure(
                Kind.MISCONFIGURED,
                "the server redirects " + request + " again and again, and no one answers it",
                null);
    }

    private HttpRequest http(VaultRequest request, @Nullable String token, URI target) {
        byte[] body = request.body();
        BodyPublisher publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body);
        HttpRequest.Builder builder = HttpRequest.newBuilder(target)
                .method(request.method(), publisher)
                // asked for by agents and proxies against requests that a web page forges
                .header("X-Vault-Request", "true");
        if (body != null) {
            builder.header("Content-Type", "application/json");
        }
        if (token != null) {
            builder.header("X-Vault-Token", token);
        }
        namespace.ifPresent(name -> builder.header("X-Vault-Namespace", name));
        return builder.build();
    }

    private static VaultAnswer answer(VaultRequest request, HttpResponse<byte[]> response) throws CallFailure {
        byte[] body = response.body();
        try {
            return VaultAnswer.read(request, response.statusCode(), body);
        } finally {
            Arrays.fill(body, (byte) 0);
        }
    }

    private HttpResponse<byte[]> sendPersistently(HttpRequest request, boolean repeatable, Deadline until)
            throws CallFailure {
        try {
            return sendOnce(request, until);
        } catch (BrokenConnection e) {
            if (!repeatable) {
                throw broke(request, e);
            }
            try {
                return sendOnce(request, until);
            } catch (BrokenConnection again) {
                again.addSuppressed(e);
                throw broke(request, again);
            }
        }
    }

    private static CallFailure broke(HttpRequest request, BrokenConnection e) {
        return new CallFailure(
                Kind.UNAVAILABLE, "the connection to " + at(request) + " broke before the answer", e.getCause());
    }

    private HttpResponse<byte[]> sendOnce(HttpRequest request, Deadline until) throws CallFailure, BrokenConnection {
        CompletableFuture<HttpResponse<byte[]>> sending = http.sendAsync(request, info -> new BoundedBody());
        try {
            return sending.get(until.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new CallFailure(Kind.TIMED_OUT, at(request) + " did not answer in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallFailure(Kind.INTERRUPTED, "the call of " + at(request) + " was interrupted", e);
        } catch (ExecutionException e) {
            throw failure(request, e.getCause() == null ? e : e.getCause());
        } finally {
            sending.cancel(true);
        }
    }

    private static CallFailure failure(HttpRequest request, Throwable thrown) throws BrokenConnection {
        if (has(thrown, e -> e instanceof UnresolvedAddressException || e instanceof UnknownHostException)) {
            return new CallFailure(Kind.UNAVAILABLE, "the name of " + at(request) + " can't be resolved", thrown);
        }
        if (has(thrown, e -> e instanceof ConnectException || e instanceof HttpConnectTimeoutException)) {
            return new CallFailure(Kind.UNAVAILABLE, "no connection to " + at(request) + " can be made", thrown);
        }
        if (has(thrown, e -> e instanceof CertificateException)) {
            return new CallFailure(
                    Kind.MISCONFIGURED,
                    "the certificate of " + at(request) + " is not trusted, or is another host's; give the client the"
                            + " authority that signed it",
                    thrown);
        }
        if (has(thrown, e -> e instanceof SSLException)
                && !has(thrown, e -> e instanceof EOFException)
                && isFinal(thrown)) {
            return new CallFailure(
                    Kind.MISCONFIGURED,
                    "no TLS with " + at(request) + " can be agreed on; check that it speaks TLS 1.2 or newer there, and"
                            + " whether it asks for a client certificate",
                    thrown);
        }
        if (thrown instanceof BoundedBody.TooLarge) {
            return new CallFailure(
                    Kind.MISCONFIGURED, "what answers at " + at(request) + " is not Vault: it does not end", thrown);
        }
        if (thrown instanceof IOException) {
            throw new BrokenConnection(thrown);
        }
        return new CallFailure(
                Kind.MISCONFIGURED, "the HTTP client threw " + thrown.getClass().getName() + "; see the cause", thrown);
    }

    /** An alert or a message that is no TLS comes back at each attempt; a connection that ended may not. */
    private static boolean isFinal(Throwable thrown) {
        return has(thrown, e -> {
            String message = String.valueOf(e.getMessage());
            return message.contains("Received fatal alert")
                    || message.contains("nrecognized SSL message")
                    || message.contains("No appropriate protocol")
                    || message.contains("No subject alternative");
        });
    }

    private static String at(HttpRequest request) {
        return Redirects.authority(request.uri());
    }

    private static boolean has(Throwable thrown, Predicate<Throwable> wanted) {
        int depth = 0; // causes may form a circle
        for (Throwable next = thrown; next != null && depth < 20; next = next.getCause(), depth++) {
            if (wanted.test(next)) {
                return true;
            }
        }
        return false;
    }

    /** The connection ended where an answer was due. */
    private static final class BrokenConnection extends Exception {

        private static final long serialVersionUID = 1;

        BrokenConnection(Throwable cause) {
            super(cause);
        }
    }
}

package dev.envelope.vault;

import dev.envelope.kek.Deadline;
import dev.envelope.vault.CallFailure.Kind;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Has the token. One thread of its own gets, renews and replaces it, so that callers wait for one login together, each until its
 * own deadline, and a program that is idle keeps a good token. Safe for use by several threads.
 */
final class TokenKeeper implements AutoCloseable {

    private static final Logger LOG = System.getLogger(TokenKeeper.class.getName());

    /** Early enough for a second attempt, late enough not to be a burden. */
    private static final double UPKEEP_AT = 2.0 / 3;

    /** How long a login that was refused is not tried again: with wrong credentials, each call would be one more attempt. */
    private static final Duration REFUSED_FOR = Duration.ofSeconds(1);

    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final VaultAuth auth;
    private final AuthCalls calls;
    private final Duration timeout;
    private final ScheduledThreadPoolExecutor thread;
    private final AtomicReference<@Nullable CompletableFuture<Token>> login = new AtomicReference<>();
    private final AtomicReference<@Nullable Token> held = new AtomicReference<>();
    private volatile boolean closed;
    private volatile Duration granted = Duration.ZERO;
    private volatile @Nullable Refusal lastRefusal;

    private record Refusal(CallFailure failure, long since) {

        boolean isFresh() {
            return System.nanoTime() - since < REFUSED_FOR.toNanos();
        }
    }

    /**
     * Creates a keeper that has no token yet.
     *
     * @param timeout how long a login or a renewal may take
     */
    TokenKeeper(VaultAuth auth, AuthCalls calls, Duration timeout) {
        this.auth = auth;
        this.calls = calls;
        this.timeout = timeout;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread made = new Thread(task, "envelope-vault-token");
            made.setDaemon(true);
            return made;
        });
        thread.setRemoveOnCancelPolicy(true);
        thread.setKeepAliveTime(10, TimeUnit.SECONDS);
        thread.allowCoreThreadTimeOut(true);
    }

    /** A token that is good as far as anyone here knows. */
    Token token(Deadline deadline) throws CallFailure {
        Token token = held.get();
        if (token == null || (token.isExpired() && auth.canReplace())) {
            return await(logIn(), deadline);
        }
        return token;
    }

    /** Another token than one that was refused; empty if there is no way to get one. */
    Optional<Token> insteadOf(Token refused, Deadline deadline) throws CallFailure {
        Token token = held.get();
        if (token != null && !token.hasTextOf(refused)) {
            return Optional.of(token);
        }
        return auth.canReplace() ? Optional.of(await(logIn(), deadline)) : Optional.empty();
    }

    /** Revokes the token if it was made for this program, and ends the thread. */
    @Override
    public void close() {
        closed = true;
        thread.shutdownNow();
        CompletableFuture<Token> waitedFor = login.getAndSet(null);
        if (waitedFor != null) {
            waitedFor.completeExceptionally(wasClosed(null));
        }
        release();
    }

    /** Whoever takes the token away revokes it: closing, or a login or a renewal that ends after that. */
    private void release() {
        Token token = held.getAndSet(null);
        if (token == null || !auth.ownsToken()) {
            return;
        }
        try {
            calls.revoke(token, Deadline.after(timeout));
        } catch (CallFailure e) {
            LOG.log(Level.DEBUG, "A token of Vault could not be revoked; it expires by itself: {0}", e.detail());
        }
    }

    @Override
    public String toString() {
        return auth.toString();
    }

    /** The login that is under way, or else a new one. */
    private CompletableFuture<Token> logIn() throws CallFailure {
        Refusal refusal = lastRefusal;
        if (refusal != null && refusal.isFresh()) {
            throw repeated(refusal.failure());
        }
        CompletableFuture<Token> mine = new CompletableFuture<>();
        CompletableFuture<Token> running = login.compareAndExchange(null, mine);
        if (running != null) {
            return running;
        }
        try {
            thread.execute(() -> obtain(mine));
        } catch (RejectedExecutionException e) {
            login.set(null);
            CallFailure failure = wasClosed(e);
            mine.completeExceptionally(failure);
            throw failure;
        }
        return mine;
    }

    private void obtain(CompletableFuture<Token> result) {
        try {
            Token token = auth.obtain(calls, Deadline.after(timeout));
            granted = token.lease();
            hold(token);
            login.set(null);
            result.complete(token);
        } catch (Throwable e) { // an Error of the application's own code as well: others wait for this
            if (e instanceof CallFailure failure && failure.kind() == Kind.DENIED) {
                lastRefusal = new Refusal(failure, System.nanoTime());
            }
            login.set(null);
            result.completeExceptionally(closed ? wasClosed(e) : e);
        }
    }

    private void hold(Token token) throws CallFailure {
        held.set(token);
        if (closed) {
            release();
            throw wasClosed(null);
        }
        if (token.upkeep() != Token.Upkeep.NONE) {
            long nanos = (long) (token.left().toNanos() * UPKEEP_AT);
            schedule(() -> keepUp(token), Duration.ofNanos(nanos));
        }
    }

    private void schedule(Runnable task, Duration after) {
        try {
            Future<?> unused = thread.schedule(task, after.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException e) {
            // closed meanwhile
        }
    }

    private void keepUp(Token token) {
        if (held.get() != token) {
            return; // another one has taken its place
        }
        try {
            if (token.upkeep() == Token.Upkeep.RENEW && renew(token)) {
                return;
            }
            if (closed) {
                return;
            }
            if (auth.canReplace()) {
                replace(token);
            } else if (token.upkeep() == Token.Upkeep.RENEW) {
                LOG.log(
                        Level.WARNING,
                        "A token of Vault can''t be renewed any longer and expires in {0} s",
                        token.left().toSeconds());
            }
        } catch (CallFailure | RuntimeException e) {
            tryAgain(token, String.valueOf(e.getMessage()));
        }
    }

    /** Renews a token; false if that does not help any longer, because its longest life is nearly over. */
    private boolean renew(Token token) throws CallFailure {
        Token renewed;
        try {
            renewed = calls.renew(token, Deadline.after(timeout));
        } catch (CallFailure e) {
            if (e.isPassing() || (e.kind() != Kind.DENIED && !auth.canReplace())) {
                throw e;
            }
            return false;
        }
        if (renewed.lease().multipliedBy(2).compareTo(granted) < 0 && auth.canReplace()) {
            return false;
        }
        hold(renewed);
        return true;
    }

    private void replace(Token token) {
        CompletableFuture<Token> result = new CompletableFuture<>();
        CompletableFuture<Token> running = login.compareAndExchange(null, result);
        if (running == null) {
            obtain(result);
            if (result.isCompletedExceptionally()) {
                tryAgain(token, "no other one could be had");
            }
        }
    }

    private void tryAgain(Token token, String why) {
        LOG.log(
                Level.DEBUG,
                "A token of Vault with {0} s left was not renewed: {1}",
                token.left().toSeconds(),
                why);
        Duration pause = token.left().dividedBy(4);
        pause = pause.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : pause;
        pause = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        if (!token.isExpired()) {
            schedule(() -> keepUp(token), pause);
        }
    }

    /** The same failure for another caller, with the stack of that one. */
    private static CallFailure repeated(CallFailure failure) {
        return new CallFailure(
                failure.kind(), failure.detail(), failure.getCause() == null ? failure : failure.getCause());
    }

    private static CallFailure wasClosed(@Nullable Throwable cause) {
        return new CallFailure(Kind.MISCONFIGURED, "its VaultClient was closed", cause);
    }

    private Token await(CompletableFuture<Token> login, Deadline deadline) throws CallFailure {
        try {
            return login.get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw new CallFailure(Kind.TIMED_OUT, auth + " was not done in time", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CallFailure(Kind.INTERRUPTED, "waiting for " + auth + " was interrupted", e);
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof CallFailure failure) {
                throw repeated(failure);
            }
            throw new CallFailure(Kind.MISCONFIGURED, auth + " failed; see the cause", cause);
        }
    }
}

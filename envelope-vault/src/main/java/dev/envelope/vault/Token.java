package dev.envelope.vault;

import java.time.Duration;

/**
 * A token of Vault, and for how long it is good. Compared by identity: one that was got anew or renewed is another one.
 */
final class Token {

    /** What is to be done before it expires. */
    enum Upkeep {
        NONE,
        RENEW,
        REPLACE
    }

    private final String value;
    private final Upkeep upkeep;
    private final Duration lease;
    private final long since;

    /**
     * Creates a token.
     *
     * @param value the token itself
     * @param lease for how long it is good from now on; zero if it does not expire, or no one knows
     * @param upkeep what is to be done before that
     */
    Token(String value, Duration lease, Upkeep upkeep) {
        this.value = value;
        this.lease = lease;
        this.upkeep = lease.isZero() ? Upkeep.NONE : upkeep;
        this.since = System.nanoTime();
    }

    String value() {
        return value;
    }

    /** Whether it is the same for Vault: one that was renewed, or read again, is. */
    boolean hasTextOf(Token other) {
        return value.equals(other.value);
    }

    Upkeep upkeep() {
        return upkeep;
    }

    Duration lease() {
        return lease;
    }

    boolean isExpired() {
        return !lease.isZero() && System.nanoTime() - since >= lease.toNanos();
    }

    Duration left() {
        return Duration.ofNanos(Math.max(0, lease.toNanos() - (System.nanoTime() - since)));
    }

    @Override
    public String toString() {
        return "Token[" + (lease.isZero() ? "no lease" : left().toSeconds() + " s left") + "]";
    }
}

package dev.envelope.vault;

import dev.envelope.kek.Deadline;

/** A token that the program has. */
final class GivenToken extends VaultAuth {

    private final String token;

    GivenToken(String token) {
        this.token = token;
    }

    @Override
    Token obtain(AuthCalls calls, Deadline deadline) throws CallFailure {
        return calls.lookUp(token, deadline);
    }

    @Override
    boolean canReplace() {
        return false;
    }

    @Override
    boolean ownsToken() {
        return false;
    }

    @Override
    public String toString() {
        return "a token that was given";
    }
}

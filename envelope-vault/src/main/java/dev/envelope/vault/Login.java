package dev.envelope.vault;

import dev.envelope.kek.Deadline;
import dev.envelope.vault.CallFailure.Kind;
import java.util.Map;

/** A login at an auth method. */
final class Login extends VaultAuth {

    private final String mount;
    private final Credentials credentials;

    /** What a login sends. */
    @FunctionalInterface
    interface Credentials {

        /**
         * Returns the fields to send.
         *
         * @param calls to ask Vault for what is needed
         * @param mount where the login will be
         */
        Map<String, String> fields(AuthCalls calls, String mount, Deadline deadline) throws CallFailure;
    }

    Login(String mount, Credentials credentials) {
        this.mount = mount;
        this.credentials = credentials;
    }

    @Override
    public VaultAuth mountedAt(String elsewhere) {
        return new Login(requireMount(elsewhere), credentials);
    }

    @Override
    Token obtain(AuthCalls calls, Deadline deadline) throws CallFailure {
        Map<String, String> fields;
        try {
            fields = credentials.fields(calls, mount, deadline);
        } catch (RuntimeException e) {
            throw new CallFailure(
                    Kind.MISCONFIGURED,
                    "the fields of the login at auth/" + mount + " can't be made; see the cause",
                    e);
        }
        return calls.logIn(mount, fields, deadline);
    }

    @Override
    boolean canReplace() {
        return true;
    }

    @Override
    boolean ownsToken() {
        return true;
    }

    @Override
    public String toString() {
        return "a login at auth/" + mount;
    }
}

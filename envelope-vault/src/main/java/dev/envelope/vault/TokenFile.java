package dev.envelope.vault;

import dev.envelope.kek.Deadline;
import java.nio.file.Path;
import java.time.Duration;

/** A file that something else keeps a good token in. */
final class TokenFile extends VaultAuth {

    private static final Duration READ_AGAIN_AFTER = Duration.ofSeconds(5);

    private final CredentialFile file;

    TokenFile(Path file) {
        this.file = new CredentialFile(file);
    }

    @Override
    Token obtain(AuthCalls calls, Deadline deadline) throws CallFailure {
        return new Token(file.read(), READ_AGAIN_AFTER, Token.Upkeep.NONE);
    }

    @Override
    boolean canReplace() {
        return true;
    }

    @Override
    boolean ownsToken() {
        return false;
    }

    @Override
    public String toString() {
        return "the token in " + file;
    }
}

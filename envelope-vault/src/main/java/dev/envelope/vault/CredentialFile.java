package dev.envelope.vault;

import static java.util.Objects.requireNonNull;

import dev.envelope.vault.CallFailure.Kind;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file with one credential, which something else may replace at any time. */
final class CredentialFile {

    private static final int MOST_BYTES = 64 << 10;

    private final Path file;

    CredentialFile(Path file) {
        this.file = requireNonNull(file, "file");
    }

    /** Reads it, without the white space around it. */
    String read() throws CallFailure {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(MOST_BYTES + 1);
        } catch (IOException e) {
            throw new CallFailure(Kind.MISCONFIGURED, "the credential in the file " + file + " can't be read", e);
        }
        String credential = new String(bytes, StandardCharsets.UTF_8).strip();
        if (bytes.length > MOST_BYTES || !VaultAuth.canBeSent(credential)) {
            throw new CallFailure(Kind.MISCONFIGURED, "the file " + file + " holds no credential", null);
        }
        return credential;
    }

    @Override
    public String toString() {
        return file.toString();
    }
}

package dev.envelope.examples.cardvault;

import dev.envelope.LocalKey;
import dev.envelope.kek.KeyEncryptionKey;
import dev.envelope.vault.ContextBinding;
import dev.envelope.vault.VaultClient;
import dev.envelope.vault.VaultTransitKey;
import java.nio.file.Path;

/**
 * The key-encryption key of one program, from where the environment says: a file, or Vault's Transit engine.
 *
 * @param key the key
 * @param resource what is closed with it: the key itself, or the way to its server
 * @param description what it is, and who can do what with it
 */
record ProgramKek(KeyEncryptionKey key, AutoCloseable resource, String description) implements AutoCloseable {

    /** A key that is there. */
    static ProgramKek open(Settings settings) {
        if (settings.usesVault()) {
            return inTransit(settings);
        }
        Path file = settings.requireKeyFile();
        return inFile(LocalKey.fromFile(Main.KEK_NAME, file), file);
    }

    /** The same; a key file is created unless it is there. */
    static ProgramKek openOrCreate(Settings settings) {
        if (settings.usesVault()) {
            return inTransit(settings);
        }
        Path file = settings.requireKeyFile();
        return inFile(LocalKey.fromFileOrCreate(Main.KEK_NAME, file), file);
    }

    private static ProgramKek inFile(LocalKey key, Path file) {
        return new ProgramKek(
                key,
                key,
                key + " of " + file
                        + "\nA local key is symmetric: whoever can encrypt with it can decrypt. This program never does, but"
                        + "\nonly a key service can see to it: AWS KMS and Vault by their policies.");
    }

    private static ProgramKek inTransit(Settings settings) {
        VaultClient client = settings.requireVault().client(settings.requireVaultAuth());
        try {
            // derived, so that who rewraps needs no right to decrypt
            KeyEncryptionKey key = VaultTransitKey.builder(Main.KEK_NAME, client, settings.transitKey())
                    .mount(settings.transitMount())
                    .binding(ContextBinding.DERIVED_KEY)
                    .build();
            return new ProgramKek(
                    key, client, key + "\nWhat this program may do with it is up to its policy in Vault.");
        } catch (IllegalArgumentException e) {
            client.close();
            throw new UsageException(
                    Settings.TRANSIT_MOUNT + " or " + Settings.TRANSIT_KEY + " is none: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            resource.close();
        } catch (Exception e) {
            throw new IllegalStateException("a key-encryption key could not be closed", e);
        }
    }
}

package dev.envelope.cli.kek;

import dev.envelope.cli.shell.CliException;
import dev.envelope.kek.KeyEncryptionKey;
import dev.envelope.vault.VaultTransitKey;

/**
 * A key of the Transit engine of HashiCorp Vault or OpenBao.
 *
 * @param name the name in envelopes
 * @param mount where the engine is mounted
 * @param key the name of the key there
 */
public record VaultKekSpec(String name, String mount, String key) implements KekSpec {

    private static final String DEFAULT_MOUNT = "transit";

    static VaultKekSpec of(String name, String where) {
        int keyStart = where.lastIndexOf('/') + 1;
        if (keyStart == 1 || keyStart == where.length()) {
            throw CliException.usage(
                    "'" + where + "' names no key of Vault: write the name of the key, or <mount>/<key name>.");
        }
        return keyStart == 0
                ? new VaultKekSpec(name, DEFAULT_MOUNT, where)
                : new VaultKekSpec(name, where.substring(0, keyStart - 1), where.substring(keyStart));
    }

    @Override
    public KeyEncryptionKey open(KeyServices services) {
        return VaultTransitKey.builder(name, services.vault(name), key)
                .mount(mount)
                .binding(services.vaultBinding())
                .build();
    }
}

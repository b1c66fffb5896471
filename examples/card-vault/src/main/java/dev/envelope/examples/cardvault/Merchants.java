package dev.envelope.examples.cardvault;

import dev.envelope.Keyring;
import dev.envelope.jdbc.JdbcTenantKeyStore;
import dev.envelope.kek.KeyEncryptionKey;
import dev.envelope.tenant.TenantKeys;
import javax.sql.DataSource;

/** The keys of merchants: in the database that their cards are in, wrapped by the key-encryption key. */
final class Merchants {

    /** How envelopes name them. */
    static final String KEK_NAME = "merchants";

    private Merchants() {}

    /**
     * One for each program.
     *
     * @param kek what wraps the keys of merchants
     * @param database where they are
     * @return the keys, to be closed before the database is
     */
    static TenantKeys open(KeyEncryptionKey kek, DataSource database) {
        return TenantKeys.builder(Keyring.of(kek), new JdbcTenantKeyStore(database).named(KEK_NAME))
                .name(KEK_NAME)
                .build();
    }
}

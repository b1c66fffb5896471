package dev.envelope.examples.modular;

import dev.envelope.EnvelopeCipher;
import dev.envelope.KeyCaching;
import dev.envelope.Keyring;
import dev.envelope.LocalKey;
import dev.envelope.jdbc.JdbcDatabase;
import dev.envelope.tenant.InMemoryTenantKeyStore;
import dev.envelope.tenant.TenantKeys;

/** What the script {@code native} makes a native image of: each thing in the library that an image has to be told about. */
public final class NativeMain {

    private NativeMain() {}

    /**
     * Runs.
     *
     * @param args none
     */
    public static void main(String[] args) {
        LocalKey kek = LocalKey.ephemeral("cards");
        say("a local key", Main.roundTrip(kek));
        say(
                "cached keys",
                Main.roundTrip(EnvelopeCipher.builder(Keyring.of(kek))
                        .keyCaching(KeyCaching.defaults())
                        .build()));
        try (TenantKeys tenants = TenantKeys.over(kek, new InMemoryTenantKeyStore())) {
            tenants.create("acme");
            say("a tenant's key", Main.roundTrip(tenants.cipher("acme")));
        }
        for (JdbcDatabase database : JdbcDatabase.values()) {
            say(
                    "the tables for " + database,
                    "" + (database.tables().length() + database.rotationTables().length()));
        }
    }

    private static void say(String what, String outcome) {
        System.out.println(what + ": " + outcome);
    }
}

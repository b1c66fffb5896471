package dev.envelope.examples.modular;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.LocalKey;
import dev.envelope.kek.KeyEncryptionKey;
import java.util.List;

/** Runs one use of each module, and says what came of it and whose code it was. */
public final class Main {

    private static final EncryptionContext ROW = EncryptionContext.of("table", "cards", "id", "42", "column", "pan");

    private Main() {}

    /**
     * Runs.
     *
     * @param args none
     */
    public static void main(String[] args) {
        LocalKey local = LocalKey.ephemeral("cards");
        say(local.getClass(), roundTrip(local));
        List.of(new InMemoryKeyUse(), new AwsUse(), new TenantsUse(), new MetricsUse(), new VaultUse())
                .forEach(use -> say(use.ofClass(), use.run()));
    }

    /** Encrypts under a key and decrypts again. */
    static String roundTrip(KeyEncryptionKey kek) {
        return roundTrip(EnvelopeCipher.using(kek));
    }

    static String roundTrip(EnvelopeCipher cipher) {
        String opened = cipher.decryptToString(cipher.encryptToText("4111111111111111", ROW), ROW);
        return "opened " + opened;
    }

    private static void say(Class<?> whose, String what) {
        System.out.println(whose.getModule() + ": " + what);
    }
}

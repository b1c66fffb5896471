package dev.envelope.examples.cardvault;

import dev.envelope.EnvelopeCipher;
import dev.envelope.kek.KeyEncryptionKey;
import dev.envelope.testkit.InMemoryKms;
import dev.envelope.testkit.KmsCall;
import dev.envelope.testkit.KmsOperation;
import dev.envelope.testkit.KmsPrincipal;

/** A key service with one key, and three principals of which each has one right. */
final class DemoKms {

    private static final String KEY_ID = "card-numbers";

    private final InMemoryKms kms = new InMemoryKms();
    private final EnvelopeCipher api;
    private final EnvelopeCipher processor;

    DemoKms() {
        kms.createKey(KEY_ID);
        api = cipherOf("api", KmsOperation.GENERATE_DATA_KEY);
        processor = cipherOf("processor", KmsOperation.DECRYPT);
    }

    /** What the API holds: it can have data keys made, and not have them decrypted. */
    EnvelopeCipher api() {
        return api;
    }

    /** What the processor holds: it can have data keys decrypted, and not have any made. */
    EnvelopeCipher processor() {
        return processor;
    }

    /**
     * What the rewrapper holds: it can have data keys encrypted anew by the key service, and never sees one. It is a program
     * that starts when there is something to do; which version is current, it learns by its first call.
     */
    EnvelopeCipher rewrapper() {
        return cipherOf("rewrapper", KmsOperation.RE_ENCRYPT);
    }

    void rotate() {
        kms.rotate(KEY_ID);
    }

    /** Returns how many calls there were. */
    long calls(String principal, KmsOperation operation, boolean succeeded) {
        return kms.calls().of(operation).stream()
                .filter(call -> call.principal().equals(principal))
                .filter(call -> call.succeeded() == succeeded)
                .count();
    }

    /** Returns how many calls of an operation succeeded, whoever made them. */
    long answered(KmsOperation operation) {
        return kms.calls().of(operation).stream().filter(KmsCall::succeeded).count();
    }

    /** The key as one principal sees it, who has one right. */
    KeyEncryptionKey kek(String principal, KmsOperation right) {
        return kms.kek(Main.KEK_NAME, KEY_ID, KmsPrincipal.named(principal, right));
    }

    private EnvelopeCipher cipherOf(String principal, KmsOperation right) {
        return EnvelopeCipher.using(kek(principal, right));
    }
}

package dev.envelope.examples.cardvault;

import dev.envelope.EnvelopeCipher;
import dev.envelope.kek.KeyEncryptionKey;
import dev.envelope.testkit.InMemoryKms;
import dev.envelope.testkit.KmsCall;
import dev.envelope.testkit.KmsErrorCode;
import dev.envelope.testkit.KmsOperation;
import dev.envelope.testkit.KmsPrincipal;

/** A key service with one key, and three principals of which each has one right. */
final class DemoKms {

    private static final String KEY_ID = "card-numbers";

    private final InMemoryKms kms = new InMemoryKms();
    private final EnvelopeCipher api;
    private final EnvelopeCipher processor;
    private final EnvelopeCipher rewrapper;

    DemoKms() {
        kms.createKey(KEY_ID);
        api = cipherOf("api", KmsOperation.GENERATE_DATA_KEY);
        processor = cipherOf("processor", KmsOperation.DECRYPT);
        rewrapper = cipherOf("rewrapper", KmsOperation.DESCRIBE_KEY, KmsOperation.RE_ENCRYPT);
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
     * What the rewrapper holds: it can ask which version is current and have data keys encrypted anew by the key service, and
     * never sees one.
     */
    EnvelopeCipher rewrapper() {
        return rewrapper;
    }

    void rotate() {
        kms.rotate(KEY_ID);
    }

    /** What versions before this one wrapped is not opened any more. */
    void retireBefore(int version) {
        kms.setMinimumDecryptionVersion(KEY_ID, version);
    }

    /** From now on no call is answered. */
    void goDown() {
        kms.faults().failEveryCall(KmsErrorCode.INTERNAL);
    }

    void comeBack() {
        kms.faults().clear();
    }

    /** Returns how many calls succeeded so far, whoever made them. */
    long answered() {
        return kms.calls().matching(KmsCall::succeeded).size();
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

    /** The key as one principal sees it, who has these rights and no others. */
    KeyEncryptionKey kek(String principal, KmsOperation... rights) {
        return kms.kek(Main.KEK_NAME, KEY_ID, KmsPrincipal.named(principal, rights));
    }

    private EnvelopeCipher cipherOf(String principal, KmsOperation... rights) {
        return EnvelopeCipher.using(kek(principal, rights));
    }
}

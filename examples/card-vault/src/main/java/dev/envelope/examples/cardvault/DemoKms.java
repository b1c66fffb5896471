package dev.envelope.examples.cardvault;

import dev.envelope.EnvelopeCipher;
import dev.envelope.kek.KeyEncryptionKey;
import dev.envelope.testkit.InMemoryKms;
import dev.envelope.testkit.KmsCall;
import dev.envelope.testkit.KmsErrorCode;
import dev.envelope.testkit.KmsOperation;
import dev.envelope.testkit.KmsPrincipal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A key service with one key, and three principals of which each has one right. */
final class DemoKms implements DemoKeyService {

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

    @Override
    public List<String> describe() {
        return List.of(
                "KEK        'cards' in an in-memory key service, where",
                "             the API may GENERATE_DATA_KEY (make one, in plain and wrapped) and no more,",
                "             the processor may DECRYPT, the rewrapper may DESCRIBE_KEY and RE_ENCRYPT");
    }

    @Override
    public EnvelopeCipher api() {
        return api;
    }

    @Override
    public EnvelopeCipher processor() {
        return processor;
    }

    @Override
    public EnvelopeCipher rewrapper() {
        return rewrapper;
    }

    /** None: whoever is no principal of this key service can't call it at all. */
    @Override
    public Map<String, EnvelopeCipher> strangers() {
        return Map.of();
    }

    @Override
    public void rotate() {
        kms.rotate(KEY_ID);
    }

    @Override
    public void retireBefore(int version) {
        kms.setMinimumDecryptionVersion(KEY_ID, version);
    }

    @Override
    public void claimRewrapped(DemoVault vault, int dataKeys) {
        vault.narrator()
                .claim(
                        "the key service rewrapped " + dataKeys + " data keys itself, and none left it",
                        calls("rewrapper", KmsOperation.RE_ENCRYPT, true) == dataKeys
                                && calls("rewrapper", KmsOperation.DECRYPT, true) == 0);
    }

    @Override
    public void account(DemoVault vault) {
        Narrator narrator = vault.narrator();
        narrator.step("Calls to the key service");
        narrator.say(String.format("%-20s %-12s %10s %10s", "operation", "by", "answered", "refused"));
        Map<KmsOperation, List<String>> rows = new LinkedHashMap<>();
        rows.put(KmsOperation.GENERATE_DATA_KEY, List.of("api", "processor"));
        rows.put(KmsOperation.DECRYPT, List.of("processor", "api"));
        rows.put(KmsOperation.DESCRIBE_KEY, List.of("rewrapper"));
        rows.put(KmsOperation.RE_ENCRYPT, List.of("rewrapper"));
        rows.forEach((operation, principals) -> principals.forEach(principal -> narrator.say(String.format(
                "%-20s %-12s %10d %10d",
                operation, principal, calls(principal, operation, true), calls(principal, operation, false)))));
        narrator.claim(
                "one data key was made for each of the " + vault.stored().size() + " cards",
                answered(KmsOperation.GENERATE_DATA_KEY) == vault.stored().size());
    }

    /** Nothing to do: it goes with its object. */
    @Override
    public void close() {}

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

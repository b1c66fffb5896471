package dev.envelope.examples.secrets;

import dev.envelope.EnvelopeException;
import dev.envelope.aws.AwsKmsOperation;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;

/** Another key takes the place of the first, and everything moves to it. */
final class DemoNewKey {

    private final DemoAccount account;
    private final Narrator narrator;
    private int callsWithBoth;

    DemoNewKey(DemoAccount account, Narrator narrator) {
        this.account = account;
        this.narrator = narrator;
    }

    void pointAlias(DemoSmallSecret small) throws IOException {
        account.pointAliasAtSecondKey();
        narrator.say("A program that knows the alias only opens '" + DemoSmallSecret.NAME + "', which key A wrapped:");
        Optional<EnvelopeException> refusal = Refusal.of(() -> small.isAsStored(account.program()));
        narrator.say("  " + Refusal.message(refusal));
        narrator.say("(AWS itself answers IncorrectKeyException, and the message then names the setting to change.)");
        narrator.claim("it is refused", refusal.isPresent());
        narrator.say("A program that was also given the ARN of key A, to decrypt only:");
        narrator.claim(
                "'" + DemoSmallSecret.NAME + "' opens", small.isAsStored(account.program(account.firstKeyArn())));
    }

    void rewrap(SecretName name) throws IOException {
        SecretStore program = account.program(account.firstKeyArn());
        KeyObject key = program.require(name).value();
        Bucket.Stat before = account.bucket().stat(key.contentKey()).orElseThrow();
        String contentBefore = digest(key.contentKey());
        Traffic.Moved movedBefore = account.traffic().moved();
        int callsBefore = account.audit().entries().size();

        SecretStore.Rewrapped result = program.rewrap(name);

        Traffic.Moved moved = account.traffic().moved().since(movedBefore);
        List<Audit.Entry> calls = account.audit()
                .entries()
                .subList(callsBefore, account.audit().entries().size());
        KeyObject fresh = program.require(name).value();
        narrator.say("'" + name + "', content of " + Size.show(before.length()) + ": " + moved.received()
                + " bytes received, " + moved.sent() + " bytes sent");
        narrator.claim(
                "the key block is another one, the content it belongs to is the same object",
                result.hasChanged() && fresh.keyBlock().equals(result.after()) && fresh.hasContentOf(key));
        narrator.claim(
                "of that object, ETag, LastModified and SHA-256 (" + contentBefore.substring(0, 12)
                        + "...) are as before",
                account.bucket().stat(key.contentKey()).orElseThrow().equals(before)
                        && digest(key.contentKey()).equals(contentBefore));
        narrator.claim(
                "KMS was asked once, to ReEncrypt from key A to key B: no data key has left it",
                calls.size() == 1
                        && calls.get(0).call().operation() == AwsKmsOperation.RE_ENCRYPT
                        && calls.get(0).call().requestedKey().equals(account.firstKeyArn())
                        && calls.get(0).call().keyArn().equals(Optional.of(account.secondKeyArn())));
        narrator.blank();
    }

    void withoutFirstKey() {
        callsWithBoth = account.audit().entries().size();
        account.disableFirstKey();
        narrator.say(
                "Key A is disabled, and programs are no longer given its ARN. That key A is disabled proves nothing here,"
                        + " since moto decrypts by disabled keys all the same; that they open without its ARN does.");
    }

    void claimSecondKeyOnly() {
        List<Audit.Entry> calls = account.audit().entries();
        narrator.claim(
                "each of these calls of KMS named the alias and was answered by key B",
                calls.subList(callsWithBoth, calls.size()).stream()
                        .map(Audit.Entry::call)
                        .allMatch(call -> call.requestedKey().equals(account.alias())
                                && call.keyArn().equals(Optional.of(account.secondKeyArn()))));
    }

    private String digest(String key) throws IOException {
        try (InputStream object = account.raw(key)) {
            return Digests.of(object);
        }
    }
}

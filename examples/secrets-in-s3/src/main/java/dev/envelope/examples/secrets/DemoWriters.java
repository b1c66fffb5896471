package dev.envelope.examples.secrets;

import dev.envelope.aws.AwsKmsOperation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Two programs at one secret, each time at the worst moment. No update is lost, and no reader mixes two of them. */
final class DemoWriters {

    private static final SecretName NAME = new SecretName("shared/token");

    private final DemoAccount account;
    private final Narrator narrator;
    private final SecretStore one;
    private final SecretStore other;

    DemoWriters(DemoAccount account, Narrator narrator) {
        this.account = account;
        this.narrator = narrator;
        this.one = account.program();
        this.other = account.program();
    }

    void overwriteWhileRewrapping() throws IOException {
        put(one, "token 1");
        narrator.say("A program rewraps. When KMS has answered, before the key object is written, another overwrites:");
        account.meanwhile().onNext(AwsKmsOperation.RE_ENCRYPT, () -> put(other, "token 2"));
        SecretStore.Rewrapped result = one.rewrap(NAME);
        account.meanwhile().check();
        narrator.claim("its write fails; it reads again and rewraps what is there now", result.attempts() == 2);
        narrator.claim("the overwrite is not lost", get().equals("token 2"));
        narrator.blank();
    }

    void rewrapWhileOverwriting() throws IOException {
        narrator.say("A program overwrites. While it uploads, another rewraps:");
        account.meanwhile().onNext(AwsKmsOperation.GENERATE_DATA_KEY, () -> other.rewrap(NAME));
        put(one, "token 3");
        account.meanwhile().check();
        narrator.claim(
                "its write fails; it sees that only the key block has changed, and writes again",
                get().equals("token 3"));
        narrator.blank();
    }

    void overwriteWhileOverwriting() throws IOException {
        narrator.say("A program overwrites. While it uploads, another overwrites too:");
        account.meanwhile().onNext(AwsKmsOperation.GENERATE_DATA_KEY, () -> put(other, "token 4"));
        boolean isTold = false;
        try {
            put(one, "token 5");
        } catch (SecretException.Overtaken e) {
            isTold = true;
            narrator.say("  " + e.getMessage());
        }
        account.meanwhile().check();
        narrator.claim("it is told, instead of wiping out what it has not seen", isTold && get().equals("token 4"));
        narrator.blank();
    }

    void overwriteWhileReading() throws IOException {
        narrator.say("A program reads. When it has read the key object, another overwrites, and deletes the content:");
        account.meanwhile().onNext(AwsKmsOperation.DECRYPT, () -> put(other, "token 6"));
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        one.range(NAME, 0, 100, part);
        account.meanwhile().check();
        narrator.claim(
                "it reads again, and gets the one or the other, never a mixture",
                part.toString(StandardCharsets.UTF_8).equals("token 6"));
        int objects = 0;
        for (var object : account.objects()) {
            objects += object.key().contains(NAME.text()) ? 1 : 0;
        }
        narrator.claim("of all this, one key object and one content are left", objects == 2);
    }

    private static void put(SecretStore program, String text) throws IOException {
        program.put(NAME, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    private String get() throws IOException {
        try (InputStream plain = one.open(NAME).stream()) {
            return new String(plain.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

package dev.envelope.examples.secrets;

import dev.envelope.format.KeyBlock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import software.amazon.awssdk.services.s3.model.S3Object;

/** A file of secrets as an application reads it when it starts. */
final class DemoSmallSecret {

    static final SecretName NAME = new SecretName("payments/db.env");

    private static final String[] KEYS = {
        "DB_URL", "DB_USER", "DB_PASSWORD", "API_TOKEN", "SIGNING_KEY", "SMTP_PASSWORD"
    };
    private static final int SHOWN = 4;
    private static final int WIDTH = 84;

    private final DemoAccount account;
    private final Narrator narrator;
    private final String text = generate();

    DemoSmallSecret(DemoAccount account, Narrator narrator) {
        this.account = account;
        this.narrator = narrator;
    }

    void store() throws IOException {
        text.lines().forEach(line -> narrator.say("  " + line.substring(0, line.indexOf('=') + 1 + SHOWN) + "..."));
        account.program().put(NAME, new ByteArrayInputStream(bytes()));
        narrator.blank();
        narrator.say("What the bucket holds now:");
        boolean inTheClear = false;
        for (S3Object object : account.objects()) {
            narrator.say("  " + object.size() + " bytes  " + object.key());
            inTheClear |= holdsSecret(object.key());
        }
        narrator.blank();
        narrator.say("The small one is the key object: which content has this name, and under which key.");
        try (InputStream object = account.raw(NAME.keyObject())) {
            new String(object.readAllBytes(), StandardCharsets.ISO_8859_1)
                    .lines()
                    .forEach(line -> narrator.say("  " + shorten(line)));
        }
        narrator.claim("no line of the file stands in the bucket", !inTheClear);
        KeyBlock keyBlock = account.program().require(NAME).value().keyBlock();
        narrator.claim(
                "its data key is wrapped once, by '" + Main.KEK_NAME + "'",
                keyBlock.keys().size() == 1 && keyBlock.key(Main.KEK_NAME).isPresent());
    }

    void fetch() throws IOException {
        narrator.claim("'" + NAME + "' opens, and is what was stored", isAsStored(account.program()));
    }

    boolean isAsStored(SecretStore program) throws IOException {
        try (InputStream plain = program.open(NAME).stream()) {
            return Arrays.equals(plain.readAllBytes(), bytes());
        }
    }

    private boolean holdsSecret(String key) throws IOException {
        try (InputStream object = account.raw(key)) {
            String stored = new String(object.readAllBytes(), StandardCharsets.ISO_8859_1);
            return text.lines().anyMatch(stored::contains);
        }
    }

    private byte[] bytes() {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String generate() {
        SecureRandom random = new SecureRandom();
        StringBuilder lines = new StringBuilder();
        for (String key : KEYS) {
            byte[] value = new byte[24];
            random.nextBytes(value);
            lines.append(key)
                    .append('=')
                    .append(Base64.getUrlEncoder().encodeToString(value))
                    .append('\n');
        }
        return lines.toString();
    }

    private static String shorten(String line) {
        return line.length() <= WIDTH ? line : line.substring(0, WIDTH - 3) + "...";
    }
}

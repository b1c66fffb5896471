package dev.envelope;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.format.Envelope;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.GeneratedDataKey;
import dev.envelope.testsupport.RecordingKek;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** No key, plaintext or context value in a message, a stack trace, a toString or a serialised object. */
class SecretsTest {

    private static final String PLAINTEXT = "canary-of-the-plaintext";
    private static final String VALUE = "canary-of-the-context";
    private static final byte[] KEY = "canary-of-the-key-encryption-key".getBytes(UTF_8);
    private static final EncryptionContext ROW = EncryptionContext.of("id", VALUE);
    private static final EncryptionContext OTHER_ROW = EncryptionContext.of("id", VALUE + "2", "more", VALUE);
    private static final LocalKey KEK = LocalKey.of("cards", "1", KEY);
    private static final EnvelopeCipher CIPHER = EnvelopeCipher.using(KEK);

    @ParameterizedTest
    @MethodSource
    void a_failure_shows_none(EnvelopeException failure) throws IOException {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        ByteArrayOutputStream serialised = new ByteArrayOutputStream();
        try (ObjectOutputStream out = new ObjectOutputStream(serialised)) {
            out.writeObject(failure);
        }

        assertNoCanary(trace.toString());
        assertNoCanary(serialised.toString(ISO_8859_1));
    }

    static Stream<EnvelopeException> a_failure_shows_none() {
        byte[] envelope = CIPHER.encrypt(PLAINTEXT.getBytes(UTF_8), ROW);
        byte[] altered = envelope.clone();
        altered[altered.length - 1] ^= 1;
        RecordingKek broken = new RecordingKek(KEK).failingNextWith(() -> new IllegalStateException("broken"));
        List<Runnable> calls = List.of(
                () -> CIPHER.decrypt(PLAINTEXT, ROW),
                () -> CIPHER.decrypt(PLAINTEXT.getBytes(UTF_8), ROW),
                () -> plaintextUntil(Instant.MIN).decrypt(PLAINTEXT, ROW),
                () -> plaintextUntil(Instant.MIN).decrypt(PLAINTEXT.getBytes(UTF_8), ROW),
                () -> plaintextUntil(Instant.MAX).decrypt(PLAINTEXT + "\ud800", ROW),
                () -> CIPHER.decrypt("env1:" + PLAINTEXT + ":1:" + PLAINTEXT, ROW),
                () -> CIPHER.decrypt(Arrays.copyOf(envelope, 100), ROW),
                () -> CIPHER.decrypt(envelope, OTHER_ROW),
                () -> CIPHER.decrypt(altered, ROW),
                () -> CIPHER.encrypt(envelope, ROW),
                () -> CIPHER.encryptToText(PLAINTEXT + "\ud800", ROW),
                () -> CIPHER.decryptToString(CIPHER.encryptToText(new byte[] {-1}, ROW), ROW),
                () -> EnvelopeCipher.using(LocalKey.of("cards", "2", KEY)).decrypt(envelope, ROW),
                () -> EnvelopeCipher.using(LocalKey.of("other", "1", KEY)).decrypt(envelope, ROW),
                () -> EnvelopeCipher.using(broken).encrypt(PLAINTEXT.getBytes(UTF_8), ROW),
                () -> CIPHER.encrypt(new byte[0], EncryptionContext.of("id", VALUE.repeat(500))),
                () -> CIPHER.encrypt(new byte[0], EncryptionContext.of("id", VALUE, "id", VALUE)),
                () -> CIPHER.encrypt(new byte[0], EncryptionContext.of("id", VALUE + "\ud800")));
        List<EnvelopeException> failures = new ArrayList<>();
        for (Runnable call : calls) {
            try {
                call.run();
                throw new AssertionError("call " + failures.size() + " did not fail");
            } catch (EnvelopeException e) {
                failures.add(e);
            }
        }
        return failures.stream();
    }

    @Test
    void a_text_form_shows_none() {
        byte[] envelope = CIPHER.encrypt(PLAINTEXT.getBytes(UTF_8), ROW);
        try (GeneratedDataKey generated = KEK.generateDataKey(ROW, Deadline.after(Duration.ofSeconds(1)))) {
            Stream.of(
                            ROW,
                            KEK,
                            CIPHER,
                            generated,
                            generated.key(),
                            generated.wrapped(),
                            Envelope.parse(envelope),
                            Envelope.parse(envelope).inspect(),
                            new Item(PLAINTEXT.getBytes(UTF_8), ROW),
                            Outcome.success(PLAINTEXT))
                    .forEach(value -> assertNoCanary(value.toString()));
        }
    }

    @Test
    void a_data_key_is_not_serialised() throws IOException {
        try (DataKey key = DataKey.generate();
                ObjectOutputStream out = new ObjectOutputStream(new ByteArrayOutputStream())) {
            assertThatThrownBy(() -> out.writeObject(key)).isInstanceOf(NotSerializableException.class);
        }
    }

    private static EnvelopeCipher plaintextUntil(Instant end) {
        return EnvelopeCipher.builder(Keyring.of(KEK))
                .insecureAllowPlaintextUntil(end)
                .build();
    }

    private static void assertNoCanary(String text) {
        assertThat(text)
                .doesNotContain("canary")
                .doesNotContainIgnoringCase(HexFormat.of().formatHex("canary".getBytes(UTF_8)))
                .doesNotContain(Base64.getEncoder().encodeToString("canary".getBytes(UTF_8)));
    }
}

package dev.envelope;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.envelope.testsupport.MemoryChannel;
import dev.envelope.testsupport.RecordingKek;
import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read while a column is half encrypted, and what never is. */
class PlaintextReadingTest {

    private static final EncryptionContext ROW = EncryptionContext.of("table", "cards", "id", "42", "column", "pan");
    private static final EncryptionContext OTHER_ROW =
            EncryptionContext.of("table", "cards", "id", "43", "column", "pan");
    private static final String PAN = "4111111111111111";
    private static final byte[] PAN_BYTES = PAN.getBytes(UTF_8);
    private static final Instant END = Instant.parse("2026-03-01T00:00:00Z");
    private static final LocalKey KEY = LocalKey.ephemeral("cards");
    private static final EnvelopeCipher STRICT = EnvelopeCipher.using(KEY);

    private Instant now = END.minusNanos(1);
    private final EnvelopeCipher migrating = EnvelopeCipher.builder(Keyring.of(KEY))
            .insecureAllowPlaintextUntil(END)
            .wallClock(() -> now)
            .build();

    // ---------------------------------------------------------------- plaintext

    @Test
    void plaintext_is_returned_as_it_is() {
        assertThat(migrating.decrypt(PAN_BYTES, ROW)).isEqualTo(PAN_BYTES);
    }

    @Test
    void plaintext_is_returned_as_a_copy() {
        assertThat(migrating.decrypt(PAN_BYTES, ROW)).isNotSameAs(PAN_BYTES);
    }

    @Test
    void a_plain_text_is_returned_as_its_utf_8() {
        assertThat(migrating.decrypt("Größe: 175 cm, 🔑", ROW)).isEqualTo("Größe: 175 cm, 🔑".getBytes(UTF_8));
    }

    @Test
    void a_plain_text_is_returned_as_text() {
        assertThat(migrating.decryptToString("Größe: 175 cm, 🔑", ROW)).isEqualTo("Größe: 175 cm, 🔑");
    }

    @Test
    void plaintext_in_a_buffer_is_read_from_its_position_to_its_limit() {
        ByteBuffer value = ByteBuffer.allocate(64).put(PAN_BYTES).flip().position(4);

        assertThat(migrating.decrypt(value, ROW)).isEqualTo(ByteBuffer.wrap(PAN_BYTES, 4, 12));
        assertThat(value.hasRemaining()).isFalse();
    }

    @Test
    void a_buffer_keeps_the_plaintext_that_was_read_from_it() {
        byte[] value = PAN_BYTES.clone();

        migrating.decrypt(ByteBuffer.wrap(value), ROW);

        assertThat(value).isEqualTo(PAN_BYTES);
    }

    @Test
    void plaintext_has_no_fresh_envelope() {
        DecryptedRecord<byte[]> bytes = migrating.decryptAndRewrap(PAN_BYTES, ROW);
        DecryptedRecord<String> text = migrating.decryptAndRewrap(PAN, ROW);

        assertThat(bytes.message()).isEqualTo(PAN_BYTES);
        assertThat(bytes.fresh()).isEmpty();
        assertThat(text.message()).isEqualTo(PAN_BYTES);
        assertThat(text.fresh()).isEmpty();
    }

    @Test
    void plaintext_asks_no_key() {
        RecordingKek recording = RecordingKek.named("cards");
        EnvelopeCipher cipher = EnvelopeCipher.builder(Keyring.of(recording))
                .insecureAllowPlaintextUntil(Instant.MAX)
                .build();

        cipher.decrypt(PAN_BYTES, ROW);
        cipher.decryptAll(List.of(new Item(PAN_BYTES, ROW)));

        assertThat(recording.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "E", "EN", "ENV", "e", "en", "env", "env1", "env12"})
    void what_is_too_short_to_begin_as_an_envelope_is_plaintext(String value) {
        assertPlaintext(value);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ENVELOPE",
                "ENV ",
                "ENVé",
                "environment",
                "env:",
                "env1;",
                "env1 :",
                "env-1:",
                "env१:",
                " env1:",
                "env\u0001"
            })
    void what_only_resembles_the_beginning_of_an_envelope_is_plaintext(String value) {
        assertPlaintext(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Env1:cards:1:AAAA", "eNV1:", "ENV1:CARDS:1:AAAA"})
    void an_envelope_whose_case_was_changed_is_never_plaintext(String value) {
        assertThatExceptionOfType(InvalidEnvelopeException.class).isThrownBy(() -> migrating.decrypt(value, ROW));
        assertThatExceptionOfType(InvalidEnvelopeException.class)
                .isThrownBy(() -> migrating.decrypt(value.getBytes(UTF_8), ROW));
    }

    @Test
    void a_text_that_has_no_utf_8_is_refused() {
        assertThat(code(() -> migrating.decrypt("lone \ud800 surrogate", ROW))).isEqualTo(ErrorCode.INVALID_TEXT);
        assertThat(code(() -> migrating.decryptToString("lone \ud800 surrogate", ROW)))
                .isEqualTo(ErrorCode.INVALID_TEXT);
    }

    @Test
    void a_context_is_required_for_plaintext_too() {
        assertThatNullPointerException()
                .isThrownBy(() -> migrating.decrypt(PAN_BYTES, (EncryptionContext) nothing()))
                .withMessage("context");
    }

    // ---------------------------------------------------------------- strict

    @ParameterizedTest
    @MethodSource("reads")
    void plaintext_is_refused_unless_it_was_allowed(Read read) {
        assertThat(code(() -> read.of(STRICT))).isEqualTo(ErrorCode.NOT_AN_ENVELOPE);
    }

    @ParameterizedTest
    @MethodSource("reads")
    void plaintext_is_refused_from_the_end_on(Read read) {
        now = END;

        assertThat(code(() -> read.of(migrating))).isEqualTo(ErrorCode.NOT_AN_ENVELOPE);
    }

    static Stream<Named<Read>> reads() {
        return Stream.of(
                Named.of("bytes", cipher -> cipher.decrypt(PAN_BYTES, ROW)),
                Named.of("text", cipher -> cipher.decrypt(PAN, ROW)),
                Named.of("buffer", cipher -> cipher.decrypt(ByteBuffer.wrap(PAN_BYTES), ROW)),
                Named.of("text to text", cipher -> cipher.decryptToString(PAN, ROW)),
                Named.of(
                        "list",
                        cipher -> cipher.decryptAll(List.of(new Item(PAN_BYTES, ROW)))
                                .get(0)
                                .orElseThrow()),
                Named.of(
                        "list of texts",
                        cipher -> cipher.decryptAllText(List.of(new TextItem(PAN, ROW)))
                                .get(0)
                                .orElseThrow()),
                Named.of("bytes that may be rewrapped", cipher -> cipher.decryptAndRewrap(PAN_BYTES, ROW)),
                Named.of("text that may be rewrapped", cipher -> cipher.decryptAndRewrap(PAN, ROW)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"EN", "ENVELOPE", "env1"})
    void after_the_end_all_that_was_read_as_plaintext_is_refused_as_plaintext(String value) {
        now = END;

        assertThat(code(() -> migrating.decrypt(value.getBytes(UTF_8), ROW))).isEqualTo(ErrorCode.NOT_AN_ENVELOPE);
        assertThat(code(() -> migrating.decrypt(value, ROW))).isEqualTo(ErrorCode.NOT_AN_ENVELOPE);
    }

    @Test
    void after_the_end_the_message_says_since_when_and_what_to_do_and_no_value() {
        now = END.plusSeconds(60);

        assertThat(failure(() -> migrating.decrypt(PAN, ROW)))
                .hasMessageContaining("Plaintext was allowed until 2026-03-01T00:00:00Z and is refused since.")
                .hasMessageContaining("insecureAllowPlaintextUntil")
                .hasMessageNotContaining(PAN);
    }

    @Test
    void envelopes_are_opened_before_the_end_and_after_it() {
        byte[] envelope = migrating.encrypt(PAN_BYTES, ROW);

        assertThat(migrating.decrypt(envelope, ROW)).isEqualTo(PAN_BYTES);
        now = END;
        assertThat(migrating.decrypt(envelope, ROW)).isEqualTo(PAN_BYTES);
    }

    @Test
    void a_cipher_made_of_one_that_reads_plaintext_ends_when_that_one_does() {
        EnvelopeCipher derived = migrating.withTimeout(Duration.ofSeconds(1)).withListener(new EnvelopeListener() {});
        assertThat(derived.decrypt(PAN_BYTES, ROW)).isEqualTo(PAN_BYTES);

        now = END;

        assertThat(code(() -> derived.decrypt(PAN_BYTES, ROW))).isEqualTo(ErrorCode.NOT_AN_ENVELOPE);
    }

    @ParameterizedTest
    @MethodSource
    void what_does_not_only_read_is_strict_at_all_times(Read call) {
        assertThat(code(() -> call.of(migrating))).isEqualTo(ErrorCode.NOT_AN_ENVELOPE);
    }

    static Stream<Named<Read>> what_does_not_only_read_is_strict_at_all_times() {
        return Stream.of(
                Named.of("rewrap", cipher -> cipher.rewrap(PAN_BYTES, ROW)),
                Named.of("rewrap text", cipher -> cipher.rewrap(PAN, ROW)),
                Named.of(
                        "rewrap list",
                        cipher -> cipher.rewrapAll(List.of(new Item(PAN_BYTES, ROW)))
                                .get(0)
                                .orElseThrow()),
                Named.of(
                        "rewrap list of texts",
                        cipher -> cipher.rewrapAllText(List.of(new TextItem(PAN, ROW)))
                                .get(0)
                                .orElseThrow()),
                Named.of("reencrypt", cipher -> cipher.reencrypt(PAN_BYTES, ROW, OTHER_ROW)),
                Named.of("reencrypt text", cipher -> cipher.reencrypt(PAN, ROW, OTHER_ROW)),
                Named.of("needs rewrap", cipher -> cipher.needsRewrap(PAN_BYTES)),
                Named.of("text needs rewrap", cipher -> cipher.needsRewrap(PAN)),
                Named.of("stream", cipher -> cipher.decryptingStream(new ByteArrayInputStream(PAN_BYTES), ROW)),
                Named.of("channel", cipher -> cipher.decryptingChannel(MemoryChannel.of(PAN_BYTES), ROW)),
                Named.of("ranges", cipher -> cipher.ranges(PAN_BYTES, ROW)));
    }

    // ---------------------------------------------------------------- broken envelopes

    @ParameterizedTest
    @MethodSource
    void a_broken_envelope_is_refused_as_always(ErrorCode code, byte[] broken) {
        assertThat(code(() -> migrating.decrypt(broken, ROW))).isEqualTo(code);
    }

    static Stream<Arguments> a_broken_envelope_is_refused_as_always() {
        byte[] envelope = STRICT.encrypt(PAN_BYTES, ROW);
        return Stream.of(
                Arguments.of(ErrorCode.TRUNCATED, Arrays.copyOf(envelope, 4)),
                Arguments.of(ErrorCode.TRUNCATED, Arrays.copyOf(envelope, 100)),
                Arguments.of(ErrorCode.UNSUPPORTED_VERSION, with(envelope, 3, 0)),
                Arguments.of(ErrorCode.UNSUPPORTED_VERSION, with(envelope, 3, 2)),
                Arguments.of(ErrorCode.UNSUPPORTED_VERSION, with(envelope, 3, 0x1f)),
                Arguments.of(ErrorCode.MALFORMED, with(envelope, 4, 0)),
                Arguments.of(ErrorCode.MALFORMED, with(envelope, 5, 'C')),
                Arguments.of(ErrorCode.KEK_NOT_IN_KEYRING, with(envelope, 5, 'k')),
                Arguments.of(ErrorCode.WRAPPED_KEY_REFUSED, STRICT.encrypt(PAN_BYTES, OTHER_ROW)),
                Arguments.of(
                        ErrorCode.CONTENT_REFUSED,
                        with(envelope, envelope.length - 1, ~envelope[envelope.length - 1])));
    }

    @ParameterizedTest
    @MethodSource
    void a_broken_text_is_refused_as_always(ErrorCode code, String broken) {
        assertThat(code(() -> migrating.decrypt(broken, ROW))).isEqualTo(code);
    }

    static Stream<Arguments> a_broken_text_is_refused_as_always() {
        String text = STRICT.encryptToText(PAN_BYTES, ROW);
        return Stream.of(
                Arguments.of(ErrorCode.TRUNCATED, "env1:"),
                Arguments.of(ErrorCode.TRUNCATED, text.substring(0, 100)),
                Arguments.of(ErrorCode.UNSUPPORTED_VERSION, text.replace("env1", "env2")),
                Arguments.of(ErrorCode.UNSUPPORTED_VERSION, text.replace("env1", "env0123456789")),
                Arguments.of(ErrorCode.MALFORMED, text.replace("cards", "CARDS")),
                Arguments.of(ErrorCode.MALFORMED, text + " "),
                Arguments.of(ErrorCode.KEK_NOT_IN_KEYRING, text.replace("cards", "other")),
                Arguments.of(ErrorCode.WRAPPED_KEY_REFUSED, STRICT.encryptToText(PAN_BYTES, OTHER_ROW)),
                Arguments.of(ErrorCode.CONTENT_REFUSED, text.substring(0, text.length() - 8) + "AAAAAAAA"));
    }

    @Test
    void an_envelope_cut_anywhere_behind_its_beginning_is_refused() {
        byte[] envelope = STRICT.encrypt(PAN_BYTES, ROW);
        String text = STRICT.encryptToText(PAN_BYTES, ROW);

        assertThat(IntStream.range(4, envelope.length))
                .allSatisfy(length -> assertThat(failure(() -> migrating.decrypt(Arrays.copyOf(envelope, length), ROW)))
                        .isNotNull());
        assertThat(IntStream.range(5, text.length()))
                .allSatisfy(length -> assertThat(failure(() -> migrating.decrypt(text.substring(0, length), ROW)))
                        .isNotNull());
    }

    @Test
    void an_envelope_in_the_other_form_is_no_plaintext() {
        byte[] textAsBytes = STRICT.encryptToText(PAN_BYTES, ROW).getBytes(UTF_8);
        String bytesAsText = new String(STRICT.encrypt(PAN_BYTES, ROW), ISO_8859_1);

        assertThat(code(() -> migrating.decrypt(textAsBytes, ROW))).isEqualTo(ErrorCode.NOT_AN_ENVELOPE);
        assertThat(code(() -> migrating.decrypt(bytesAsText, ROW))).isEqualTo(ErrorCode.NOT_AN_ENVELOPE);
    }

    @Test
    void a_record_that_is_not_text_is_not_decrypted_to_a_string() {
        String envelope = STRICT.encryptToText(new byte[] {(byte) 0xff}, ROW);

        assertThat(code(() -> migrating.decryptToString(envelope, ROW))).isEqualTo(ErrorCode.INVALID_TEXT);
    }

    // ---------------------------------------------------------------- lists

    @Test
    void a_list_of_envelopes_and_plaintext_keeps_its_order() {
        byte[] envelope = STRICT.encrypt("one".getBytes(UTF_8), ROW);

        List<Outcome<byte[]>> read = migrating.decryptAll(List.of(
                new Item("zero".getBytes(UTF_8), ROW),
                new Item(envelope, ROW),
                new Item(Arrays.copyOf(envelope, 20), ROW),
                new Item("three".getBytes(UTF_8), ROW),
                new Item(STRICT.encryptToText(PAN_BYTES, ROW).getBytes(UTF_8), ROW),
                new Item(with(envelope, envelope.length - 1, ~envelope[envelope.length - 1]), ROW),
                new Item(STRICT.encrypt("six".getBytes(UTF_8), OTHER_ROW), OTHER_ROW),
                new Item(new byte[0], ROW)));

        assertThat(read.stream().map(PlaintextReadingTest::shown))
                .containsExactly(
                        "zero", "one", "[truncated]", "three", "[not-an-envelope]", "[content-refused]", "six", "");
    }

    @Test
    void a_list_of_texts_keeps_its_order() {
        String envelope = STRICT.encryptToText("one".getBytes(UTF_8), ROW);

        List<Outcome<byte[]>> read = migrating.decryptAllText(List.of(
                new TextItem("zero", ROW),
                new TextItem(envelope, ROW),
                new TextItem("env2:later", ROW),
                new TextItem(envelope, OTHER_ROW),
                new TextItem("lone \ud800 surrogate", ROW),
                new TextItem("five", ROW),
                new TextItem(envelope, ROW)));

        assertThat(read.stream().map(PlaintextReadingTest::shown))
                .containsExactly(
                        "zero",
                        "one",
                        "[unsupported-version]",
                        "[wrapped-key-refused]",
                        "[invalid-text]",
                        "five",
                        "one");
    }

    // ---------------------------------------------------------------- helpers

    /** One way of reading. */
    @FunctionalInterface
    private interface Read {
        Object of(EnvelopeCipher cipher) throws Exception;
    }

    private void assertPlaintext(String value) {
        byte[] bytes = value.getBytes(UTF_8);
        assertThat(migrating.decrypt(bytes, ROW)).isEqualTo(bytes);
        assertThat(migrating.decrypt(value, ROW)).isEqualTo(bytes);
    }

    private static String shown(Outcome<byte[]> outcome) {
        return outcome.failure()
                .map(failure -> "[" + failure.code() + "]")
                .orElseGet(() -> new String(outcome.orElseThrow(), UTF_8));
    }

    private static ErrorCode code(ThrowingCallable call) {
        return failure(call).code();
    }

    private static EnvelopeException failure(ThrowingCallable call) {
        return catchThrowableOfType(EnvelopeException.class, call);
    }

    private static byte[] with(byte[] bytes, int index, int value) {
        byte[] changed = bytes.clone();
        changed[index] = (byte) value;
        return changed;
    }

    /** A null that the null checkers of the test do not see. */
    private static Object nothing() {
        return null;
    }
}

package dev.envelope;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.format.Envelope;
import dev.envelope.format.WrappedKeySize;
import dev.envelope.testsupport.RecordingKek;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeCipherTest {

    private static final EncryptionContext ROW = EncryptionContext.of("table", "cards", "id", "42", "column", "pan");
    private static final EncryptionContext OTHER_ROW =
            EncryptionContext.of("table", "cards", "id", "43", "column", "pan");
    private static final byte[] PAN = "4111111111111111".getBytes(UTF_8);

    private final LocalKey key = LocalKey.ephemeral("cards");
    private final EnvelopeCipher cipher = EnvelopeCipher.using(key);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 15, 16, 17, 16_383, 16_384, 16_385, 32_768, 100_000})
    void a_record_of_any_length_comes_back(int length) {
        byte[] message = new byte[length];
        new Random(length).nextBytes(message);

        assertThat(cipher.decrypt(cipher.encrypt(message, ROW), ROW)).isEqualTo(message);
    }

    @Test
    void the_same_record_is_never_encrypted_to_the_same_bytes() {
        assertThat(cipher.encrypt(PAN, ROW)).isNotEqualTo(cipher.encrypt(PAN, ROW));
    }

    @Test
    void an_envelope_moved_to_another_row_is_refused_there() {
        byte[] envelope = cipher.encrypt(PAN, ROW);

        assertThatThrownBy(() -> cipher.decrypt(envelope, OTHER_ROW)).isInstanceOf(WrappedKeyRefusedException.class);
    }

    @Test
    void contexts_that_join_to_the_same_letters_are_different() {
        byte[] envelope = cipher.encrypt(PAN, EncryptionContext.of("a", "bc"));

        assertThatThrownBy(() -> cipher.decrypt(envelope, EncryptionContext.of("ab", "c")))
                .isInstanceOf(WrappedKeyRefusedException.class);
    }

    @Test
    void a_tenant_whose_name_begins_as_another_does_is_another() {
        byte[] envelope = cipher.encrypt(PAN, EncryptionContext.of("tenant", "p"));

        assertThatThrownBy(() -> cipher.decrypt(envelope, EncryptionContext.of("tenant", "p2")))
                .isInstanceOf(WrappedKeyRefusedException.class);
    }

    @Test
    void the_arguments_are_left_as_they_are() {
        byte[] message = PAN.clone();
        byte[] envelope = cipher.encrypt(message, ROW);
        byte[] before = envelope.clone();

        cipher.decrypt(envelope, ROW);

        assertThat(message).isEqualTo(PAN);
        assertThat(envelope).isEqualTo(before);
    }

    @Test
    void a_context_is_required() {
        assertThatNullPointerException()
                .isThrownBy(() -> cipher.encrypt(PAN, (EncryptionContext) nothing()))
                .withMessage("context");
        assertThatNullPointerException()
                .isThrownBy(() -> cipher.decrypt(cipher.encrypt(PAN, ROW), (EncryptionContext) nothing()))
                .withMessage("context");
    }

    // ---------------------------------------------------------------- buffers and text

    @Test
    void a_buffer_is_read_from_its_position_to_its_limit() {
        ByteBuffer message =
                ByteBuffer.allocateDirect(64).put(new byte[10]).put(PAN).flip().position(10);

        ByteBuffer envelope = cipher.encrypt(message.asReadOnlyBuffer(), ROW);

        assertThat(cipher.decrypt(envelope, ROW)).isEqualTo(ByteBuffer.wrap(PAN));
    }

    @Test
    void a_buffers_position_moves_to_its_limit_only_on_success() {
        ByteBuffer envelope = cipher.encrypt(ByteBuffer.wrap(PAN), ROW);

        assertThatThrownBy(() -> cipher.decrypt(envelope, OTHER_ROW)).isInstanceOf(EnvelopeException.class);
        assertThat(envelope.position()).isZero();

        cipher.decrypt(envelope, ROW);
        assertThat(envelope.hasRemaining()).isFalse();
    }

    @Test
    void a_text_comes_back_as_it_was() {
        String text = "Größe: 175 cm, 鍵 🔑\u0000\r\n";

        assertThat(cipher.decryptToString(cipher.encryptToText(text, ROW), ROW)).isEqualTo(text);
    }

    @Test
    void a_text_that_would_not_come_back_is_not_encrypted() {
        assertThatThrownBy(() -> cipher.encryptToText("lone \ud800 surrogate", ROW))
                .isInstanceOfSatisfying(
                        InvalidInputException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_TEXT));
    }

    @Test
    void bytes_that_are_not_text_are_not_decrypted_to_a_string() {
        String envelope = cipher.encryptToText(new byte[] {(byte) 0xff}, ROW);

        assertThatThrownBy(() -> cipher.decryptToString(envelope, ROW))
                .isInstanceOfSatisfying(
                        InvalidInputException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_TEXT));
    }

    @Test
    void the_text_form_begins_with_name_and_version() {
        assertThat(cipher.encryptToText(PAN, ROW)).startsWith("env1:cards:ephemeral:");
    }

    // ---------------------------------------------------------------- messages for people

    @Test
    void an_envelope_cut_by_its_column_says_which_width_did_it() {
        String envelope = cipher.encryptToText(new byte[100], ROW);

        assertThatThrownBy(() -> cipher.decrypt(envelope.substring(0, 150), ROW))
                .hasMessageContaining("exactly 150 long, as a VARCHAR(150)")
                .hasMessageEndingWith("[truncated]");
    }

    @Test
    void an_envelope_cut_inside_its_content_says_which_width_did_it() {
        byte[] envelope = cipher.encrypt(new byte[200], ROW);

        assertThatThrownBy(() -> cipher.decrypt(Arrays.copyOf(envelope, 256), ROW))
                .isInstanceOf(ContentRefusedException.class)
                .hasMessageContaining("exactly 256 long, as a VARCHAR(256)");
    }

    @Test
    void refused_content_names_the_keys_of_the_context_and_no_value() {
        byte[] envelope = cipher.encrypt(PAN, ROW);
        envelope[envelope.length - 1] ^= 1;

        assertThatThrownBy(() -> cipher.decrypt(envelope, ROW))
                .hasMessageContaining("[column, id, table]")
                .hasMessageNotContaining("42");
    }

    @Test
    void an_unknown_key_is_named_along_with_those_that_are_held() {
        byte[] envelope = cipher.encrypt(PAN, ROW);
        EnvelopeCipher other = EnvelopeCipher.using(
                Keyring.of(LocalKey.ephemeral("payments")).decryptingWith(LocalKey.ephemeral("old")));

        assertThatThrownBy(() -> other.decrypt(envelope, ROW))
                .isInstanceOf(KekNotInKeyringException.class)
                .hasMessageContaining("'cards'")
                .hasMessageContaining("'payments', 'old'");
    }

    // ---------------------------------------------------------------- encrypting twice

    @Test
    void an_envelope_is_not_encrypted_again() {
        byte[] envelope = cipher.encrypt(PAN, ROW);
        String text = cipher.encryptToText(PAN, ROW);

        assertThatThrownBy(() -> cipher.encrypt(envelope, ROW)).isInstanceOf(AlreadyAnEnvelopeException.class);
        assertThatThrownBy(() -> cipher.encryptToText(text, ROW)).isInstanceOf(AlreadyAnEnvelopeException.class);
    }

    @Test
    void what_only_begins_as_an_envelope_is_encrypted() {
        byte[] cut = Arrays.copyOf(cipher.encrypt(PAN, ROW), 90);
        byte[] word = "env1: the first environment".getBytes(UTF_8);

        assertThat(cipher.decrypt(cipher.encrypt(cut, ROW), ROW)).isEqualTo(cut);
        assertThat(cipher.decrypt(cipher.encrypt(word, ROW), ROW)).isEqualTo(word);
    }

    @Test
    void an_envelope_is_encrypted_again_where_that_was_allowed() {
        EnvelopeCipher nesting =
                EnvelopeCipher.builder(Keyring.of(key)).allowNestedEnvelopes().build();
        byte[] envelope = nesting.encrypt(PAN, ROW);

        assertThat(nesting.decrypt(nesting.encrypt(envelope, ROW), ROW)).isEqualTo(envelope);
    }

    // ---------------------------------------------------------------- sizes

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16_383, 16_384, 50_000})
    void the_overhead_is_predicted_exactly(int length) {
        byte[] envelope = cipher.encrypt(new byte[length], ROW);

        assertThat(cipher.overhead(length)).isEqualTo(envelope.length - length);
    }

    @Test
    void the_overhead_of_a_local_key_is_154_bytes_and_its_labels() {
        assertThat(cipher.overhead(100)).isEqualTo(154 + "cards".length() + "ephemeral".length());
    }

    @Test
    void the_overhead_of_several_keys_is_predicted_exactly() {
        EnvelopeCipher two = EnvelopeCipher.using(Keyring.of(key).alsoEncryptingWith(LocalKey.ephemeral("backup")));

        assertThat(two.overhead(16)).isEqualTo(two.encrypt(PAN, ROW).length - 16);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 1000, 16_384})
    void the_length_of_the_text_form_is_predicted_exactly(int length) {
        long predicted = Envelope.textLength(length, key.wrappedKeySize().orElseThrow());

        assertThat(cipher.encryptToText(new byte[length], ROW)).hasSize((int) predicted);
    }

    @Test
    void a_key_that_does_not_know_its_size_says_so() {
        EnvelopeCipher remote = EnvelopeCipher.using(RecordingKek.named("remote"));

        assertThatIllegalStateException().isThrownBy(() -> remote.overhead(16)).withMessageContaining("'remote'");
    }

    @Test
    void the_overhead_of_a_key_service_follows_from_the_length_it_wraps_to() {
        assertThat(Envelope.overhead(16, new WrappedKeySize(5, 0, 1 + 184))).isEqualTo(82 + 5 + 184);
    }

    // ---------------------------------------------------------------- re-encrypting

    @Test
    void reencrypting_moves_a_record_to_another_context_under_a_new_data_key() {
        byte[] envelope = cipher.encrypt(PAN, ROW);

        byte[] moved = cipher.reencrypt(envelope, ROW, OTHER_ROW);

        assertThat(cipher.decrypt(moved, OTHER_ROW)).isEqualTo(PAN);
        assertThat(Envelope.parse(moved).content())
                .isNotEqualTo(Envelope.parse(envelope).content());
        assertThatThrownBy(() -> cipher.decrypt(moved, ROW)).isInstanceOf(WrappedKeyRefusedException.class);
    }

    @Test
    void reencrypting_a_text_gives_a_text() {
        String moved = cipher.reencrypt(cipher.encryptToText(PAN, ROW), ROW, OTHER_ROW);

        assertThat(cipher.decrypt(moved, OTHER_ROW)).isEqualTo(PAN);
    }

    // ---------------------------------------------------------------- lists

    @Test
    void a_list_is_encrypted_and_decrypted_item_by_item_in_order() {
        List<Item> messages = List.of(new Item("one".getBytes(UTF_8), ROW), new Item("two".getBytes(UTF_8), OTHER_ROW));

        List<Outcome<byte[]>> envelopes = cipher.encryptAll(messages);
        List<Outcome<byte[]>> opened = cipher.decryptAll(List.of(
                new Item(envelopes.get(0).orElseThrow(), ROW),
                new Item(envelopes.get(1).orElseThrow(), OTHER_ROW)));

        assertThat(opened.get(0).orElseThrow()).asString(UTF_8).isEqualTo("one");
        assertThat(opened.get(1).orElseThrow()).asString(UTF_8).isEqualTo("two");
    }

    @Test
    void a_bad_item_never_loses_the_good_ones() {
        byte[] good = cipher.encrypt(PAN, ROW);
        byte[] altered = good.clone();
        altered[altered.length - 1] ^= 1;

        List<Outcome<byte[]>> opened = cipher.decryptAll(List.of(
                new Item(new byte[] {1, 2, 3}, ROW),
                new Item(good, ROW),
                new Item(good, OTHER_ROW),
                new Item(altered, ROW),
                new Item(EnvelopeCipher.using(LocalKey.ephemeral("stranger")).encrypt(PAN, ROW), ROW),
                new Item(good, ROW)));

        assertThat(opened.stream()
                        .map(outcome ->
                                outcome.failure().map(e -> e.code().toString()).orElse("opened")))
                .containsExactly(
                        "not-an-envelope",
                        "opened",
                        "wrapped-key-refused",
                        "content-refused",
                        "kek-not-in-keyring",
                        "opened");
    }

    @Test
    void an_envelope_among_the_messages_fails_alone() {
        List<Outcome<byte[]>> envelopes =
                cipher.encryptAll(List.of(new Item(cipher.encrypt(PAN, ROW), ROW), new Item(PAN, ROW)));

        assertThat(envelopes.get(0).failure().orElseThrow()).isInstanceOf(AlreadyAnEnvelopeException.class);
        assertThat(cipher.decrypt(envelopes.get(1).orElseThrow(), ROW)).isEqualTo(PAN);
    }

    @Test
    void a_list_of_texts_is_decrypted_item_by_item() {
        List<Outcome<String>> envelopes = cipher.encryptAllToText(List.of(new Item(PAN, ROW)));

        List<Outcome<byte[]>> opened = cipher.decryptAllText(List.of(
                new TextItem("4111111111111111", ROW),
                new TextItem(envelopes.get(0).orElseThrow(), ROW)));

        assertThat(opened.get(0).failure().orElseThrow().code()).isEqualTo(ErrorCode.NOT_AN_ENVELOPE);
        assertThat(opened.get(1).orElseThrow()).isEqualTo(PAN);
    }

    @Test
    void an_empty_list_is_no_call() {
        RecordingKek recording = RecordingKek.named("cards");

        assertThat(EnvelopeCipher.using(recording).encryptAll(List.of())).isEmpty();
        assertThat(EnvelopeCipher.using(recording).decryptAll(List.of())).isEmpty();
        assertThat(recording.calls()).isEmpty();
    }

    // ---------------------------------------------------------------- settings

    @Test
    void a_provider_of_choice_opens_what_the_default_encrypted() {
        byte[] envelope = cipher.encrypt(PAN, ROW);
        EnvelopeCipher chosen = EnvelopeCipher.builder(Keyring.of(key.withProvider(new BouncyCastleProvider())))
                .provider(new BouncyCastleProvider())
                .build();

        assertThat(chosen.decrypt(envelope, ROW)).isEqualTo(PAN);
    }

    @Test
    void a_call_after_its_deadline_times_out_and_asks_no_key() {
        AtomicLong clock = new AtomicLong();
        RecordingKek recording = RecordingKek.named("cards");
        EnvelopeCipher impatient = EnvelopeCipher.builder(Keyring.of(recording))
                .timeout(Duration.ofSeconds(1))
                .nanoTime(() -> clock.getAndAdd(2_000_000_000L))
                .build();

        assertThatThrownBy(() -> impatient.encrypt(PAN, ROW))
                .isInstanceOfSatisfying(
                        KekUnavailableException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TIMED_OUT))
                .hasMessageContaining("1000 ms");
        assertThat(recording.calls()).isEmpty();
    }

    @Test
    void a_timeout_is_longer_than_nothing() {
        assertThatIllegalArgumentException().isThrownBy(() -> cipher.withTimeout(Duration.ZERO));
    }

    @Test
    void a_text_form_shows_no_secret() {
        assertThat(cipher).hasToString("EnvelopeCipher[Keyring[cards]]");
        assertThat(new Item(PAN, ROW).toString()).doesNotContain("4111").doesNotContain("42");
    }

    /** A null that the null checkers of the test do not see. */
    private static Object nothing() {
        return null;
    }
}

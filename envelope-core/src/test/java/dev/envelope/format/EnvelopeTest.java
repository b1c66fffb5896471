package dev.envelope.format;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.ErrorCode;
import dev.envelope.InvalidEnvelopeException;
import dev.envelope.InvalidInputException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnvelopeTest {

    private static final KeyBlock KEY_BLOCK =
            KeyBlock.of(List.of(WrappedKey.of("cards", "2", new byte[73]), WrappedKey.of("aws", "", new byte[185])));
    private static final Envelope ENVELOPE = Envelope.of(KEY_BLOCK, new byte[56 + 16 + 16]);

    @Test
    void it_tells_what_can_be_told_without_a_key() {
        EnvelopeInspection inspection = ENVELOPE.inspect();

        assertThat(inspection.formatVersion()).isEqualTo(1);
        assertThat(inspection.keys()).isEqualTo(KEY_BLOCK.keys());
        assertThat(inspection.keyBlockLength()).isEqualTo(KEY_BLOCK.length());
        assertThat(inspection.contentLength()).isEqualTo(88);
        assertThat(inspection.messageLength()).isEqualTo(16);
    }

    @Test
    void a_key_block_and_a_length_tell_the_same_without_the_content() {
        assertThat(EnvelopeInspection.of(KEY_BLOCK, 88)).isEqualTo(ENVELOPE.inspect());
        assertThat(EnvelopeInspection.of(KEY_BLOCK, 56 + 65_536L * 16_400 + 16).messageLength())
                .isEqualTo(1 << 30);
    }

    @Test
    void an_inspection_refuses_a_length_that_no_content_has() {
        assertThatThrownBy(() -> EnvelopeInspection.of(KEY_BLOCK, 56 + 16_400 + 15))
                .isInstanceOfSatisfying(
                        InvalidEnvelopeException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.TRUNCATED));
    }

    @Test
    void an_inspection_prints_as_a_table() {
        assertThat(ENVELOPE.inspect().toString().lines())
                .containsExactly(
                        "format version  1",
                        "primary key     cards version 2, wrapped in 73 bytes",
                        "extra key 1     aws (no version), wrapped in 185 bytes",
                        "key block       " + KEY_BLOCK.length() + " bytes",
                        "content block   88 bytes",
                        "message         16 bytes, if authentic");
    }

    @Test
    void it_is_printed_and_parsed_without_loss() {
        assertThat(Envelope.parse(ENVELOPE.toBytes())).isEqualTo(ENVELOPE).hasSameHashCodeAs(ENVELOPE);
        assertThat(Envelope.parse(ENVELOPE.toText())).isEqualTo(ENVELOPE);
    }

    @Test
    void envelopes_are_equal_where_key_block_and_content_are() {
        Envelope otherKey = ENVELOPE.withKeyBlock(KeyBlock.of(List.of(WrappedKey.of("cards", "3", new byte[73]))));
        byte[] content = ENVELOPE.content();
        content[87] = 1;
        Envelope otherContent = Envelope.of(KEY_BLOCK, content);

        assertThat(otherKey).isNotEqualTo(ENVELOPE).doesNotHaveSameHashCodeAs(ENVELOPE);
        assertThat(otherContent).isNotEqualTo(ENVELOPE).doesNotHaveSameHashCodeAs(ENVELOPE);
        assertThat(ENVELOPE).isNotEqualTo(ENVELOPE.toText());
    }

    @Test
    void another_key_block_leaves_the_content() {
        KeyBlock other = KeyBlock.of(List.of(WrappedKey.of("cards", "3", new byte[73])));

        Envelope rewrapped = ENVELOPE.withKeyBlock(other);

        assertThat(rewrapped.keyBlock()).isEqualTo(other);
        assertThat(rewrapped.content()).isEqualTo(ENVELOPE.content());
    }

    @Test
    void it_does_not_change_with_the_arrays_it_was_made_of_or_gave_out() {
        byte[] content = new byte[88];
        Envelope envelope = Envelope.of(KEY_BLOCK, content);

        content[0] = 1;
        envelope.content()[0] = 1;

        assertThat(envelope).isEqualTo(ENVELOPE);
    }

    @Test
    void what_parses_completely_is_an_envelope_in_either_form() {
        assertThat(Envelope.isEnvelope(ENVELOPE.toBytes())).isTrue();
        assertThat(Envelope.isEnvelope(ENVELOPE.toText().getBytes(UTF_8))).isTrue();
    }

    @Test
    void what_does_not_parse_completely_is_no_envelope() {
        byte[] bytes = ENVELOPE.toBytes();

        assertThat(Envelope.isEnvelope(new byte[0])).isFalse();
        assertThat(Envelope.isEnvelope("ENV".getBytes(UTF_8))).isFalse();
        assertThat(Envelope.isEnvelope(Arrays.copyOf(bytes, KEY_BLOCK.length())))
                .isFalse();
        assertThat(Envelope.isEnvelope((ENVELOPE.toText() + "\n").getBytes(UTF_8)))
                .isFalse();
    }

    @Test
    void a_plaintext_in_place_of_an_envelope_is_told_from_a_broken_one() {
        assertThatThrownBy(() -> Envelope.parse("4111111111111111"))
                .isInstanceOfSatisfying(
                        InvalidEnvelopeException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_AN_ENVELOPE))
                .hasMessageNotContaining("4111");
    }

    @ParameterizedTest
    @ValueSource(strings = {"env1:caf\u00e9", "env1:caf\u0080", "env1:\ud83d\udd11", "env1:cards:\u00e9"})
    void text_that_is_not_ascii_is_malformed_where_a_label_has_no_end(String text) {
        assertThatThrownBy(() -> Envelope.parse(text))
                .isInstanceOfSatisfying(
                        InvalidEnvelopeException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.MALFORMED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"env0:", "env9:cards", "env10:cards:1:"})
    void another_format_version_is_read_by_another_release(String text) {
        assertThatThrownBy(() -> Envelope.parse(text))
                .isInstanceOfSatisfying(
                        InvalidEnvelopeException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.UNSUPPORTED_VERSION));
    }

    @ParameterizedTest
    @ValueSource(strings = {"env:cards", "env12", "env\u0663:cards", "ENV2:cards"})
    void what_has_no_version_as_an_envelope_has_it_is_none(String text) {
        assertThatThrownBy(() -> Envelope.parse(text))
                .isInstanceOfSatisfying(
                        InvalidEnvelopeException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_AN_ENVELOPE));
    }

    @Test
    void a_character_that_no_envelope_has_is_named_by_its_place() {
        assertThatThrownBy(() -> Envelope.parse("env1:cards:2:AA+A"))
                .isInstanceOfSatisfying(
                        InvalidEnvelopeException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.MALFORMED))
                .hasMessageContaining("its character 16 is not one of base64url");
    }

    @Test
    void text_given_as_bytes_is_pointed_to_the_methods_for_text() {
        assertThatThrownBy(() -> Envelope.parse(ENVELOPE.toText().getBytes(UTF_8)))
                .hasMessageContaining("the text form (which begins with 'env1:' and has methods of its own)");
    }

    @Test
    void a_range_of_the_message_is_found_in_whole_chunks() {
        assertThat(Envelope.ciphertextRange(0, 1)).isEqualTo(new ByteRange(56, 16_400));
        assertThat(Envelope.ciphertextRange(16_383, 2)).isEqualTo(new ByteRange(56, 2 * 16_400));
        assertThat(Envelope.ciphertextRange(16_384, 1)).isEqualTo(new ByteRange(56 + 16_400, 16_400));
        assertThat(Envelope.ciphertextRange(1L << 40, 1 << 20))
                .isEqualTo(new ByteRange(56 + (1L << 26) * 16_400, 64 * 16_400));
    }

    @Test
    void a_range_is_one_of_a_possible_message() {
        assertThatIllegalArgumentException().isThrownBy(() -> Envelope.ciphertextRange(-1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> Envelope.ciphertextRange(0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> Envelope.ciphertextRange(Long.MAX_VALUE, 1));
    }

    @Test
    void a_range_prints_as_http_wants_it() {
        assertThat(new ByteRange(56, 16_400).toHttpRange()).isEqualTo("bytes=56-16455");
    }

    @Test
    void a_message_over_4_pib_is_too_large() {
        assertThatThrownBy(() -> Envelope.overhead(1L << 52, new WrappedKeySize(5, 1, 73)))
                .isInstanceOfSatisfying(
                        InvalidInputException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_LARGE));
    }

    @Test
    void its_text_shows_no_content() {
        assertThat(ENVELOPE.toString()).endsWith("content of 88 bytes]");
    }
}

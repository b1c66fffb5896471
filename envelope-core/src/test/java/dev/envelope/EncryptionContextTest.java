package dev.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Collections;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** Section 2 of docs/format.md. */
class EncryptionContextTest {

    @Test
    void r2_4_the_canonical_form_is_the_count_and_the_sorted_pairs_with_their_lengths() {
        EncryptionContext context = EncryptionContext.of("b", "xyz", "a", "");

        assertThat(HexFormat.of().formatHex(context.toCanonicalBytes()))
                .isEqualTo("0002" + "0001" + "61" + "0000" + "0001" + "62" + "0003" + "78797a");
    }

    @Test
    void r2_4_the_empty_context_is_two_zero_bytes() {
        assertThat(EncryptionContext.none().toCanonicalBytes()).containsExactly(0, 0);
        assertThat(EncryptionContext.none().isEmpty()).isTrue();
    }

    @Test
    void r2_4_keys_are_sorted_by_their_utf_8_bytes_and_not_by_utf_16() {
        EncryptionContext context = EncryptionContext.of("\ud83d\udd11", "", "\uff5e", "");

        assertThat(context.asMap().keySet()).containsExactly("\uff5e", "\ud83d\udd11");
    }

    @Test
    void the_order_in_which_pairs_are_given_does_not_matter() {
        assertThat(EncryptionContext.of("a", "1", "b", "2")).isEqualTo(EncryptionContext.of("b", "2", "a", "1"));
    }

    @Test
    void r2_3_texts_that_look_the_same_are_different() {
        assertThat(EncryptionContext.of("name", "caf\u00e9")).isNotEqualTo(EncryptionContext.of("name", "cafe\u0301"));
    }

    @Test
    void r2_1_64_pairs_are_allowed_and_65_are_not() {
        Map<String, String> pairs = new HashMap<>();
        for (int i = 0; i < 64; i++) {
            pairs.put("key" + i, "");
        }
        assertThat(EncryptionContext.of(pairs).asMap()).hasSize(64);

        pairs.put("one more", "");
        assertInvalid(() -> EncryptionContext.of(pairs), "65 pairs");
    }

    @Test
    void r2_5_8192_bytes_are_allowed_and_8193_are_not() {
        assertThat(EncryptionContext.of("k", "v".repeat(8185)).toCanonicalBytes())
                .hasSize(8192);
        assertInvalid(() -> EncryptionContext.of("k", "v".repeat(8186)), "8193 bytes");
    }

    @Test
    void r2_2_a_key_that_stands_twice_is_refused() {
        assertInvalid(() -> EncryptionContext.of("id", "1", "id", "2"), "the key 'id' twice");
        assertInvalid(() -> EncryptionContext.of("id", "1").with("id", "1"), "the key 'id' twice");
    }

    @Test
    void r2_3_a_lone_surrogate_is_refused() {
        assertInvalid(() -> EncryptionContext.of("\ud800", "1"), "a key that is not valid UTF-16");
        assertInvalid(() -> EncryptionContext.of("id", "\udc00"), "a value that is not valid UTF-16");
    }

    @Test
    void null_is_refused() {
        assertInvalid(() -> EncryptionContext.of(Collections.singletonMap("id", null)), "null");
        assertInvalid(() -> EncryptionContext.of(Collections.singletonMap(null, "1")), "null");
    }

    @Test
    void a_key_without_a_value_is_a_programming_error() {
        assertThatIllegalArgumentException().isThrownBy(() -> EncryptionContext.of("id", "1", "column"));
    }

    @Test
    void a_message_never_shows_a_value() {
        assertThatThrownBy(() -> EncryptionContext.of("id", "secret".repeat(2000)))
                .hasMessageNotContaining("secret");
        assertThat(EncryptionContext.of("id", "secret")).hasToString("EncryptionContext[id]");
    }

    @Test
    void a_context_does_not_change_with_the_map_it_was_made_of() {
        Map<String, String> pairs = new LinkedHashMap<>(Map.of("id", "1"));
        EncryptionContext context = EncryptionContext.of(pairs);

        pairs.put("id", "2");

        assertThat(context.asMap()).containsEntry("id", "1");
    }

    @Test
    void a_longer_context_is_made_of_a_shorter_one() {
        EncryptionContext table = EncryptionContext.of("table", "cards");

        assertThat(table.with("id", "42")).isEqualTo(EncryptionContext.of("id", "42", "table", "cards"));
        assertThat(table.asMap()).hasSize(1);
    }

    private static void assertInvalid(ThrowingCallable call, String message) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        InvalidInputException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_CONTEXT))
                .hasMessageContaining(message);
    }
}

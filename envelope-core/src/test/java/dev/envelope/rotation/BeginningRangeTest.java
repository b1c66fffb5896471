package dev.envelope.rotation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.LocalKey;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where envelopes of a version lie among all values. */
class BeginningRangeTest {

    private static final byte[] MESSAGE = {1, 2, 3};

    @ParameterizedTest
    @CsvSource({"cards, 1", "a, 0", "tenants, abcdefghijklm", "x.y/z-1, V.2-b"})
    void an_envelope_lies_in_the_range_of_its_version(String name, String version) {
        KekVersion labelled = new KekVersion(name, version);
        try (LocalKey key = LocalKey.of(name, version, new byte[32])) {
            EnvelopeCipher cipher = EnvelopeCipher.using(key);
            byte[] binary = cipher.encrypt(MESSAGE, EncryptionContext.none());
            byte[] text =
                    cipher.encryptToText(MESSAGE, EncryptionContext.none()).getBytes(US_ASCII);

            assertThat(BeginningRange.of(labelled, false).contains(binary)).isTrue();
            assertThat(BeginningRange.of(labelled, true).contains(text)).isTrue();
            assertThat(KekVersion.read(binary, false)).contains(labelled);
            assertThat(KekVersion.read(text, true)).contains(labelled);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_version_that_begins_like_another_has_a_range_of_its_own(boolean text) {
        byte[] ten = new KekVersion("cards", "10").beginning(text);
        byte[] shorterName = new KekVersion("card", "s1").beginning(text);

        assertThat(BeginningRange.of(new KekVersion("cards", "1"), text).contains(ten))
                .isFalse();
        assertThat(BeginningRange.of(new KekVersion("cards", "1"), text).contains(shorterName))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void the_longest_label_fits_a_beginning(boolean text) {
        KekVersion longest = new KekVersion("n".repeat(64), "v".repeat(64));

        byte[] beginning = longest.beginning(text);

        assertThat(beginning).hasSizeLessThanOrEqualTo(BeginningRange.LENGTH);
        assertThat(KekVersion.read(beginning, text)).contains(longest);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void what_is_no_envelope_is_on_one_side_or_the_other(boolean text) {
        BeginningRange envelopes = BeginningRange.ofEnvelopes(text);
        List<BeginningRange> plaintext = envelopes.complement();
        byte[][] values = {
            {},
            {0},
            "4111111111111111".getBytes(US_ASCII),
            "ENV".getBytes(US_ASCII),
            "env1".getBytes(US_ASCII),
            "env2:".getBytes(US_ASCII),
            {'E', 'N', 'V', 2},
            {(byte) 0xff, (byte) 0xff},
            envelopes.from(),
        };

        for (byte[] value : values) {
            assertThat(plaintext.stream().filter(range -> range.contains(value)).count())
                    .isEqualTo(envelopes.contains(value) ? 0 : 1);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void what_is_left_of_the_envelopes_without_some_versions_is_in_none_of_them(boolean text) {
        BeginningRange one = BeginningRange.of(new KekVersion("cards", "1"), text);
        BeginningRange two = BeginningRange.of(new KekVersion("cards", "2"), text);
        BeginningRange all = BeginningRange.ofEnvelopes(text);

        List<BeginningRange> rest = all.without(List.of(one, two));

        assertThat(rest).noneMatch(range -> range.contains(one.from()) || range.contains(two.from()));
        assertThat(rest).anyMatch(range -> range.contains(all.from()));
        assertThat(rest).anyMatch(range -> range.contains(new KekVersion("cards", "3").beginning(text)));
        assertThat(rest).anyMatch(range -> range.contains(new KekVersion("a", "1").beginning(text)));
        assertThat(all.without(List.of())).containsExactly(all);
        assertThat(all.without(List.of(all))).isEmpty();
    }

    @Test
    void nothing_lies_behind_a_prefix_of_the_highest_bytes() {
        BeginningRange all = BeginningRange.startingWith(new byte[] {(byte) 0xff, (byte) 0xff});

        assertThat(all.to()).isNull();
        assertThat(all.contains(new byte[] {(byte) 0xff, (byte) 0xff, (byte) 0xff}))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "env1", "env1:", "env1:cards", "env1:cards:", "env1:cards:1", "env1:CARDS:1:x", "env1::1:x"})
    void a_text_that_names_no_version_is_none(String text) {
        assertThat(KekVersion.read(text.getBytes(US_ASCII), true)).isEqualTo(Optional.empty());
    }

    @Test
    void bytes_that_end_within_the_label_name_no_version() {
        byte[] whole = new KekVersion("cards", "12").beginning(false);

        for (int length = 0; length < whole.length; length++) {
            assertThat(KekVersion.read(Arrays.copyOf(whole, length), false))
                    .as("%d bytes", length)
                    .isEmpty();
        }
    }
}

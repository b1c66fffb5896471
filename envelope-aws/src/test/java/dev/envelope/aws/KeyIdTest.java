package dev.envelope.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyIdTest {

    private static final String HOME = "arn:aws:kms:eu-central-1:111122223333:";
    private static final String ARN = HOME + "key/1234abcd-12ab-34cd-56ef-1234567890ab";

    @Test
    void the_hint_is_what_the_format_says() {
        // printf 'envelope/aws/key\0<ARN>' | sha256sum
        assertThat(hex(ARN)).isEqualTo("4ccd2b73");
        assertThat(hex(HOME + "key/mrk-1234abcd12ab34cd56ef1234567890ab")).isEqualTo("297772a5");
    }

    @Test
    void replicas_of_a_multi_region_key_share_the_hint() {
        assertThat(hex("arn:aws:kms:eu-west-1:111122223333:key/mrk-1")).isEqualTo(hex(HOME + "key/mrk-1"));
        assertThat(hex("arn:aws:kms:eu-west-1:111122223333:key/1")).isNotEqualTo(hex(HOME + "key/1"));
    }

    @ParameterizedTest(name = "{0} answered by {1}: {2}")
    @CsvSource({
        // by key ARN
        "arn:aws:kms:eu-central-1:1:key/a, arn:aws:kms:eu-central-1:1:key/a, true",
        "arn:aws:kms:eu-central-1:1:key/a, arn:aws:kms:eu-central-1:1:key/b, false",
        "arn:aws:kms:eu-central-1:1:key/a, arn:aws:kms:eu-west-1:1:key/a, false",
        "arn:aws:kms:eu-central-1:1:key/a, arn:aws:kms:eu-central-1:2:key/a, false",
        "arn:aws:kms:eu-central-1:1:key/mrk-a, arn:aws:kms:eu-west-1:1:key/mrk-a, true",
        "arn:aws:kms:eu-central-1:1:key/mrk-a, arn:aws:kms:eu-central-1:1:key/mrk-b, false",
        // by key id
        "a, arn:aws:kms:eu-central-1:1:key/a, true",
        "a, arn:aws:kms:eu-central-1:1:key/b, false",
        "mrk-a, arn:aws:kms:eu-west-1:1:key/mrk-a, true",
        // by alias: which key it stands for, only KMS knows
        "alias/cards, arn:aws:kms:eu-central-1:1:key/a, true",
        "arn:aws:kms:eu-central-1:1:alias/cards, arn:aws:kms:eu-central-1:1:key/a, true",
        "arn:aws:kms:eu-central-1:1:alias/cards, arn:aws:kms:eu-west-1:1:key/a, false",
        "arn:aws:kms:eu-central-1:1:alias/cards, arn:aws:kms:eu-central-1:2:key/a, false",
        // what is no key ARN answers nothing
        "a, a, false",
        "alias/cards, alias/cards, false",
        "alias/cards, arn:aws:kms:eu-central-1:1:alias/cards, false",
        "alias/cards, arn:aws:s3:eu-central-1:1:key/a, false"
    })
    void a_key_is_answered_by_itself_only(String asked, String used, boolean expected) {
        assertThat(new KeyId(asked).isAnsweredBy(used)).isEqualTo(expected);
    }

    @Test
    void no_key_is_answered_by_nothing() {
        assertThat(new KeyId("alias/cards").isAnsweredBy(null)).isFalse();
    }

    @Test
    void the_hint_of_an_earlier_key_names_that_key() {
        KeyIds keys = new KeyIds(new KeyId("alias/cards"), List.of(ARN));

        assertThat(keys.toOpen(new KeyId(ARN).hint())).isEqualTo(new KeyId(ARN));
    }

    @Test
    void any_other_hint_names_the_current_key() {
        KeyIds keys = new KeyIds(new KeyId("alias/cards"), List.of(ARN));

        assertThat(keys.toOpen(new byte[4])).isEqualTo(new KeyId("alias/cards"));
    }

    @ParameterizedTest
    @CsvSource({"alias/cards", "1234abcd", "arn:aws:kms:eu-central-1:1:alias/cards", "''"})
    void an_earlier_key_is_named_by_its_key_arn(String other) {
        assertThatThrownBy(() -> new KeyIds(new KeyId("alias/cards"), List.of(other)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("key ARN");
    }

    private static String hex(String arn) {
        return HexFormat.of().formatHex(new KeyId(arn).hint());
    }
}

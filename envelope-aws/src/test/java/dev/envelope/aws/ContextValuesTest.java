package dev.envelope.aws;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ContextValuesTest {

    @Test
    void a_hashed_value_is_what_the_documentation_says() {
        // printf 'envelope/aws/context\0email\0a@example.com' | sha256sum, in base64url
        assertThat(ContextValues.hashed("email").shown("email", "a@example.com"))
                .isEqualTo("sha256-QfbW4RC5oU5w0QXaX7chOPoytfOH5SAd-yjTpvfsN58");
    }

    @Test
    void only_the_named_keys_are_hashed() {
        assertThat(ContextValues.hashed("email").shown("tenant", "acme")).isEqualTo("acme");
    }

    @Test
    void the_same_value_of_two_keys_is_not_told_to_be_the_same() {
        ContextValues values = ContextValues.hashed("from", "to");

        assertThat(values.shown("from", "a")).isNotEqualTo(values.shown("to", "a"));
    }

    @Test
    void values_go_as_they_are_by_default() {
        assertThat(ContextValues.asGiven().shown("email", "a@example.com")).isEqualTo("a@example.com");
    }
}

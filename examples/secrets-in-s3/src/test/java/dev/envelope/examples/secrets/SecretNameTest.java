package dev.envelope.examples.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecretNameTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "a/", "/a", "a//b", "../a", "a/.b", "a b", "ä", "a\n"})
    void what_could_be_mistaken_is_no_name(String text) {
        assertThatThrownBy(() -> new SecretName(text)).isInstanceOf(UsageException.class);
    }

    @Test
    void each_content_object_is_a_new_one_below_the_name() {
        SecretName name = new SecretName("app/db.env");

        assertThat(name.newContentObject()).startsWith("content/app/db.env/").isNotEqualTo(name.newContentObject());
        assertThat(name.isContentObject(name.newContentObject())).isTrue();
    }

    @Test
    void content_of_a_name_below_is_not_its_own() {
        assertThat(new SecretName("app").isContentObject(new SecretName("app/db.env").newContentObject()))
                .isFalse();
    }

    @Test
    void the_context_holds_bucket_and_name() {
        assertThat(new SecretName("a/b").context("bucket-1").asMap())
                .containsEntry("bucket", "bucket-1")
                .containsEntry("name", "a/b")
                .hasSize(2);
    }
}

package dev.envelope.examples.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {

    @Test
    void earlier_keys_are_a_list() {
        assertThat(new Settings(Map.of(Settings.EARLIER_KMS_KEYS, " a, b,")).earlierKmsKeys())
                .containsExactly("a", "b");
        assertThat(new Settings(Map.of()).earlierKmsKeys()).isEmpty();
    }

    @Test
    void a_server_of_another_kind_is_asked_with_the_bucket_in_the_path() {
        assertThat(new Settings(Map.of()).usesPathStyle()).isFalse();
        assertThat(new Settings(Map.of("AWS_ENDPOINT_URL_S3", "http://127.0.0.1:1")).usesPathStyle())
                .isTrue();
    }

    @Test
    void what_is_missing_is_named() {
        assertThatThrownBy(() -> new Settings(Map.of(Settings.BUCKET, " ")).bucket())
                .isInstanceOf(UsageException.class)
                .hasMessageContaining(Settings.BUCKET);
    }
}

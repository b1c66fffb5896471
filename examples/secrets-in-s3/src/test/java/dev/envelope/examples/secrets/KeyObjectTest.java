package dev.envelope.examples.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.format.KeyBlock;
import dev.envelope.format.WrappedKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyObjectTest {

    private static final KeyBlock KEY_BLOCK = KeyBlock.of(List.of(WrappedKey.of("secrets", "7", new byte[] {1, 2, 3})));
    private static final KeyObject VALUE = new KeyObject(KEY_BLOCK, "content/a/1", "\"abc-2\"");

    @Test
    void it_comes_back_from_its_bytes() {
        assertThat(KeyObject.parse("keys/a", VALUE.toBytes())).isEqualTo(VALUE);
    }

    @Test
    void the_longest_one_is_within_the_limit() {
        List<WrappedKey> keys = IntStream.range(0, KeyBlock.MAX_KEYS)
                .mapToObj(i -> WrappedKey.of("x".repeat(63) + i, "v".repeat(64), new byte[8192]))
                .toList();
        KeyObject longest = new KeyObject(KeyBlock.of(keys), "c".repeat(1024), "e".repeat(256));

        assertThat(longest.toBytes()).hasSizeLessThan(KeyObject.MAX_LENGTH);
        assertThat(KeyObject.parse("keys/a", longest.toBytes())).isEqualTo(longest);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "envelope-secret 2\ncontent c\netag e\nkey env1:k::AA\n",
                "envelope-secret 1\ncontent c\netag e\n",
                "envelope-secret 1\ncontent c d\netag e\nkey env1:k::AA\n",
                "envelope-secret 1\ncontent c\netag e\nkey env1:k::AA\nmore\n"
            })
    void anything_else_is_refused_by_name(String text) {
        assertThatThrownBy(() -> KeyObject.parse("keys/a", text.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(SecretException.class)
                .hasMessageContaining("keys/a");
    }
}

package dev.envelope.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.ErrorCode;
import dev.envelope.InvalidEnvelopeException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyBlockTest {

    private static final WrappedKey CARDS = WrappedKey.of("cards", "2", new byte[] {1, 2, 3});
    private static final WrappedKey BACKUP = WrappedKey.of("backup/eu", "", new byte[200]);
    private static final KeyBlock BOTH = KeyBlock.of(List.of(CARDS, BACKUP));

    @Test
    void a_key_block_alone_is_printed_and_parsed_without_loss() {
        assertThat(KeyBlock.parse(BOTH.toBytes())).isEqualTo(BOTH);
        assertThat(KeyBlock.parse(BOTH.toText())).isEqualTo(BOTH);
        assertThat(BOTH.toBytes()).hasSize(BOTH.length());
    }

    @Test
    void the_primary_stands_first_so_that_envelopes_of_one_version_begin_alike() {
        assertThat(BOTH.toBytes()).startsWith('E', 'N', 'V', 1, 5, 'c', 'a', 'r', 'd', 's', 1, '2', 0, 3, 1, 2, 3, 1);
        assertThat(BOTH.toText()).startsWith("env1:cards:2:");
    }

    @Test
    void a_key_is_found_by_its_name() {
        assertThat(BOTH.key("backup/eu")).contains(BACKUP);
        assertThat(BOTH.key("backup")).isEmpty();
        assertThat(BOTH.primary()).isEqualTo(CARDS);
    }

    @Test
    void r7_1_nothing_follows_a_key_block_that_stands_alone() {
        byte[] longer = Arrays.copyOf(BOTH.toBytes(), BOTH.length() + 1);

        assertThatThrownBy(() -> KeyBlock.parse(longer))
                .isInstanceOfSatisfying(
                        InvalidEnvelopeException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.MALFORMED));
    }

    @Test
    void reading_from_a_buffer_stops_behind_the_key_block() {
        ByteBuffer buffer =
                ByteBuffer.allocate(BOTH.length() + 7).put(BOTH.toBytes()).rewind();

        assertThat(KeyBlock.read(buffer)).isEqualTo(BOTH);
        assertThat(buffer.remaining()).isEqualTo(7);
    }

    @Test
    void reading_from_a_stream_takes_not_a_byte_more() throws IOException {
        InputStream stream = new ByteArrayInputStream(Arrays.copyOf(BOTH.toBytes(), BOTH.length() + 7));

        assertThat(KeyBlock.read(stream)).isEqualTo(BOTH);
        assertThat(stream.available()).isEqualTo(7);
    }

    @Test
    void a_buffer_that_holds_no_key_block_stays_at_its_position() {
        ByteBuffer buffer = ByteBuffer.wrap("ENV\1oops".getBytes(StandardCharsets.US_ASCII));

        assertThatThrownBy(() -> KeyBlock.read(buffer)).isInstanceOf(InvalidEnvelopeException.class);
        assertThat(buffer.position()).isZero();
    }

    @Test
    @SuppressWarnings("InputStreamSlowMultibyteRead") // a few bytes
    void no_more_is_allocated_than_a_length_may_claim_and_the_input_has() {
        // A stream that would hand out gigabytes if it were asked to: it fails the test if more than a field is asked
        // for.
        InputStream greedy = new InputStream() {
            private final InputStream head =
                    new ByteArrayInputStream(new byte[] {'E', 'N', 'V', 1, 1, 'k', 0, (byte) 0xff, (byte) 0xff});

            @Override
            public int read() throws IOException {
                int b = head.read();
                if (b < 0) {
                    throw new AssertionError("a wrapped key of 65535 bytes was read");
                }
                return b;
            }
        };

        assertThatThrownBy(() -> KeyBlock.read(greedy)).isInstanceOf(InvalidEnvelopeException.class);
    }

    @Test
    void a_prefix_of_a_key_block_is_truncated_wherever_it_is_cut() {
        byte[] bytes = BOTH.toBytes();

        assertThat(IntStream.range(1, bytes.length))
                .allSatisfy(length -> assertThatThrownBy(() -> KeyBlock.parse(Arrays.copyOf(bytes, length)))
                        .isInstanceOfSatisfying(
                                InvalidEnvelopeException.class,
                                e -> assertThat(e.code()).isEqualTo(ErrorCode.TRUNCATED)));
    }

    @Test
    void a_name_is_checked_where_it_is_chosen() {
        for (String name : List.of("", "Cards", "a b", "a:b", "a_b", "ä", "n".repeat(65))) {
            assertThatIllegalArgumentException().isThrownBy(() -> WrappedKey.requireName(name));
        }
        assertThat(WrappedKey.requireName("aws/eu-central-1.cards")).isEqualTo("aws/eu-central-1.cards");
    }

    @Test
    void a_version_is_checked_where_it_is_chosen() {
        for (String version : List.of("a b", "a:b", "a_b", "a/b", "ä", "v".repeat(65))) {
            assertThatIllegalArgumentException().isThrownBy(() -> WrappedKey.requireVersion(version));
        }
        assertThat(WrappedKey.requireVersion("")).isEmpty();
        assertThat(WrappedKey.requireVersion("v2.A-b")).isEqualTo("v2.A-b");
    }

    @Test
    void a_wrapped_key_has_1_to_8192_bytes() {
        assertThatIllegalArgumentException().isThrownBy(() -> WrappedKey.of("cards", "1", new byte[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> WrappedKey.of("cards", "1", new byte[8193]));
        assertThat(WrappedKey.of("cards", "1", new byte[1]).bytes()).hasSize(1);
        assertThat(WrappedKey.of("cards", "1", new byte[8192]).bytes()).hasSize(8192);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "X", "E\0V\1", "EN\0\1"})
    void what_has_other_first_bytes_is_no_envelope(String beginning) {
        assertThatThrownBy(() -> KeyBlock.parse(beginning.getBytes(StandardCharsets.US_ASCII)))
                .isInstanceOfSatisfying(
                        InvalidEnvelopeException.class,
                        e -> assertThat(e.code()).isEqualTo(ErrorCode.NOT_AN_ENVELOPE));
    }

    @Test
    void wrapped_keys_are_equal_where_all_of_their_parts_are() {
        WrappedKey same = WrappedKey.of("cards", "2", new byte[] {1, 2, 3});

        assertThat(same).isEqualTo(CARDS).hasSameHashCodeAs(CARDS).isNotEqualTo("cards");
        for (WrappedKey other : List.of(
                WrappedKey.of("card", "2", new byte[] {1, 2, 3}),
                WrappedKey.of("cards", "3", new byte[] {1, 2, 3}),
                WrappedKey.of("cards", "2", new byte[] {1, 2, 4}))) {
            assertThat(other).isNotEqualTo(CARDS).doesNotHaveSameHashCodeAs(CARDS);
        }
    }

    @Test
    void key_blocks_are_equal_where_all_of_their_keys_are() {
        KeyBlock one = KeyBlock.of(List.of(CARDS));

        assertThat(KeyBlock.of(List.of(CARDS)))
                .isEqualTo(one)
                .hasSameHashCodeAs(one)
                .isNotEqualTo("cards");
        assertThat(BOTH).isNotEqualTo(one).doesNotHaveSameHashCodeAs(one);
    }

    @Test
    void names_do_not_repeat() {
        assertThatIllegalArgumentException().isThrownBy(() -> KeyBlock.of(List.of(CARDS, CARDS)));
    }

    @Test
    void its_text_shows_labels_and_lengths_only() {
        assertThat(BOTH).hasToString("KeyBlock[WrappedKey[cards:2, 3 bytes], WrappedKey[backup/eu:, 200 bytes]]");
    }
}

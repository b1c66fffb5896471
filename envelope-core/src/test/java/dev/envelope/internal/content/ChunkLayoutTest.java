package dev.envelope.internal.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.envelope.ErrorCode;
import dev.envelope.InvalidEnvelopeException;
import dev.envelope.InvalidInputException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChunkLayoutTest {

    private static final long FOUR_PIB = 1L << 52;

    @ParameterizedTest
    @CsvSource({
        "0, 72",
        "1, 73",
        "16383, 16455",
        "16384, 16472", // a full chunk, and an empty one behind it
        "16385, 16473",
        "32767, 32855",
        "32768, 32872",
        "1048576, 1049672",
    })
    void a_content_block_is_longer_than_its_message_by_the_header_and_a_tag_for_each_chunk(long message, long content) {
        assertThat(ChunkLayout.contentLength(message)).isEqualTo(content);
    }

    @Test
    void the_longest_message_is_four_pebibytes_less_one_byte() {
        assertThat(ChunkLayout.MAX_MESSAGE_LENGTH).isEqualTo(FOUR_PIB - 1);
    }

    @Test
    void the_longest_message_has_a_content_length() {
        long chunks = FOUR_PIB / 16_384;
        assertThat(ChunkLayout.contentLength(FOUR_PIB - 1)).isEqualTo(56 + FOUR_PIB - 1 + 16 * chunks);
    }

    @ParameterizedTest
    @ValueSource(longs = {FOUR_PIB, FOUR_PIB + 1, Long.MAX_VALUE})
    void a_longer_message_is_refused(long length) {
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> ChunkLayout.contentLength(length))
                .extracting(InvalidInputException::code)
                .isEqualTo(ErrorCode.TOO_LARGE);
    }

    @Test
    void the_content_of_a_longer_message_is_refused() {
        long longest = ChunkLayout.contentLength(FOUR_PIB - 1);
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> ChunkLayout.messageLength(longest + 1 + 16))
                .extracting(InvalidInputException::code)
                .isEqualTo(ErrorCode.TOO_LARGE);
    }

    @Test
    void a_negative_length_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> ChunkLayout.contentLength(-1));
    }

    @Test
    void message_length_is_the_inverse_of_content_length() {
        Random random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            // Every order of magnitude, and both sides of every chunk boundary.
            long near = random.nextLong() >>> (12 + random.nextInt(52));
            long message = Math.min(ChunkLayout.MAX_MESSAGE_LENGTH, near / 16_384 * 16_384 + random.nextInt(5));
            long content = ChunkLayout.contentLength(message);
            if (ChunkLayout.messageLength(content) != message) {
                throw new AssertionError("A message of " + message + " bytes has content of " + content
                        + ", which is said to have a message of " + ChunkLayout.messageLength(content));
            }
        }
    }

    @Test
    void every_short_length_is_either_that_of_a_message_or_refused() {
        for (long content = 0; content < 3 * 16_400; content++) {
            long body = content - 56;
            if (body >= 0 && body % 16_400 >= 16) {
                assertThat(ChunkLayout.contentLength(ChunkLayout.messageLength(content)))
                        .isEqualTo(content);
            } else {
                assertTruncated(content);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -1, 0, 55, 56, 71, 56 + 16_400, 56 + 16_400 + 15})
    void a_length_that_no_content_block_has_is_truncated(long content) {
        assertTruncated(content);
    }

    @ParameterizedTest
    @CsvSource({
        "55, its content block has 55 bytes",
        "56, its last chunk is missing",
        "71, 'its last chunk has 15 bytes, which is not even a tag'",
        "16456, its last chunk is missing",
        "16457, 'its last chunk has 1 bytes, which is not even a tag'"
    })
    void it_is_said_where_a_content_block_was_cut(long content, String said) {
        assertThatExceptionOfType(InvalidEnvelopeException.class)
                .isThrownBy(() -> ChunkLayout.messageLength(content))
                .withMessageContaining(said);
    }

    @Test
    void chunks_follow_the_header_without_gaps() {
        assertThat(ChunkLayout.chunkOffset(0)).isEqualTo(56);
        assertThat(ChunkLayout.chunkOffset(1)).isEqualTo(56 + 16_400);
        assertThat(ChunkLayout.chunkOffset(ChunkLayout.MAX_CHUNKS - 1)).isEqualTo(56 + 16_400 * ((1L << 38) - 1));
    }

    private static void assertTruncated(long content) {
        assertThatExceptionOfType(InvalidEnvelopeException.class)
                .as("%d bytes", content)
                .isThrownBy(() -> ChunkLayout.messageLength(content))
                .extracting(InvalidEnvelopeException::code)
                .isEqualTo(ErrorCode.TRUNCATED);
    }
}

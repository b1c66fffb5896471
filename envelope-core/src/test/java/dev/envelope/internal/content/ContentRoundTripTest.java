package dev.envelope.internal.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.envelope.ContentRefusedException;
import dev.envelope.ErrorCode;
import dev.envelope.InvalidEnvelopeException;
import dev.envelope.InvalidInputException;
import dev.envelope.internal.content.ContentReader.Reading;
import dev.envelope.internal.crypto.Jca;
import dev.envelope.testsupport.JcaProvider;
import dev.envelope.testsupport.TestBytes;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ContentRoundTripTest {

    private static final int[] LENGTHS = {0, 1, 15, 16, 17, 16_383, 16_384, 16_385, 32_767, 32_768, 32_769, 1 << 20};

    @ParameterizedTest
    @MethodSource("readersAndLengths")
    void what_is_sealed_opens_through_every_reader(ContentReader reader, int length) {
        byte[] message = TestBytes.ofLength(length);
        byte[] content = ContentBlock.seal(new byte[0], ContentFixture.newKey(), message);

        Reading reading = reader.read(ContentFixture.keyOf(content), content);

        assertThat(reading.failure()).isEmpty();
        assertThat(Arrays.equals(reading.message(), message)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("readersAndLengths")
    void what_the_reference_sealed_opens_through_every_reader(ContentReader reader, int length) {
        byte[] content = ContentFixture.sealed(length);

        Reading reading = reader.read(ContentFixture.keyOf(content), content);

        assertThat(reading.failure()).isEmpty();
        assertThat(Arrays.equals(reading.message(), TestBytes.ofLength(length))).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void every_provider_seals_what_the_reference_does(JcaProvider provider) {
        byte[] message = TestBytes.ofLength(40_000);
        byte[] header = ContentFixture.REFERENCE.header();
        ContentKey key = ContentFixture.keyOf(provider.jca(), ContentFixture.DATA_KEY, ContentFixture.CONTEXT, header);

        byte[] content = ContentBlock.seal(new byte[0], key, message);

        assertThat(Arrays.equals(content, ContentFixture.REFERENCE.seal(message)))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 255, 256, 65_535, 1L << 32, (1L << 38) - 1})
    void a_chunk_is_sealed_under_the_base_nonce_and_its_number(long index) {
        byte[] plaintext = TestBytes.ofLength(50);
        byte[] sealed = new byte[66];
        ContentFixture.keyOf(ContentFixture.REFERENCE.header()).seal(index, plaintext, 0, 50, sealed, 0);
        assertThat(sealed).isEqualTo(ContentFixture.REFERENCE.sealChunk(index, plaintext));
    }

    @Test
    void a_chunk_behind_the_last_possible_one_is_refused() {
        ContentKey key = ContentFixture.newKey();
        assertThatExceptionOfType(InvalidInputException.class)
                .isThrownBy(() -> key.seal(1L << 38, new byte[1], 0, 1, new byte[17], 0))
                .extracting(InvalidInputException::code)
                .isEqualTo(ErrorCode.TOO_LARGE);
    }

    @Test
    void content_goes_behind_the_prefix_that_is_given() {
        byte[] prefix = TestBytes.ofLength(33);
        byte[] sealed = ContentBlock.seal(prefix, ContentFixture.newKey(), TestBytes.ofLength(5));
        byte[] content = Arrays.copyOfRange(sealed, 33, sealed.length);

        assertThat(Arrays.copyOf(sealed, 33)).isEqualTo(prefix);
        assertThat(ContentBlock.open(ContentFixture.keyOf(content), sealed, 33, content.length))
                .isEqualTo(TestBytes.ofLength(5));
    }

    @Test
    void no_two_content_blocks_have_the_same_salt() {
        assertThat(saltOf(ContentFixture.newKey())).isNotEqualTo(saltOf(ContentFixture.newKey()));
    }

    @Test
    void another_data_key_is_refused_by_the_commitment() {
        byte[] other = ContentFixture.DATA_KEY.clone();
        other[31] ^= 1;
        assertThatExceptionOfType(ContentRefusedException.class)
                .isThrownBy(() -> ContentFixture.keyOf(
                        Jca.DEFAULT, other, ContentFixture.CONTEXT, ContentFixture.REFERENCE.header()));
    }

    @Test
    void another_context_is_refused_by_the_commitment() {
        ContentContext other = new ContentContext(TestBytes.ascii("what the record isn't"), () -> "the pairs [id]");
        assertThatExceptionOfType(ContentRefusedException.class)
                .isThrownBy(() -> ContentFixture.keyOf(
                        Jca.DEFAULT, ContentFixture.DATA_KEY, other, ContentFixture.REFERENCE.header()))
                .withMessageContaining("The context given has the pairs [id]");
    }

    @Test
    void every_altered_byte_of_the_header_is_refused_by_the_commitment() {
        for (int i = 0; i < ChunkLayout.HEADER_LENGTH; i++) {
            byte[] header = ContentFixture.REFERENCE.header();
            header[i] ^= 1;
            assertThatExceptionOfType(ContentRefusedException.class)
                    .as("byte %d altered", i)
                    .isThrownBy(() -> ContentFixture.keyOf(header));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 24, 55})
    void a_header_that_is_cut_is_truncated(int length) {
        byte[] header = Arrays.copyOf(ContentFixture.REFERENCE.header(), length);
        assertThatExceptionOfType(InvalidEnvelopeException.class)
                .isThrownBy(() -> ContentFixture.keyOf(header))
                .extracting(InvalidEnvelopeException::code)
                .isEqualTo(ErrorCode.TRUNCATED);
    }

    @Test
    void a_closed_key_opens_nothing() {
        byte[] content = ContentFixture.sealed(10);
        ContentKey key = ContentFixture.keyOf(content);
        key.close();
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> ContentBlock.open(key, content, 0, content.length))
                .withMessage("This key was closed");
    }

    static Stream<Arguments> readersAndLengths() {
        return Stream.of(ContentReader.values())
                .flatMap(reader -> Arrays.stream(LENGTHS).mapToObj(length -> Arguments.of(reader, length)));
    }

    private static byte[] saltOf(ContentKey key) {
        byte[] header = new byte[ChunkLayout.HEADER_LENGTH];
        key.writeHeader(header, 0);
        return Arrays.copyOf(header, ChunkLayout.SALT_LENGTH);
    }

    @Test
    void what_content_is_bound_to_prints_without_its_values() {
        assertThat(ContentFixture.CONTEXT).hasToString("ContentContext[no pairs]");
    }
}

package dev.envelope;

import static dev.envelope.StreamFixture.CIPHER;
import static dev.envelope.StreamFixture.CONTEXT;
import static dev.envelope.StreamFixture.HEAD;
import static dev.envelope.StreamFixture.envelope;
import static dev.envelope.StreamFixture.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.envelope.format.ByteRange;
import dev.envelope.testsupport.JcaProvider;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class RangeDecryptorTest {

    private static final int LENGTH = 3 * 16_384 + 1000;
    private static final byte[] MESSAGE = message(LENGTH);

    private final byte[] envelope = envelope(LENGTH);
    private final RangeDecryptor ranges = ranges(envelope);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100, 16_383, 16_384, 16_385, 32_767, 32_768, 49_151, 49_152, 49_153, LENGTH - 1})
    void every_length_at_an_offset_is_the_same_as_a_slice_of_the_message(int offset) {
        for (int length : new int[] {1, 2, 999, 1000, 1001, 16_383, 16_384, 16_385, 32_768, LENGTH, 10 * LENGTH}) {
            byte[] fetched = EnvelopeReader.slice(envelope, ranges.ciphertextRange(offset, length));
            byte[] expected = Arrays.copyOfRange(MESSAGE, offset, Math.min(LENGTH, offset + length));
            assertThat(Arrays.equals(ranges.decrypt(offset, length, fetched), expected))
                    .as("%d bytes at %d", length, offset)
                    .isTrue();
        }
    }

    @Test
    void a_range_within_a_chunk_takes_that_chunk() {
        assertThat(ranges.ciphertextRange(16_384, 16_384)).isEqualTo(new ByteRange(HEAD + 16_400, 16_400));
    }

    @Test
    void a_range_across_a_boundary_takes_both_chunks() {
        assertThat(ranges.ciphertextRange(16_383, 2)).isEqualTo(new ByteRange(HEAD, 2 * 16_400));
    }

    @Test
    void the_last_range_of_the_longest_message_exists() {
        long last = (1L << 52) - 2;
        ByteRange range = ranges.ciphertextRange(last, 1);
        assertThat(range).isEqualTo(new ByteRange(HEAD + ((1L << 38) - 1) * 16_400, 16_400));
    }

    @Test
    void a_range_behind_the_longest_message_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> ranges.ciphertextRange((1L << 52) - 1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> ranges.ciphertextRange(Long.MAX_VALUE, 1));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE})
    void a_range_of_nothing_is_refused(int length) {
        assertThatIllegalArgumentException().isThrownBy(() -> ranges.ciphertextRange(0, length));
        assertThatIllegalArgumentException().isThrownBy(() -> ranges.decrypt(0, length, new byte[0]));
    }

    @Test
    void a_negative_offset_is_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> ranges.ciphertextRange(-1, 1));
    }

    @Test
    void behind_the_end_in_the_last_chunk_there_is_nothing() {
        byte[] fetched = EnvelopeReader.slice(envelope, ranges.ciphertextRange(LENGTH + 10, 100));
        assertThat(ranges.decrypt(LENGTH + 10, 100, fetched)).isEmpty();
    }

    @Test
    void the_empty_last_chunk_proves_the_end() {
        byte[] full = envelope(16_384);
        RangeDecryptor ofFull = ranges(full);
        byte[] fetched = EnvelopeReader.slice(full, ofFull.ciphertextRange(16_384, 10));
        assertThat(fetched).hasSize(16);
        assertThat(ofFull.decrypt(16_384, 10, fetched)).isEmpty();
    }

    @Test
    void nothing_fetched_proves_no_end() {
        assertTruncated(10L * LENGTH, 10, new byte[0]);
    }

    @ParameterizedTest
    @ValueSource(ints = {16_400, 2 * 16_400, 2 * 16_400 + 15})
    void fetching_too_little_at_a_boundary_is_no_end(int length) {
        byte[] fetched = EnvelopeReader.slice(envelope, ranges.ciphertextRange(0, LENGTH));
        assertTruncated(0, LENGTH, Arrays.copyOf(fetched, length));
    }

    @ParameterizedTest
    @ValueSource(ints = {16, 1000, 16_399, 16_400 + 16, 3 * 16_400 + 1000})
    void fetching_too_little_within_a_chunk_is_refused(int length) {
        byte[] fetched = EnvelopeReader.slice(envelope, ranges.ciphertextRange(0, LENGTH));
        assertRefused(0, LENGTH, Arrays.copyOf(fetched, length));
    }

    @Test
    void another_range_than_the_one_asked_for_is_refused() {
        byte[] second = EnvelopeReader.slice(envelope, ranges.ciphertextRange(16_384, 100));
        assertRefused(0, 100, second);
    }

    @Test
    void a_range_that_is_shifted_is_refused() {
        byte[] shifted = Arrays.copyOfRange(envelope, HEAD + 1, HEAD + 1 + 16_400);
        assertRefused(0, 100, shifted);
    }

    @Test
    void the_range_of_another_record_is_refused() {
        byte[] other = EnvelopeReader.slice(envelope(LENGTH), ranges.ciphertextRange(0, 100));
        assertRefused(0, 100, other);
    }

    @Test
    void more_bytes_than_the_range_has_are_refused() {
        assertThatIllegalArgumentException().isThrownBy(() -> ranges.decrypt(0, 100, new byte[16_401]));
    }

    @Test
    void needs_no_more_of_the_envelope_than_its_head() {
        RangeDecryptor ofHead = ranges(Arrays.copyOf(envelope, HEAD));
        byte[] fetched = EnvelopeReader.slice(envelope, ofHead.ciphertextRange(5, 5));
        assertThat(ofHead.decrypt(5, 5, fetched)).isEqualTo(Arrays.copyOfRange(MESSAGE, 5, 10));
    }

    @Test
    void a_head_that_is_cut_is_truncated() {
        for (int length = 1; length < HEAD; length++) {
            byte[] cut = Arrays.copyOf(envelope, length);
            assertThatExceptionOfType(InvalidEnvelopeException.class)
                    .as("cut to %d bytes", length)
                    .isThrownBy(() -> ranges(cut))
                    .extracting(InvalidEnvelopeException::code)
                    .isEqualTo(ErrorCode.TRUNCATED);
        }
    }

    @ParameterizedTest
    @EnumSource
    void refuses_use_once_it_is_closed(JcaProvider provider) {
        EnvelopeCipher cipher = EnvelopeCipher.builder(Keyring.of(StreamFixture.KEY))
                .provider(provider.provider())
                .build();
        RangeDecryptor closed = cipher.ranges(envelope, CONTEXT);
        byte[] fetched = EnvelopeReader.slice(envelope, closed.ciphertextRange(0, 10));
        closed.decrypt(0, 10, fetched);
        closed.close();
        closed.close();
        assertThatIllegalStateException()
                .isThrownBy(() -> closed.decrypt(0, 10, fetched))
                .withMessage("This key was closed");
    }

    private static RangeDecryptor ranges(byte[] beginning) {
        return CIPHER.ranges(beginning, CONTEXT);
    }

    private void assertRefused(long offset, int length, byte[] fetched) {
        assertThatExceptionOfType(ContentRefusedException.class)
                .isThrownBy(() -> ranges.decrypt(offset, length, fetched));
    }

    private void assertTruncated(long offset, int length, byte[] fetched) {
        assertThatExceptionOfType(InvalidEnvelopeException.class)
                .isThrownBy(() -> ranges.decrypt(offset, length, fetched))
                .extracting(InvalidEnvelopeException::code)
                .isEqualTo(ErrorCode.TRUNCATED);
    }
}

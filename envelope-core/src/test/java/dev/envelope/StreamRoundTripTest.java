package dev.envelope;

import static dev.envelope.StreamFixture.CIPHER;
import static dev.envelope.StreamFixture.CONTEXT;
import static dev.envelope.StreamFixture.message;
import static dev.envelope.StreamFixture.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.envelope.testsupport.JcaProvider;
import dev.envelope.testsupport.TricklingInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a stream encrypted, in writes and reads of whatever size, every reader opens. */
class StreamRoundTripTest {

    private static final int[] LENGTHS = {0, 1, 16_383, 16_384, 16_385, 32_768, 100_000};
    private static final int[] STEPS = {1, 7, 1000, 16_383, 16_384, 16_385, 50_000};

    @ParameterizedTest
    @MethodSource("readersAndLengths")
    void what_was_written_in_pieces_opens(EnvelopeReader reader, int length) throws IOException {
        for (int step : STEPS) {
            byte[] envelope = written(CIPHER, message(length), step);
            assertThat(Arrays.equals(reader.read(CIPHER, envelope, CONTEXT), message(length)))
                    .as("written %d bytes at a time", step)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("readersAndLengths")
    void what_was_pulled_in_pieces_opens(EnvelopeReader reader, int length) throws IOException {
        for (int step : STEPS) {
            byte[] envelope = pulled(source(message(length)), step);
            assertThat(Arrays.equals(reader.read(CIPHER, envelope, CONTEXT), message(length)))
                    .as("pulled %d bytes at a time", step)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("readersAndLengths")
    void what_was_pulled_from_a_trickling_source_opens(EnvelopeReader reader, int length) throws IOException {
        byte[] envelope = pulled(new TricklingInputStream(message(length)), 4096);
        assertThat(Arrays.equals(reader.read(CIPHER, envelope, CONTEXT), message(length)))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void what_one_provider_wrote_another_one_reads(JcaProvider provider) throws IOException {
        EnvelopeCipher other = EnvelopeCipher.builder(Keyring.of(StreamFixture.KEY))
                .provider(provider.provider())
                .build();
        byte[] envelope = written(other, message(40_000), 5000);
        assertThat(Arrays.equals(CIPHER.decrypt(envelope, CONTEXT), message(40_000)))
                .isTrue();
        assertThat(Arrays.equals(other.decrypt(StreamFixture.envelope(40_000), CONTEXT), message(40_000)))
                .isTrue();
    }

    @ParameterizedTest
    @EnumSource
    void every_altered_byte_of_a_short_envelope_is_refused(EnvelopeReader reader) {
        byte[] envelope = StreamFixture.envelope(20);
        for (int i = 0; i < envelope.length; i++) {
            byte[] altered = envelope.clone();
            altered[i] ^= 1;
            assertThatExceptionOfType(EnvelopeException.class)
                    .as("byte %d altered", i)
                    .isThrownBy(() -> reader.read(CIPHER, altered, CONTEXT));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_short_envelope_is_refused_at_whatever_length_it_was_cut(EnvelopeReader reader) {
        byte[] envelope = StreamFixture.envelope(20);
        for (int length = 0; length < envelope.length; length++) {
            byte[] cut = Arrays.copyOf(envelope, length);
            assertThatExceptionOfType(EnvelopeException.class)
                    .as("cut to %d bytes", length)
                    .isThrownBy(() -> reader.read(CIPHER, cut, CONTEXT));
        }
    }

    @ParameterizedTest
    @EnumSource
    void another_context_is_refused(EnvelopeReader reader) {
        byte[] envelope = StreamFixture.envelope(20);
        assertThatExceptionOfType(WrappedKeyRefusedException.class)
                .isThrownBy(() -> reader.read(CIPHER, envelope, StreamFixture.OTHER_CONTEXT));
    }

    static Stream<Arguments> readersAndLengths() {
        return Stream.of(EnvelopeReader.values())
                .flatMap(reader -> Arrays.stream(LENGTHS).mapToObj(length -> Arguments.of(reader, length)));
    }

    private static byte[] written(EnvelopeCipher cipher, byte[] message, int step) throws IOException {
        ByteArrayOutputStream sink = new ByteArrayOutputStream();
        try (EncryptingOutputStream stream = cipher.encryptingStream(sink, CONTEXT)) {
            for (int from = 0; from < message.length; from += step) {
                stream.write(message, from, Math.min(step, message.length - from));
            }
        }
        return sink.toByteArray();
    }

    private static byte[] pulled(InputStream source, int step) throws IOException {
        ByteArrayOutputStream envelope = new ByteArrayOutputStream();
        byte[] buffer = new byte[step];
        try (EncryptingInputStream stream = CIPHER.encryptingStream(source, CONTEXT)) {
            for (int count = stream.read(buffer); count >= 0; count = stream.read(buffer)) {
                envelope.write(buffer, 0, count);
            }
        }
        return envelope.toByteArray();
    }
}

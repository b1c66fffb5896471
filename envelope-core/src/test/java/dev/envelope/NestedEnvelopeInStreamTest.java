package dev.envelope;

import static dev.envelope.StreamFixture.CIPHER;
import static dev.envelope.StreamFixture.CONTEXT;
import static dev.envelope.StreamFixture.envelope;
import static dev.envelope.StreamFixture.message;
import static dev.envelope.StreamFixture.source;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NestedEnvelopeInStreamTest {

    private static final EnvelopeCipher ALLOWING = EnvelopeCipher.builder(Keyring.of(StreamFixture.KEY))
            .allowNestedEnvelopes()
            .build();

    @ParameterizedTest
    @MethodSource("envelopes")
    void what_is_written_is_refused(byte[] nested) throws IOException {
        ByteArrayOutputStream sink = new ByteArrayOutputStream();
        EncryptingOutputStream stream = CIPHER.encryptingStream(sink, CONTEXT);
        assertThatExceptionOfType(AlreadyAnEnvelopeException.class).isThrownBy(() -> {
            stream.write(nested);
            stream.close();
        });
        stream.close();
        assertThat(sink.size()).isZero();
    }

    @ParameterizedTest
    @MethodSource("envelopes")
    void what_is_pulled_is_refused(byte[] nested) throws IOException {
        try (EncryptingInputStream stream = CIPHER.encryptingStream(source(nested), CONTEXT)) {
            assertThatExceptionOfType(AlreadyAnEnvelopeException.class).isThrownBy(stream::readAllBytes);
        }
    }

    @ParameterizedTest
    @MethodSource("envelopes")
    void it_is_encrypted_where_the_application_allows_it(byte[] nested) throws IOException {
        byte[] envelope = ALLOWING.encryptingStream(source(nested), CONTEXT).readAllBytes();
        assertThat(Arrays.equals(CIPHER.decrypt(envelope, CONTEXT), nested)).isTrue();
    }

    @ParameterizedTest
    @MethodSource("whatIsNoEnvelope")
    void what_only_begins_like_one_is_encrypted(byte[] message) throws IOException {
        byte[] envelope = CIPHER.encryptingStream(source(message), CONTEXT).readAllBytes();
        assertThat(Arrays.equals(CIPHER.decrypt(envelope, CONTEXT), message)).isTrue();
    }

    static Stream<byte[]> envelopes() {
        return Stream.of(0, 1, 1000, 16_383, 16_384, 100_000)
                .flatMap(length -> Stream.of(envelope(length), text(length)));
    }

    static Stream<byte[]> whatIsNoEnvelope() {
        return Stream.of(
                new byte[0],
                "ENV".getBytes(US_ASCII),
                "env1:".getBytes(US_ASCII),
                "env1:files:1:".getBytes(US_ASCII),
                "env1:files:1:AEk and then something else".getBytes(US_ASCII),
                (new String(text(10), US_ASCII) + "\n").getBytes(US_ASCII),
                "ENVIRONMENT=production\n".getBytes(US_ASCII),
                Arrays.copyOf(envelope(10), 100),
                Arrays.copyOf(text(10), 100),
                message(100_000));
    }

    private static byte[] text(int length) {
        return CIPHER.encryptToText(message(length), CONTEXT).getBytes(US_ASCII);
    }
}

package dev.envelope.vectors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.Item;
import dev.envelope.RangeDecryptor;
import dev.envelope.format.ByteRange;
import dev.envelope.format.Envelope;
import dev.envelope.testsupport.MemoryChannel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The frozen envelopes of docs/vectors, through every public way of decrypting. Nothing here is random. */
class GoldenVectorsTest {

    /** The length of a message that is longer than the longest case's. */
    private static final int MORE_THAN_ANY = 1000 * 16384;

    /** One public way of decrypting. */
    private interface Reader {
        byte[] open(EnvelopeCipher cipher, byte[] envelope, EncryptionContext context) throws IOException;
    }

    private enum Way implements Reader {
        ARRAY {
            @Override
            public byte[] open(EnvelopeCipher cipher, byte[] envelope, EncryptionContext context) {
                return cipher.decrypt(envelope, context);
            }
        },
        BUFFER {
            @Override
            public byte[] open(EnvelopeCipher cipher, byte[] envelope, EncryptionContext context) {
                return cipher.decrypt(ByteBuffer.wrap(envelope), context).array();
            }
        },
        LIST {
            @Override
            public byte[] open(EnvelopeCipher cipher, byte[] envelope, EncryptionContext context) {
                return cipher.decryptAll(List.of(new Item(envelope, context)))
                        .get(0)
                        .orElseThrow();
            }
        },
        STREAM {
            @Override
            public byte[] open(EnvelopeCipher cipher, byte[] envelope, EncryptionContext context) throws IOException {
                try (InputStream stream = cipher.decryptingStream(new ByteArrayInputStream(envelope), context)) {
                    return stream.readAllBytes();
                }
            }
        },
        DETACHED_STREAM {
            @Override
            public byte[] open(EnvelopeCipher cipher, byte[] envelope, EncryptionContext context) throws IOException {
                Envelope parsed = Envelope.parse(envelope);
                try (InputStream stream = cipher.detached()
                        .decryptingStream(parsed.keyBlock(), new ByteArrayInputStream(parsed.content()), context)) {
                    return stream.readAllBytes();
                }
            }
        },
        CHANNEL {
            @Override
            public byte[] open(EnvelopeCipher cipher, byte[] envelope, EncryptionContext context) throws IOException {
                try (SeekableByteChannel channel = cipher.decryptingChannel(MemoryChannel.of(envelope), context)) {
                    return Channels.newInputStream(channel).readAllBytes();
                }
            }
        },
        RANGES {
            @Override
            public byte[] open(EnvelopeCipher cipher, byte[] envelope, EncryptionContext context) {
                try (RangeDecryptor ranges = cipher.ranges(envelope, context)) {
                    ByteRange all = ranges.ciphertextRange(0, MORE_THAN_ANY);
                    return ranges.decrypt(
                            0, MORE_THAN_ANY, Arrays.copyOfRange(envelope, (int) all.offset(), envelope.length));
                }
            }
        }
    }

    @ParameterizedTest(name = "{0} by {1}")
    @MethodSource("validInEveryWay")
    void a_valid_envelope_opens(GoldenVector vector, Way way) throws IOException {
        byte[] envelope = HexFormat.of().parseHex(vector.envelope().orElseThrow());

        vector.requireMessage(way.open(cipher(vector), envelope, context(vector)));
    }

    @ParameterizedTest(name = "{0} by {1}")
    @MethodSource("invalidInEveryWay")
    void an_invalid_envelope_is_refused_with_its_code(GoldenVector vector, Way way) {
        byte[] envelope = HexFormat.of().parseHex(vector.envelope().orElseThrow());

        assertThatThrownBy(() -> way.open(cipher(vector), envelope, context(vector)))
                .isInstanceOfSatisfying(
                        EnvelopeException.class, e -> assertThat(e.code()).hasToString(expectedCode(vector, way)));
    }

    /** R8.1: who does not know the length finds another defect before it finds that there is no last chunk. */
    private static String expectedCode(GoldenVector vector, Way way) {
        boolean knowsTheLength = way != Way.STREAM && way != Way.RANGES;
        return switch (vector.name()) {
            case "trailing-1-behind-the-longest-last-chunk", "trailing-16-behind-the-longest-last-chunk" ->
                way == Way.STREAM ? "content-refused" : vector.result();
            case "chunk-of-15-bytes-before-keyring" -> knowsTheLength ? vector.result() : "kek-not-in-keyring";
            case "chunk-of-15-bytes-before-version" -> knowsTheLength ? vector.result() : "kek-version-retired";
            case "chunk-of-15-bytes-before-wrapped-tag" -> knowsTheLength ? vector.result() : "wrapped-key-refused";
            default -> vector.result();
        };
    }

    static Stream<Arguments> validInEveryWay() {
        return inEveryWay(GoldenVector.valid());
    }

    static Stream<Arguments> invalidInEveryWay() {
        return inEveryWay(GoldenVector.invalid());
    }

    private static Stream<Arguments> inEveryWay(Stream<GoldenVector> vectors) {
        return vectors.filter(vector -> vector.envelope().isPresent())
                .flatMap(vector -> Arrays.stream(Way.values()).map(way -> Arguments.of(vector, way)));
    }

    @ParameterizedTest
    @MethodSource
    void a_valid_text_opens(GoldenVector vector) {
        vector.requireMessage(cipher(vector).decrypt(vector.text().orElseThrow(), context(vector)));
    }

    static Stream<GoldenVector> a_valid_text_opens() {
        return GoldenVector.valid().filter(vector -> vector.text().isPresent());
    }

    @ParameterizedTest
    @MethodSource
    void an_invalid_text_is_refused_with_its_code(GoldenVector vector) {
        assertThatThrownBy(() -> cipher(vector).decrypt(vector.text().orElseThrow(), context(vector)))
                .isInstanceOfSatisfying(
                        EnvelopeException.class, e -> assertThat(e.code()).hasToString(vector.result()));
    }

    static Stream<GoldenVector> an_invalid_text_is_refused_with_its_code() {
        return GoldenVector.invalid().filter(vector -> vector.text().isPresent());
    }

    @ParameterizedTest
    @MethodSource("dev.envelope.vectors.GoldenVector#valid")
    void parsing_and_printing_give_the_same_bytes_and_text(GoldenVector vector) {
        byte[] bytes = HexFormat.of().parseHex(vector.envelope().orElseThrow());

        Envelope envelope = Envelope.parse(bytes);

        assertThat(envelope.toBytes()).isEqualTo(bytes);
        assertThat(Envelope.parse(envelope.toText())).isEqualTo(envelope);
        vector.text().ifPresent(text -> assertThat(envelope.toText()).isEqualTo(text));
    }

    @ParameterizedTest
    @MethodSource
    void the_length_of_the_message_is_known_without_a_key(GoldenVector vector) {
        byte[] bytes = HexFormat.of().parseHex(vector.envelope().orElseThrow());

        assertThat(Envelope.parse(bytes).inspect().messageLength())
                .isEqualTo(vector.plaintext().orElseThrow().length() / 2);
    }

    static Stream<GoldenVector> the_length_of_the_message_is_known_without_a_key() {
        return GoldenVector.valid().filter(vector -> vector.plaintext().isPresent());
    }

    @Test
    void there_are_at_least_60_invalid_cases_and_each_names_its_requirement() {
        Pattern naming = Pattern.compile("R\\d+\\.\\d+, [a-z][^:]*: .+");

        assertThat(GoldenVector.invalid())
                .hasSizeGreaterThanOrEqualTo(60)
                .allSatisfy(vector -> assertThat(vector.comment()).matches(naming));
    }

    @Test
    void no_two_cases_have_the_same_name() {
        Set<String> names = new HashSet<>();

        assertThat(GoldenVector.all())
                .allSatisfy(vector -> assertThat(names.add(vector.name())).isTrue());
    }

    private static EnvelopeCipher cipher(GoldenVector vector) {
        return EnvelopeCipher.using(vector.toKeyring());
    }

    private static EncryptionContext context(GoldenVector vector) {
        List<String> pairs = vector.context();
        return pairs.isEmpty()
                ? EncryptionContext.none()
                : EncryptionContext.of(
                        pairs.get(0),
                        pairs.get(1),
                        pairs.subList(2, pairs.size()).toArray(new String[0]));
    }
}

package dev.envelope.internal.content;

import static dev.envelope.testsupport.TestBytes.hex;
import static dev.envelope.testsupport.TestBytes.sha512;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.envelope.ContentRefusedException;
import dev.envelope.EnvelopeException;
import dev.envelope.InvalidEnvelopeException;
import dev.envelope.internal.content.ContentReader.Reading;
import dev.envelope.internal.crypto.Jca;
import dev.envelope.testsupport.JcaProvider;
import dev.envelope.testsupport.MemoryChannel;
import dev.envelope.testsupport.TestBytes;
import dev.envelope.testsupport.WycheproofVectors;
import dev.envelope.testsupport.WycheproofVectors.Vector;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All cases of Project Wycheproof for c2sp.org/chunked-encryption, through every reader. */
class ChunkedEncryptionVectorsTest {

    private static final Predicate<Vector> HEADER_FAILURE = vector -> vector.hasFlag("HeaderFailure");

    @Test
    void the_file_has_the_thirty_five_cases_that_were_reviewed() {
        assertThat(vectors()).hasSize(35);
    }

    @ParameterizedTest
    @EnumSource
    void every_valid_case_opens_to_its_message(ContentReader reader) {
        assertThat(vectors()).filteredOn(Vector::isValid).hasSize(10).allSatisfy(vector -> {
            Reading reading = reader.read(key(Jca.DEFAULT, vector), content(vector));
            assertThat(reading.failure()).isEmpty();
            assertThat(reading.message()).hasSize(vector.number("msgLength"));
            assertThat(sha512(reading.message())).isEqualTo(vector.text("msgSha512"));
        });
    }

    @ParameterizedTest
    @EnumSource
    void no_invalid_case_ends_well_or_gives_more_than_its_authentic_prefix(ContentReader reader) {
        assertThat(vectors())
                .filteredOn(vector -> !vector.isValid() && !HEADER_FAILURE.test(vector))
                .hasSize(15)
                .allSatisfy(vector -> {
                    Reading reading = reader.read(key(Jca.DEFAULT, vector), content(vector));
                    assertThat(reading.failure()).isPresent();
                    if (reading.message().length > 0) {
                        assertThat(vector.hasFlag("PartialPlaintext")).isTrue();
                        assertThat(isPrefix(reading.message(), authenticPrefix(vector)))
                                .isTrue();
                    }
                });
    }

    @Test
    void a_stream_gives_the_whole_authentic_prefix_before_it_fails() {
        assertThat(vectors())
                .filteredOn(vector -> vector.hasFlag("PartialPlaintext"))
                .isNotEmpty()
                .allSatisfy(vector -> {
                    Reading reading =
                            ContentReader.STREAM_WITH_A_SMALL_BUFFER.read(key(Jca.DEFAULT, vector), content(vector));
                    assertThat(sha512(reading.message())).isEqualTo(vector.text("msgSha512"));
                });
    }

    @Test
    void the_array_reader_gives_nothing_of_an_invalid_case() {
        assertThat(vectors())
                .filteredOn(vector -> !vector.isValid() && !HEADER_FAILURE.test(vector))
                .isNotEmpty()
                .allSatisfy(vector -> assertThat(ContentReader.ARRAY
                                .read(key(Jca.DEFAULT, vector), content(vector))
                                .message())
                        .isEmpty());
    }

    @Test
    void a_header_failure_is_refused_before_there_is_anything_to_open_chunks_with() {
        assertThat(vectors())
                .filteredOn(vector -> HEADER_FAILURE.test(vector) && !vector.hasFlag("InvalidKeySize"))
                .hasSize(8)
                .allSatisfy(vector -> assertThatExceptionOfType(EnvelopeException.class)
                        .isThrownBy(() -> key(Jca.DEFAULT, vector))
                        .isInstanceOf(
                                vector.hasFlag("Truncation")
                                        ? InvalidEnvelopeException.class
                                        : ContentRefusedException.class));
    }

    @Test
    void a_key_of_another_size_is_no_data_key() {
        assertThat(vectors())
                .filteredOn(vector -> vector.hasFlag("InvalidKeySize"))
                .hasSize(2)
                .allSatisfy(vector -> assertThatExceptionOfType(IllegalArgumentException.class)
                        .isThrownBy(() -> key(Jca.DEFAULT, vector))
                        .withMessageContaining("A data key has 32 bytes"));
    }

    @Test
    void key_and_base_nonce_are_those_of_the_file() {
        assertThat(vectors())
                .filteredOn(vector -> vector.has("aeadKey"))
                .isNotEmpty()
                .allSatisfy(vector -> {
                    ContentKey key = key(Jca.DEFAULT, vector);
                    byte[] probe = TestBytes.ofLength(100);
                    byte[] sealed = new byte[116];
                    key.seal(0, probe, 0, probe.length, sealed, 0);
                    ReferenceContent reference = new ReferenceContent(
                            vector.bytes("key"), Arrays.copyOf(content(vector), 24), vector.bytes("ctx"));
                    assertThat(hex(reference.aeadKey())).isEqualTo(vector.text("aeadKey"));
                    assertThat(hex(reference.baseNonce())).isEqualTo(vector.text("baseNonce"));
                    assertThat(sealed).isEqualTo(reference.sealChunk(0, probe));
                });
    }

    @ParameterizedTest
    @EnumSource
    void every_case_goes_the_same_way_on_every_provider(JcaProvider provider) {
        Jca jca = provider.jca();
        assertThat(vectors()).allSatisfy(vector -> {
            if (vector.isValid()) {
                byte[] content = content(vector);
                byte[] message = ContentBlock.open(key(jca, vector), content, 0, content.length);
                assertThat(sha512(message)).isEqualTo(vector.text("msgSha512"));
            } else {
                assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> {
                    byte[] content = content(vector);
                    ContentBlock.open(key(jca, vector), content, 0, content.length);
                });
            }
        });
    }

    @Test
    void a_channel_tells_the_size_only_where_the_final_chunk_is_authentic() {
        assertThat(vectors()).filteredOn(HEADER_FAILURE.negate()).allSatisfy(vector -> {
            if (vector.isValid() || vector.hasFlag("ValidFinalChunk")) {
                assertThat(channel(vector).size()).isEqualTo(ChunkLayout.messageLength(content(vector).length));

            } else {
                assertThatExceptionOfType(EnvelopeException.class)
                        .isThrownBy(() -> channel(vector).size());
            }
        });
    }

    @Test
    void a_channel_reads_every_valid_case_in_any_order() {
        assertThat(vectors())
                .filteredOn(vector -> vector.isValid() && vector.number("msgLength") > 0)
                .isNotEmpty()
                .allSatisfy(vector -> {
                    byte[] message = new byte[vector.number("msgLength")];
                    ContentChannel channel = channel(vector);
                    for (int chunk : shuffled((message.length + 16_383) / 16_384)) {
                        int from = chunk * 16_384;
                        int length = Math.min(16_384, message.length - from);
                        channel.position(from);
                        assertThat(channel.read(ByteBuffer.wrap(message, from, length)))
                                .isEqualTo(length);
                    }
                    assertThat(sha512(message)).isEqualTo(vector.text("msgSha512"));
                });
    }

    @Test
    void a_channel_that_is_read_backwards_refuses_every_invalid_case() {
        assertThat(vectors())
                .filteredOn(vector -> !vector.isValid() && !HEADER_FAILURE.test(vector))
                .isNotEmpty()
                .allSatisfy(vector -> assertThatExceptionOfType(EnvelopeException.class)
                        .isThrownBy(() -> readBackwards(channel(vector), content(vector).length)));
    }

    private static void readBackwards(ContentChannel channel, int contentLength) throws IOException {
        for (int chunk = contentLength / 16_384; chunk >= 0; chunk--) {
            channel.position(chunk * 16_384L);
            channel.read(ByteBuffer.allocate(16_384));
        }
    }

    private static byte[] authenticPrefix(Vector vector) {
        return ContentReader.STREAM_WITH_A_SMALL_BUFFER
                .read(key(Jca.DEFAULT, vector), content(vector))
                .message();
    }

    private static boolean isPrefix(byte[] prefix, byte[] of) {
        return prefix.length <= of.length && Arrays.equals(prefix, Arrays.copyOf(of, prefix.length));
    }

    private static List<Integer> shuffled(int chunks) {
        List<Integer> order = new ArrayList<>(IntStream.range(0, chunks).boxed().toList());
        Collections.shuffle(order, new Random(7));
        return order;
    }

    private static List<Vector> vectors() {
        return WycheproofVectors.read("c2sp_chunked_encryption_aes_256_gcm_test.json", group -> true);
    }

    private static ContentChannel channel(Vector vector) throws IOException {
        return new ContentChannel(key(Jca.DEFAULT, vector), MemoryChannel.of(content(vector)), 0);
    }

    private static ContentKey key(Jca jca, Vector vector) {
        ContentContext context = new ContentContext(vector.bytes("ctx"), () -> "the context of " + vector);
        return ContentFixture.keyOf(jca, vector.bytes("key"), context, content(vector));
    }

    private static byte[] content(Vector vector) {
        try (InflaterInputStream inflated = new InflaterInputStream(new ByteArrayInputStream(vector.bytes("ct")))) {
            return inflated.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.envelope.internal.content;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.internal.content.ContentReader.Reading;
import dev.envelope.testsupport.TestBytes;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an attacker or a broken disk does to a content block behind its header, through every reader. */
class AlteredContentTest {

    private static final int HEADER = ChunkLayout.HEADER_LENGTH;
    private static final int CHUNK = ChunkLayout.SEALED_CHUNK_LENGTH;

    @ParameterizedTest
    @EnumSource
    void an_altered_byte_is_refused_wherever_it_is(ContentReader reader) {
        byte[] content = ContentFixture.sealed(40);
        for (int i = HEADER; i < content.length; i++) {
            byte[] altered = content.clone();
            altered[i] ^= 1;
            assertRefused(reader, altered, 0, "byte " + i + " altered");
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_short_content_block_is_refused_at_whatever_length_it_was_cut(ContentReader reader) {
        byte[] content = ContentFixture.sealed(40);
        for (int length = HEADER; length < content.length; length++) {
            assertRefused(reader, Arrays.copyOf(content, length), 0, "cut to " + length);
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_long_content_block_is_refused_when_it_is_cut_near_a_chunks_end(ContentReader reader) {
        byte[] content = ContentFixture.sealed(2 * 16_384 + 100);
        for (int boundary = 1; boundary <= 2; boundary++) {
            for (int near = -17; near <= 17; near++) {
                int length = HEADER + boundary * CHUNK + near;
                int whole = near < 0 ? boundary - 1 : boundary;
                assertRefused(reader, Arrays.copyOf(content, length), whole, "cut to " + length);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void swapped_chunks_are_refused(ContentReader reader) {
        byte[] content = ContentFixture.sealed(2 * 16_384 + 100);
        assertRefused(reader, withChunks(content, 1, 0, 2), 0, "chunks 0 and 1 swapped");
    }

    @ParameterizedTest
    @EnumSource
    void a_duplicated_chunk_is_refused(ContentReader reader) {
        byte[] content = ContentFixture.sealed(2 * 16_384 + 100);
        assertRefused(reader, withChunks(content, 0, 0, 1, 2), 1, "chunk 0 twice");
    }

    @ParameterizedTest
    @EnumSource
    void a_dropped_chunk_is_refused(ContentReader reader) {
        byte[] content = ContentFixture.sealed(2 * 16_384 + 100);
        assertRefused(reader, withChunks(content, 0, 2), 1, "chunk 1 dropped");
    }

    @ParameterizedTest
    @EnumSource
    void a_second_final_chunk_is_refused(ContentReader reader) {
        byte[] content = ContentFixture.sealed(16_384 + 100);
        assertRefused(reader, withChunks(content, 0, 1, 1), 1, "final chunk twice");
    }

    @ParameterizedTest
    @EnumSource
    void trailing_bytes_are_refused(ContentReader reader) {
        for (int messageLength : new int[] {0, 40, 16_383, 16_384, 20_000}) {
            byte[] content = ContentFixture.sealed(messageLength);
            for (int more : new int[] {1, 15, 16, 17, CHUNK - 1, CHUNK, CHUNK + 16}) {
                assertRefused(
                        reader,
                        Arrays.copyOf(content, content.length + more),
                        messageLength / 16_384,
                        messageLength + " bytes and " + more + " zeros behind them");
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void another_records_chunk_is_refused(ContentReader reader) {
        byte[] content = ContentFixture.sealed(100);
        byte[] other = ContentBlock.seal(new byte[0], ContentFixture.newKey(), TestBytes.ofLength(100));
        System.arraycopy(other, HEADER, content, HEADER, content.length - HEADER);
        assertRefused(reader, content, 0, "another record's chunk");
    }

    /** Refused, and nothing handed out but the authentic chunks before the defect. */
    private static void assertRefused(ContentReader reader, byte[] content, int authenticChunks, String defect) {
        Reading reading = reader.read(ContentFixture.keyOf(content), content);
        assertThat(reading.failure()).as(defect).isPresent();
        byte[] authentic = TestBytes.ofLength(authenticChunks * 16_384);
        byte[] given = reading.message();
        assertThat(given.length).as(defect).isLessThanOrEqualTo(authentic.length);
        assertThat(Arrays.equals(given, Arrays.copyOf(authentic, given.length)))
                .as(defect)
                .isTrue();
    }

    private static byte[] withChunks(byte[] content, int... chunks) {
        int length = HEADER
                + IntStream.of(chunks).map(chunk -> lengthOf(content, chunk)).sum();
        ByteBuffer rearranged = ByteBuffer.allocate(length).put(content, 0, HEADER);
        for (int chunk : chunks) {
            rearranged.put(content, HEADER + chunk * CHUNK, lengthOf(content, chunk));
        }
        return rearranged.array();
    }

    private static int lengthOf(byte[] content, int chunk) {
        return Math.min(CHUNK, content.length - HEADER - chunk * CHUNK);
    }
}

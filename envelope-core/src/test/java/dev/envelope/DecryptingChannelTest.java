package dev.envelope;

import static dev.envelope.StreamFixture.CIPHER;
import static dev.envelope.StreamFixture.CONTEXT;
import static dev.envelope.StreamFixture.HEAD;
import static dev.envelope.StreamFixture.envelope;
import static dev.envelope.StreamFixture.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.envelope.format.ByteRange;
import dev.envelope.testsupport.MemoryChannel;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecryptingChannelTest {

    private static final int LENGTH = 100_000;

    private final byte[] envelope = envelope(LENGTH);

    @Test
    void reads_no_more_than_the_head_when_it_is_opened() throws IOException {
        MemoryChannel source = MemoryChannel.of(envelope);
        CIPHER.decryptingChannel(source, CONTEXT);
        assertThat(source.takeReads())
                .isNotEmpty()
                .allSatisfy(read -> assertThat(read.offset() + read.length()).isLessThanOrEqualTo(HEAD));
    }

    @Test
    void reads_the_touched_chunks_and_nothing_else() throws IOException {
        MemoryChannel source = MemoryChannel.of(envelope);
        SeekableByteChannel channel = CIPHER.decryptingChannel(source, CONTEXT);
        source.takeReads();

        ByteBuffer into = ByteBuffer.allocate(20);
        channel.position(3 * 16_384 - 10).read(into);

        assertThat(into.array()).isEqualTo(Arrays.copyOfRange(message(LENGTH), 3 * 16_384 - 10, 3 * 16_384 + 10));
        assertThat(source.takeReads())
                .containsExactly(new ByteRange(HEAD + 2 * 16_400, 16_400), new ByteRange(HEAD + 3 * 16_400, 16_400));
    }

    @Test
    void opens_a_source_wherever_its_position_was() throws IOException {
        SeekableByteChannel source = MemoryChannel.of(envelope).position(5000);
        assertThat(CIPHER.decryptingChannel(source, CONTEXT).size()).isEqualTo(LENGTH);
    }

    @Test
    void reads_a_file(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("report.env"), envelope);
        ByteBuffer into = ByteBuffer.allocate(10);
        try (SeekableByteChannel channel = CIPHER.decryptingChannel(FileChannel.open(file), CONTEXT)) {
            channel.position(channel.size() - 10).read(into);
        }
        assertThat(into.array()).isEqualTo(Arrays.copyOfRange(message(LENGTH), LENGTH - 10, LENGTH));
    }

    @Test
    void refuses_a_length_that_no_envelope_has_before_it_asks_for_the_key() {
        byte[] cut = Arrays.copyOf(envelope, HEAD + 16_400);
        EnvelopeCipher withoutKeys = EnvelopeCipher.using(LocalKey.ephemeral("other"));
        assertThatExceptionOfType(InvalidEnvelopeException.class)
                .isThrownBy(() -> withoutKeys.decryptingChannel(MemoryChannel.of(cut), CONTEXT))
                .extracting(InvalidEnvelopeException::code)
                .isEqualTo(ErrorCode.TRUNCATED);
    }

    @Test
    void tells_no_size_of_a_message_whose_end_was_cut() throws IOException {
        SeekableByteChannel channel =
                CIPHER.decryptingChannel(MemoryChannel.of(Arrays.copyOf(envelope, HEAD + 2 * 16_400 + 500)), CONTEXT);
        assertThatExceptionOfType(ContentRefusedException.class).isThrownBy(channel::size);
    }
}

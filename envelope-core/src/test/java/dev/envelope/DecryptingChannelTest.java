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
    void readsNoMoreThanTheHeadWhenItIsOpened() throws IOException {
        MemoryChannel source = MemoryChannel.of(envelope);
        CIPHER.decryptingChannel(source, CONTEXT);
        assertThat(source.takeReads())
                .isNotEmpty()
                .allSatisfy(read -> assertThat(read.offset() + read.length()).isLessThanOrEqualTo(HEAD));
    }

    @Test
    void readsTheTouchedChunksAndNothingElse() throws IOException {
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
    void opensASourceWhereverItsPositionWas() throws IOException {
        SeekableByteChannel source = MemoryChannel.of(envelope).position(5000);
        assertThat(CIPHER.decryptingChannel(source, CONTEXT).size()).isEqualTo(LENGTH);
    }

    @Test
    void readsAFile(@TempDir Path folder) throws IOException {
        Path file = Files.write(folder.resolve("report.env"), envelope);
        ByteBuffer into = ByteBuffer.allocate(10);
        try (SeekableByteChannel channel = CIPHER.decryptingChannel(FileChannel.open(file), CONTEXT)) {
            channel.position(channel.size() - 10).read(into);
        }
        assertThat(into.array()).isEqualTo(Arrays.copyOfRange(message(LENGTH), LENGTH - 10, LENGTH));
    }

    @Test
    void refusesALengthThatNoEnvelopeHasBeforeItAsksForTheKey() {
        byte[] cut = Arrays.copyOf(envelope, HEAD + 16_400);
        EnvelopeCipher withoutKeys = EnvelopeCipher.using(LocalKey.ephemeral("other"));
        assertThatExceptionOfType(InvalidEnvelopeException.class)
                .isThrownBy(() -> withoutKeys.decryptingChannel(MemoryChannel.of(cut), CONTEXT))
                .extracting(InvalidEnvelopeException::code)
                .isEqualTo(ErrorCode.TRUNCATED);
    }

    @Test
    void tellsNoSizeOfAMessageWhoseEndWasCut() throws IOException {
        SeekableByteChannel channel =
                CIPHER.decryptingChannel(MemoryChannel.of(Arrays.copyOf(envelope, HEAD + 2 * 16_400 + 500)), CONTEXT);
        assertThatExceptionOfType(ContentRefusedException.class).isThrownBy(channel::size);
    }
}

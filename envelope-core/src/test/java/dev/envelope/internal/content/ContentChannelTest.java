package dev.envelope.internal.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.envelope.ContentRefusedException;
import dev.envelope.InvalidEnvelopeException;
import dev.envelope.format.ByteRange;
import dev.envelope.testsupport.MemoryChannel;
import dev.envelope.testsupport.TestBytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContentChannelTest {

    private static final int LENGTH = 3 * 16_384 + 1000;
    private static final byte[] MESSAGE = TestBytes.ofLength(LENGTH);

    private final byte[] content = ContentFixture.sealed(LENGTH);
    private final MemoryChannel source = MemoryChannel.of(content);

    @Test
    void reads_anything_from_anywhere() throws IOException {
        ContentChannel channel = open();
        Random random = new Random(3);
        for (int i = 0; i < 500; i++) {
            int position = random.nextInt(LENGTH);
            int length = 1 + random.nextInt(20_000);
            ByteBuffer into = ByteBuffer.allocate(length);
            int count = channel.position(position).read(into);

            int expected = Math.min(length, LENGTH - position);
            assertThat(count).isEqualTo(expected);
            assertThat(channel.position()).isEqualTo(position + expected);
            assertThat(Arrays.equals(into.array(), 0, expected, MESSAGE, position, position + expected))
                    .isTrue();
        }
    }

    @Test
    void reads_from_the_end() throws IOException {
        ContentChannel channel = open();
        ByteBuffer into = ByteBuffer.allocate(100);
        channel.position(channel.size() - 100).read(into);
        assertThat(into.array()).isEqualTo(Arrays.copyOfRange(MESSAGE, LENGTH - 100, LENGTH));
    }

    @Test
    void touches_nothing_of_the_source_before_it_is_read() throws IOException {
        open();
        assertThat(source.takeReads()).isEmpty();
    }

    @Test
    void reads_only_the_chunk_that_is_touched() throws IOException {
        open().position(2 * 16_384 + 5).read(ByteBuffer.allocate(10));
        assertThat(source.takeReads()).containsExactly(new ByteRange(ChunkLayout.chunkOffset(2), 16_400));
    }

    @Test
    void reads_a_chunk_once_for_many_small_reads() throws IOException {
        ContentChannel channel = open();
        for (int i = 0; i < 100; i++) {
            channel.read(ByteBuffer.allocate(10));
        }
        assertThat(source.takeReads()).containsExactly(new ByteRange(56, 16_400));
    }

    @Test
    void authenticates_the_last_chunk_alone_for_the_size() throws IOException {
        assertThat(open().size()).isEqualTo(LENGTH);
        assertThat(source.takeReads()).containsExactly(new ByteRange(ChunkLayout.chunkOffset(3), 1016));
    }

    @Test
    void authenticates_the_last_chunk_once_for_the_size() throws IOException {
        ContentChannel channel = open();
        channel.size();
        source.takeReads();
        channel.position(0).read(ByteBuffer.allocate(1));
        channel.size();
        assertThat(source.takeReads()).containsExactly(new ByteRange(56, 16_400));
    }

    @Test
    void authenticates_the_last_chunk_before_it_reports_the_end() {
        content[content.length - 1] ^= 1;
        assertThatExceptionOfType(ContentRefusedException.class)
                .isThrownBy(() -> open().position(LENGTH).read(ByteBuffer.allocate(1)));
    }

    @Test
    void authenticates_the_empty_last_chunk_before_it_reports_the_end() throws IOException {
        byte[] full = ContentFixture.sealed(16_384);
        full[full.length - 1] ^= 1;
        ContentChannel channel = new ContentChannel(ContentFixture.keyOf(full), MemoryChannel.of(full), 0);
        channel.read(ByteBuffer.allocate(16_384));

        assertThatExceptionOfType(ContentRefusedException.class).isThrownBy(() -> channel.read(ByteBuffer.allocate(1)));
    }

    @Test
    void reports_the_end_wherever_behind_it_the_position_is() throws IOException {
        assertThat(open().position(Long.MAX_VALUE).read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }

    @Test
    void reads_nothing_into_a_full_buffer() throws IOException {
        assertThat(open().read(ByteBuffer.allocate(0))).isZero();
    }

    @Test
    void reads_into_a_direct_buffer() throws IOException {
        ByteBuffer into = ByteBuffer.allocateDirect(20_000);
        open().read(into);
        byte[] read = new byte[20_000];
        into.flip().get(read);
        assertThat(Arrays.equals(read, Arrays.copyOf(MESSAGE, 20_000))).isTrue();
    }

    @Test
    void goes_on_reading_authentic_chunks_after_an_altered_one() throws IOException {
        content[(int) ChunkLayout.chunkOffset(1)] ^= 1;
        ContentChannel channel = open();
        assertThatExceptionOfType(ContentRefusedException.class)
                .isThrownBy(() -> channel.position(16_384).read(ByteBuffer.allocate(1)));

        ByteBuffer into = ByteBuffer.allocate(10);
        channel.position(0).read(into);
        assertThat(into.array()).isEqualTo(Arrays.copyOf(MESSAGE, 10));
    }

    @Test
    void refuses_a_source_that_has_become_shorter() throws IOException {
        MemoryChannel shorter = MemoryChannel.claiming(content.length, Arrays.copyOf(content, 100));
        ContentChannel channel = new ContentChannel(ContentFixture.keyOf(content), shorter, 0);
        assertThatExceptionOfType(InvalidEnvelopeException.class)
                .isThrownBy(() -> channel.read(ByteBuffer.allocate(1)));
    }

    @Test
    void finds_content_that_begins_further_on() throws IOException {
        byte[] moved = new byte[77 + content.length];
        System.arraycopy(content, 0, moved, 77, content.length);
        ContentChannel channel = new ContentChannel(ContentFixture.keyOf(content), MemoryChannel.of(moved), 77);
        assertThat(channel.size()).isEqualTo(LENGTH);
    }

    @Test
    void can_not_be_written() throws IOException {
        ContentChannel channel = open();
        assertThatExceptionOfType(NonWritableChannelException.class)
                .isThrownBy(() -> channel.write(ByteBuffer.allocate(1)));
        assertThatExceptionOfType(NonWritableChannelException.class).isThrownBy(() -> channel.truncate(1));
    }

    @Test
    void refuses_a_negative_position() throws IOException {
        ContentChannel channel = open();
        assertThatIllegalArgumentException().isThrownBy(() -> channel.position(-1));
    }

    @Test
    void waits_for_a_source_that_has_nothing_for_now() throws IOException {
        ContentChannel channel =
                new ContentChannel(ContentFixture.keyOf(content), MemoryChannel.hesitating(content), 0);

        assertThat(channel.size()).isEqualTo(LENGTH);
    }

    @Test
    void closes_its_key() throws IOException {
        ContentKey key = ContentFixture.keyOf(content);
        new ContentChannel(key, source, 0).close();

        assertThatIllegalStateException().isThrownBy(() -> key.open(0, content, 56, 16_400, new byte[16_384], 0));
    }

    @Test
    void closes_its_source() throws IOException {
        open().close();
        assertThat(source.isOpen()).isFalse();
    }

    @Test
    void refuses_use_once_it_is_closed() throws IOException {
        ContentChannel channel = open();
        channel.size();
        channel.read(ByteBuffer.allocate(1));
        assertThat(channel.isOpen()).isTrue();
        channel.close();
        channel.close();

        assertThat(channel.isOpen()).isFalse();
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> channel.read(ByteBuffer.allocate(1)));
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(channel::size);
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(channel::position);
        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> channel.position(0));
    }

    private ContentChannel open() throws IOException {
        return new ContentChannel(ContentFixture.keyOf(content), source, 0);
    }
}

package dev.envelope;

import static dev.envelope.StreamFixture.CONTEXT;
import static dev.envelope.StreamFixture.OTHER_CONTEXT;
import static dev.envelope.StreamFixture.message;
import static dev.envelope.StreamFixture.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.envelope.format.ByteRange;
import dev.envelope.format.Envelope;
import dev.envelope.format.KeyBlock;
import dev.envelope.format.WrappedKey;
import dev.envelope.internal.crypto.Jca;
import dev.envelope.internal.wrap.LocalWrapping;
import dev.envelope.kek.GeneratedDataKey;
import dev.envelope.testsupport.MemoryChannel;
import dev.envelope.testsupport.TestBytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DetachedCipherTest {

    private static final byte[] OLD_KEY = TestBytes.ascii("the old key has thirty-two bytes");
    private static final byte[] NEW_KEY = TestBytes.ascii("the new key has thirty-two bytes");
    private static final byte[] MESSAGE = message(40_000);

    private final DetachedCipher before =
            EnvelopeCipher.using(LocalKey.of("files", "1", OLD_KEY)).detached();
    private final DetachedCipher after = EnvelopeCipher.using(
                    LocalKey.of("files", "2", NEW_KEY).withPrevious("1", OLD_KEY))
            .detached();
    private KeyBlock keyBlock;
    private byte[] content;

    @BeforeEach
    void encrypt() throws IOException {
        try (EncryptingInputStream stream = before.encryptingStream(source(MESSAGE), CONTEXT)) {
            keyBlock = stream.keyBlock();
            content = stream.readAllBytes();
        }
    }

    @Test
    void key_block_and_content_are_the_two_parts_of_an_envelope() {
        byte[] envelope = Envelope.of(keyBlock, content).toBytes();
        EnvelopeCipher cipher = EnvelopeCipher.using(LocalKey.of("files", "1", OLD_KEY));
        assertThat(cipher.decrypt(envelope, CONTEXT)).isEqualTo(MESSAGE);
    }

    @Test
    void what_is_written_holds_no_key_block() throws IOException {
        ByteArrayOutputStream sink = new ByteArrayOutputStream();
        EncryptingOutputStream stream = before.encryptingStream(sink, CONTEXT);
        stream.write(MESSAGE);
        stream.close();

        assertThat(sink.size()).isEqualTo(56 + MESSAGE.length + 3 * 16);
        assertThat(before.decryptingStream(stream.keyBlock(), source(sink.toByteArray()), CONTEXT)
                        .readAllBytes())
                .isEqualTo(MESSAGE);
    }

    @Test
    void a_stream_opens_it() throws IOException {
        assertThat(before.decryptingStream(keyBlock, source(content), CONTEXT).readAllBytes())
                .isEqualTo(MESSAGE);
    }

    @Test
    void a_channel_opens_it() throws IOException {
        SeekableByteChannel channel = before.decryptingChannel(keyBlock, MemoryChannel.of(content), CONTEXT);
        assertThat(channel.size()).isEqualTo(MESSAGE.length);
    }

    @Test
    void ranges_count_from_the_beginning_of_the_content() {
        RangeDecryptor ranges = before.ranges(keyBlock, Arrays.copyOf(content, 56), CONTEXT);
        ByteRange range = ranges.ciphertextRange(20_000, 10);
        assertThat(range).isEqualTo(new ByteRange(56 + 16_400, 16_400));
        assertThat(ranges.decrypt(20_000, 10, EnvelopeReader.slice(content, range)))
                .isEqualTo(Arrays.copyOfRange(MESSAGE, 20_000, 20_010));
    }

    @Test
    void rewrapping_needs_the_key_block_and_fifty_six_bytes() throws IOException {
        KeyBlock fresh = after.rewrap(keyBlock, Arrays.copyOf(content, 56), CONTEXT);

        assertThat(fresh.primary().kekVersion()).isEqualTo("2");
        assertThat(after.decryptingStream(fresh, source(content), CONTEXT).readAllBytes())
                .isEqualTo(MESSAGE);
    }

    @Test
    void a_rewrapped_key_block_opens_with_the_new_version_alone() throws IOException {
        KeyBlock fresh = after.rewrap(keyBlock, Arrays.copyOf(content, 56), CONTEXT);
        DetachedCipher newOnly =
                EnvelopeCipher.using(LocalKey.of("files", "2", NEW_KEY)).detached();
        assertThat(newOnly.decryptingStream(fresh, source(content), CONTEXT).readAllBytes())
                .isEqualTo(MESSAGE);
    }

    @Test
    void rewrapping_what_is_current_gives_the_same() {
        assertThat(before.rewrap(keyBlock, content, CONTEXT)).isEqualTo(keyBlock);
    }

    @Test
    void rewrapping_refuses_another_contents_header() throws IOException {
        byte[] other = before.encryptingStream(source(MESSAGE), CONTEXT).readNBytes(56);
        assertThatExceptionOfType(ContentRefusedException.class)
                .isThrownBy(() -> after.rewrap(keyBlock, other, CONTEXT));
    }

    @Test
    void rewrapping_refuses_a_header_that_is_cut() {
        byte[] cut = Arrays.copyOf(content, 55);
        assertThatExceptionOfType(InvalidEnvelopeException.class)
                .isThrownBy(() -> after.rewrap(keyBlock, cut, CONTEXT))
                .extracting(InvalidEnvelopeException::code)
                .isEqualTo(ErrorCode.TRUNCATED);
    }

    @Test
    void rewrapping_refuses_another_context() {
        assertThatExceptionOfType(WrappedKeyRefusedException.class)
                .isThrownBy(() -> after.rewrap(keyBlock, content, OTHER_CONTEXT));
    }

    @Test
    void rewrapping_never_emits_a_derived_key_that_is_not_the_contents() {
        // A derived key authenticates nothing: whatever is put in its place unwraps to some data key.
        WrappedKey derived;
        try (LocalWrapping wrapping = new LocalWrapping(Jca.DEFAULT, "files", "1", OLD_KEY);
                GeneratedDataKey pair = wrapping.derive()) {
            derived = pair.wrapped();
        }
        KeyBlock replaced = KeyBlock.of(List.of(derived));
        assertThatExceptionOfType(ContentRefusedException.class)
                .isThrownBy(() -> after.rewrap(replaced, content, CONTEXT));
    }

    @Test
    void content_does_not_open_under_another_records_key_block() {
        KeyBlock other = before.encryptingStream(source(MESSAGE), CONTEXT).keyBlock();
        assertThatExceptionOfType(ContentRefusedException.class)
                .isThrownBy(() -> before.decryptingStream(other, source(content), CONTEXT));
        assertThatExceptionOfType(ContentRefusedException.class)
                .isThrownBy(() -> before.decryptingChannel(other, MemoryChannel.of(content), CONTEXT));
        assertThatExceptionOfType(ContentRefusedException.class)
                .isThrownBy(() -> before.ranges(other, content, CONTEXT));
    }
}

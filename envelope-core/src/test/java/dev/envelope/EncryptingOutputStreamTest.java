package dev.envelope;

import static dev.envelope.StreamFixture.CIPHER;
import static dev.envelope.StreamFixture.CONTEXT;
import static dev.envelope.StreamFixture.HEAD;
import static dev.envelope.StreamFixture.message;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.envelope.format.Envelope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptingOutputStreamTest {

    private final Sink sink = new Sink();

    @Test
    void writes_nothing_before_the_first_chunk_is_full() throws IOException {
        EncryptingOutputStream stream = encrypting();
        stream.write(message(16_383));
        stream.flush();
        assertThat(sink.written.size()).isZero();
    }

    @Test
    void writes_a_chunk_as_soon_as_it_is_full() throws IOException {
        EncryptingOutputStream stream = encrypting();
        stream.write(message(16_384));
        assertThat(sink.written.size()).isEqualTo(HEAD + 16_400);
    }

    @Test
    void flushes_its_sink() throws IOException {
        encrypting().flush();
        assertThat(sink.flushed).isEqualTo(1);
    }

    @Test
    void an_empty_message_is_an_envelope_too() throws IOException {
        encrypting().close();
        assertThat(CIPHER.decrypt(sink.written.toByteArray(), CONTEXT)).isEmpty();
    }

    @Test
    void has_the_key_block_that_it_writes() throws IOException {
        EncryptingOutputStream stream = encrypting();
        stream.close();
        assertThat(stream.keyBlock())
                .isEqualTo(Envelope.parse(sink.written.toByteArray()).keyBlock());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16_383, 16_384, 16_385, 32_768})
    void an_aborted_envelope_never_opens(int length) throws IOException {
        EncryptingOutputStream stream = encrypting();
        stream.write(message(length));
        stream.abort();
        assertNeverOpens();
    }

    @Test
    void aborting_closes_the_sink() throws IOException {
        encrypting().abort();
        assertThat(sink.closed).isEqualTo(1);
    }

    @Test
    void closing_after_an_abort_does_not_complete_the_envelope() throws IOException {
        EncryptingOutputStream stream = encrypting();
        stream.write(message(16_384));
        stream.abort();
        stream.close();
        assertNeverOpens();
    }

    @Test
    void aborting_after_close_leaves_the_envelope_complete() throws IOException {
        EncryptingOutputStream stream = encrypting();
        stream.close();
        stream.abort();
        assertThat(CIPHER.decrypt(sink.written.toByteArray(), CONTEXT)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, HEAD - 1, HEAD, HEAD + 1, HEAD + 16_399})
    void an_envelope_whose_sink_failed_never_opens(int failAt) throws IOException {
        sink.failAt = failAt;
        EncryptingOutputStream stream = encrypting();
        assertThatIOException().isThrownBy(() -> stream.write(message(16_384))).withMessage("disk full");
        sink.failAt = Integer.MAX_VALUE;
        stream.close();
        assertNeverOpens();
    }

    @Test
    void writes_nothing_more_after_its_sink_failed() throws IOException {
        sink.failAt = HEAD;
        EncryptingOutputStream stream = encrypting();
        assertThatIOException().isThrownBy(() -> stream.write(message(16_384)));
        sink.failAt = Integer.MAX_VALUE;
        int before = sink.written.size();

        assertThatIOException().isThrownBy(() -> stream.write(1)).withMessageContaining("failed before");
        assertThatIOException().isThrownBy(stream::flush).withMessageContaining("failed before");
        stream.close();

        assertThat(sink.written.size()).isEqualTo(before);
    }

    @Test
    void a_sink_that_fails_unchecked_fails_the_stream_too() throws IOException {
        sink.failAt = 0;
        sink.uncheckedly = true;
        EncryptingOutputStream stream = encrypting();
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> stream.write(message(16_384)));
        sink.failAt = Integer.MAX_VALUE;
        stream.close();
        assertNeverOpens();
    }

    @Test
    void closes_its_sink_though_it_failed() throws IOException {
        sink.failAt = 0;
        EncryptingOutputStream stream = encrypting();
        assertThatIOException().isThrownBy(stream::close).withMessage("disk full");
        assertThat(sink.closed).isEqualTo(1);
    }

    @Test
    void can_be_closed_twice() throws IOException {
        EncryptingOutputStream stream = encrypting();
        stream.write(message(10));
        stream.close();
        stream.close();
        assertThat(CIPHER.decrypt(sink.written.toByteArray(), CONTEXT)).isEqualTo(message(10));
        assertThat(sink.closed).isEqualTo(1);
    }

    @Test
    void refuses_use_once_it_is_closed() throws IOException {
        EncryptingOutputStream stream = encrypting();
        stream.close();
        assertThatIOException().isThrownBy(() -> stream.write(1)).withMessage("This stream was closed");
        assertThatIOException().isThrownBy(() -> stream.write(new byte[5])).withMessage("This stream was closed");
        assertThatIOException().isThrownBy(stream::flush).withMessage("This stream was closed");
    }

    @Test
    void refuses_a_range_outside_the_array() {
        EncryptingOutputStream stream = encrypting();
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> stream.write(new byte[10], 5, 6));
    }

    @Test
    void leaves_the_bytes_that_were_written_as_they_are() throws IOException {
        byte[] bytes = message(20_000);
        try (EncryptingOutputStream stream = encrypting()) {
            stream.write(bytes);
        }
        assertThat(bytes).isEqualTo(message(20_000));
    }

    private EncryptingOutputStream encrypting() {
        return CIPHER.encryptingStream(sink, CONTEXT);
    }

    private void assertNeverOpens() {
        assertThatExceptionOfType(EnvelopeException.class)
                .isThrownBy(() -> CIPHER.decrypt(sink.written.toByteArray(), CONTEXT));
    }

    /** A sink that fails when it has taken so many bytes. */
    private static final class Sink extends OutputStream {

        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private int failAt = Integer.MAX_VALUE;
        private boolean uncheckedly;
        private int flushed;
        private int closed;

        @Override
        public void write(int b) throws IOException {
            if (written.size() >= failAt) {
                if (uncheckedly) {
                    throw new IllegalStateException("disk full");
                }
                throw new IOException("disk full");
            }
            written.write(b);
        }

        @Override
        public void flush() {
            flushed++;
        }

        @Override
        public void close() {
            closed++;
        }
    }
}

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
    void writesNothingBeforeTheFirstChunkIsFull() throws IOException {
        EncryptingOutputStream stream = encrypting();
        stream.write(message(16_383));
        stream.flush();
        assertThat(sink.written.size()).isZero();
    }

    @Test
    void writesAChunkAsSoonAsItIsFull() throws IOException {
        EncryptingOutputStream stream = encrypting();
        stream.write(message(16_384));
        assertThat(sink.written.size()).isEqualTo(HEAD + 16_400);
    }

    @Test
    void flushesItsSink() throws IOException {
        encrypting().flush();
        assertThat(sink.flushed).isEqualTo(1);
    }

    @Test
    void anEmptyMessageIsAnEnvelopeToo() throws IOException {
        encrypting().close();
        assertThat(CIPHER.decrypt(sink.written.toByteArray(), CONTEXT)).isEmpty();
    }

    @Test
    void hasTheKeyBlockThatItWrites() throws IOException {
        EncryptingOutputStream stream = encrypting();
        stream.close();
        assertThat(stream.keyBlock())
                .isEqualTo(Envelope.parse(sink.written.toByteArray()).keyBlock());
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16_383, 16_384, 16_385, 32_768})
    void anAbortedEnvelopeNeverOpens(int length) throws IOException {
        EncryptingOutputStream stream = encrypting();
        stream.write(message(length));
        stream.abort();
        assertNeverOpens();
    }

    @Test
    void abortingClosesTheSink() throws IOException {
        encrypting().abort();
        assertThat(sink.closed).isEqualTo(1);
    }

    @Test
    void closingAfterAnAbortDoesNotCompleteTheEnvelope() throws IOException {
        EncryptingOutputStream stream = encrypting();
        stream.write(message(16_384));
        stream.abort();
        stream.close();
        assertNeverOpens();
    }

    @Test
    void abortingAfterCloseLeavesTheEnvelopeComplete() throws IOException {
        EncryptingOutputStream stream = encrypting();
        stream.close();
        stream.abort();
        assertThat(CIPHER.decrypt(sink.written.toByteArray(), CONTEXT)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, HEAD - 1, HEAD, HEAD + 1, HEAD + 16_399})
    void anEnvelopeWhoseSinkFailedNeverOpens(int failAt) throws IOException {
        sink.failAt = failAt;
        EncryptingOutputStream stream = encrypting();
        assertThatIOException().isThrownBy(() -> stream.write(message(16_384))).withMessage("disk full");
        sink.failAt = Integer.MAX_VALUE;
        stream.close();
        assertNeverOpens();
    }

    @Test
    void writesNothingMoreAfterItsSinkFailed() throws IOException {
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
    void aSinkThatFailsUncheckedFailsTheStreamToo() throws IOException {
        sink.failAt = 0;
        sink.uncheckedly = true;
        EncryptingOutputStream stream = encrypting();
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> stream.write(message(16_384)));
        sink.failAt = Integer.MAX_VALUE;
        stream.close();
        assertNeverOpens();
    }

    @Test
    void closesItsSinkThoughItFailed() throws IOException {
        sink.failAt = 0;
        EncryptingOutputStream stream = encrypting();
        assertThatIOException().isThrownBy(stream::close).withMessage("disk full");
        assertThat(sink.closed).isEqualTo(1);
    }

    @Test
    void canBeClosedTwice() throws IOException {
        EncryptingOutputStream stream = encrypting();
        stream.write(message(10));
        stream.close();
        stream.close();
        assertThat(CIPHER.decrypt(sink.written.toByteArray(), CONTEXT)).isEqualTo(message(10));
        assertThat(sink.closed).isEqualTo(1);
    }

    @Test
    void refusesUseOnceItIsClosed() throws IOException {
        EncryptingOutputStream stream = encrypting();
        stream.close();
        assertThatIOException().isThrownBy(() -> stream.write(1)).withMessage("This stream was closed");
        assertThatIOException().isThrownBy(() -> stream.write(new byte[5])).withMessage("This stream was closed");
        assertThatIOException().isThrownBy(stream::flush).withMessage("This stream was closed");
    }

    @Test
    void refusesARangeOutsideTheArray() {
        EncryptingOutputStream stream = encrypting();
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> stream.write(new byte[10], 5, 6));
    }

    @Test
    void leavesTheBytesThatWereWrittenAsTheyAre() throws IOException {
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

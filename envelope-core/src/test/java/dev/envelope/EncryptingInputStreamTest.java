package dev.envelope;

import static dev.envelope.StreamFixture.CIPHER;
import static dev.envelope.StreamFixture.CONTEXT;
import static dev.envelope.StreamFixture.HEAD;
import static dev.envelope.StreamFixture.message;
import static dev.envelope.StreamFixture.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.envelope.format.Envelope;
import dev.envelope.testsupport.FailingInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptingInputStreamTest {

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void what_is_transferred_is_what_is_read(int threads) throws IOException {
        ByteArrayOutputStream envelope = new ByteArrayOutputStream();
        long transferred;
        try (EncryptingInputStream sealing =
                CIPHER.withStreamThreads(threads).encryptingStream(source(message(300_000)), CONTEXT)) {
            envelope.writeBytes(sealing.readNBytes(10));
            transferred = sealing.transferTo(envelope);
        }

        assertThat(transferred).isEqualTo(envelope.size() - 10L);
        assertThat(CIPHER.decrypt(envelope.toByteArray(), CONTEXT)).isEqualTo(message(300_000));
    }

    @Test
    void begins_with_its_key_block() throws IOException {
        try (EncryptingInputStream stream = CIPHER.encryptingStream(source(message(10)), CONTEXT)) {
            byte[] envelope = stream.readAllBytes();
            assertThat(Envelope.parse(envelope).keyBlock()).isEqualTo(stream.keyBlock());
        }
    }

    @Test
    void hands_out_the_head_before_it_reads_its_source() throws IOException {
        EncryptingInputStream stream = CIPHER.encryptingStream(failing(0), CONTEXT);
        assertThat(stream.available()).isEqualTo(HEAD);
        assertThat(stream.readNBytes(HEAD)).hasSize(HEAD);
    }

    @Test
    void never_ends_as_if_the_message_were_complete_when_its_source_fails() {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        EncryptingInputStream stream = CIPHER.encryptingStream(failing(20_000), CONTEXT);
        assertThatIOException().isThrownBy(() -> stream.transferTo(read)).withMessage("connection reset");

        assertThatIOException().isThrownBy(stream::read).withMessageContaining("failed before");
        assertThatIOException().isThrownBy(stream::readAllBytes).withMessageContaining("failed before");
        assertThatIOException().isThrownBy(stream::available).withMessageContaining("failed before");
    }

    @Test
    void what_was_read_before_its_source_failed_never_opens() {
        for (int length : new int[] {0, 10, 16_384, 20_000, 32_768}) {
            ByteArrayOutputStream read = new ByteArrayOutputStream();
            EncryptingInputStream stream = CIPHER.encryptingStream(failing(length), CONTEXT);
            assertThatIOException().isThrownBy(() -> stream.transferTo(read));

            assertThatExceptionOfType(InvalidEnvelopeException.class)
                    .as("failed after %d bytes", length)
                    .isThrownBy(() -> CIPHER.decrypt(read.toByteArray(), CONTEXT));
        }
    }

    @Test
    void the_end_stays_the_end() throws IOException {
        EncryptingInputStream stream = CIPHER.encryptingStream(source(message(10)), CONTEXT);
        stream.readAllBytes();
        assertThat(stream.read()).isEqualTo(-1);
        assertThat(stream.read(new byte[5])).isEqualTo(-1);
    }

    @Test
    void skips_and_reads_on() throws IOException {
        byte[] whole;
        byte[] head = new byte[HEAD];
        try (EncryptingInputStream stream = CIPHER.encryptingStream(source(message(40_000)), CONTEXT)) {
            assertThat(stream.read(head)).isEqualTo(HEAD);
            stream.skipNBytes(16_400);
            whole = stream.readAllBytes();
        }
        assertThat(whole).hasSize(16_400 + 40_000 - 2 * 16_384 + 16);
    }

    @Test
    void reading_nothing_reads_nothing() throws IOException {
        assertThat(CIPHER.encryptingStream(source(message(10)), CONTEXT).read(new byte[5], 5, 0))
                .isZero();
    }

    @Test
    void closes_its_source_once() throws IOException {
        AtomicInteger closed = new AtomicInteger();
        EncryptingInputStream stream = CIPHER.encryptingStream(
                new ByteArrayInputStream(message(10)) {
                    @Override
                    public void close() {
                        closed.incrementAndGet();
                    }
                },
                CONTEXT);
        stream.close();
        stream.close();
        assertThat(closed).hasValue(1);
    }

    @Test
    void refuses_use_once_it_is_closed() throws IOException {
        EncryptingInputStream stream = CIPHER.encryptingStream(source(message(10)), CONTEXT);
        stream.close();
        assertThatIOException().isThrownBy(stream::read).withMessage("This stream was closed");
        assertThatIOException().isThrownBy(stream::available).withMessage("This stream was closed");
    }

    @Test
    void two_envelopes_of_one_message_share_nothing() throws IOException {
        byte[] one = CIPHER.encryptingStream(source(message(100)), CONTEXT).readAllBytes();
        byte[] other = CIPHER.encryptingStream(source(message(100)), CONTEXT).readAllBytes();
        assertThat(Arrays.copyOfRange(one, HEAD, one.length))
                .isNotEqualTo(Arrays.copyOfRange(other, HEAD, other.length));
    }

    /** A source that fails behind so many bytes, and then ends well. */
    private static InputStream failing(int behind) {
        return new FailingInputStream(message(behind), behind);
    }
}

package dev.envelope;

import static dev.envelope.StreamFixture.CIPHER;
import static dev.envelope.StreamFixture.CONTEXT;
import static dev.envelope.StreamFixture.HEAD;
import static dev.envelope.StreamFixture.envelope;
import static dev.envelope.StreamFixture.message;
import static dev.envelope.StreamFixture.source;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.envelope.testsupport.CountingInputStream;
import dev.envelope.testsupport.FailingInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DecryptingStreamTest {

    private static final int CHUNK = 16_400;

    @Test
    void reads_no_chunk_before_it_is_asked_for_one() throws IOException {
        CountingInputStream source = new CountingInputStream(envelope(50_000));
        decrypting(source);
        assertThat(source.count()).isEqualTo(HEAD);
    }

    @Test
    void has_read_the_whole_chunk_before_it_hands_out_its_first_byte() throws IOException {
        CountingInputStream source = new CountingInputStream(envelope(50_000));
        assertThat(decrypting(source).read()).isEqualTo(message(1)[0] & 0xff);
        assertThat(source.count()).isEqualTo(HEAD + CHUNK);
    }

    @Test
    void hands_out_nothing_of_a_chunk_whose_last_byte_is_altered() throws IOException {
        byte[] envelope = envelope(50_000);
        envelope[HEAD + CHUNK - 1] ^= 1;
        byte[] into = new byte[100];
        InputStream stream = decrypting(source(envelope));

        assertThatExceptionOfType(ContentRefusedException.class).isThrownBy(() -> stream.read(into));
        assertThat(into).containsOnly(0);
    }

    @Test
    void hands_out_nothing_behind_the_last_authentic_chunk() throws IOException {
        byte[] envelope = envelope(50_000);
        envelope[HEAD + CHUNK] ^= 1;
        InputStream stream = decrypting(source(envelope));

        assertThat(Arrays.equals(stream.readNBytes(16_384), message(16_384))).isTrue();
        assertThatExceptionOfType(ContentRefusedException.class).isThrownBy(stream::read);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 16, 17, 1000, CHUNK, CHUNK + 1})
    void fails_again_whenever_a_truncated_stream_is_read_again(int missing) throws IOException {
        byte[] envelope = envelope(50_000);
        InputStream stream = decrypting(source(Arrays.copyOf(envelope, envelope.length - missing)));
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        assertThatExceptionOfType(EnvelopeException.class).isThrownBy(() -> stream.transferTo(read));

        assertThatExceptionOfType(EnvelopeException.class).isThrownBy(stream::read);
        assertThatExceptionOfType(EnvelopeException.class).isThrownBy(() -> stream.read(new byte[10]));
        assertThatExceptionOfType(EnvelopeException.class).isThrownBy(stream::readAllBytes);
        assertThatExceptionOfType(EnvelopeException.class).isThrownBy(() -> stream.skip(1));
        assertThatExceptionOfType(EnvelopeException.class).isThrownBy(stream::available);
        assertThat(read.size()).isLessThan(50_000);
    }

    @Test
    void a_source_that_fails_fails_the_stream_for_good() throws IOException {
        InputStream failing = new FailingInputStream(envelope(50_000), HEAD + CHUNK + 100);
        InputStream stream = decrypting(failing);
        stream.readNBytes(16_384);
        assertThatIOException().isThrownBy(stream::read).withMessage("connection reset");

        assertThatIOException()
                .isThrownBy(stream::read)
                .withMessageContaining("failed before")
                .havingCause()
                .withMessage("connection reset");
    }

    @Test
    void a_source_that_fails_in_the_header_is_reported_as_is() {
        assertThatIOException()
                .isThrownBy(() -> decrypting(new FailingInputStream(envelope(10), HEAD - 1)))
                .withMessage("connection reset");
    }

    @Test
    void a_header_that_is_cut_is_found_before_the_key_is_asked_for() {
        EnvelopeCipher withoutTheKey = EnvelopeCipher.using(LocalKey.ephemeral("another"));
        InputStream cut = source(Arrays.copyOf(envelope(10), HEAD - 1));

        assertThatExceptionOfType(InvalidEnvelopeException.class)
                .isThrownBy(() -> withoutTheKey.decryptingStream(cut, CONTEXT))
                .extracting(InvalidEnvelopeException::code)
                .isEqualTo(ErrorCode.TRUNCATED);
    }

    @Test
    void an_empty_message_ends_at_once() throws IOException {
        InputStream stream = decrypting(source(envelope(0)));
        assertThat(stream.read()).isEqualTo(-1);
        assertThat(stream.read(new byte[5])).isEqualTo(-1);
    }

    @Test
    void the_end_stays_the_end() throws IOException {
        InputStream stream = decrypting(source(envelope(10)));
        stream.readAllBytes();
        assertThat(stream.read()).isEqualTo(-1);
        assertThat(stream.readAllBytes()).isEmpty();
    }

    @Test
    void reading_nothing_reads_nothing() throws IOException {
        assertThat(decrypting(source(envelope(10))).read(new byte[5], 2, 0)).isZero();
    }

    @Test
    void skips_over_chunks_and_authenticates_them() throws IOException {
        byte[] envelope = envelope(50_000);
        InputStream stream = decrypting(source(envelope));
        stream.skipNBytes(40_000);
        assertThat(stream.readNBytes(10)).isEqualTo(Arrays.copyOfRange(message(50_000), 40_000, 40_010));

        envelope[HEAD] ^= 1;
        InputStream altered = decrypting(source(envelope));
        assertThatExceptionOfType(ContentRefusedException.class).isThrownBy(() -> altered.skipNBytes(40_000));
    }

    @Test
    void tells_how_much_of_the_chunk_is_left() throws IOException {
        InputStream stream = decrypting(source(envelope(100)));
        assertThat(stream.available()).isZero();
        stream.read();
        assertThat(stream.available()).isEqualTo(99);
    }

    @Test
    void does_not_pretend_to_support_marks() throws IOException {
        assertThat(decrypting(source(envelope(10))).markSupported()).isFalse();
    }

    @Test
    void closes_its_source_once() throws IOException {
        CountingInputStream source = new CountingInputStream(envelope(10));
        InputStream stream = decrypting(source);
        stream.close();
        stream.close();
        assertThat(source.closed()).isEqualTo(1);
    }

    @Test
    void refuses_use_once_it_is_closed() throws IOException {
        InputStream stream = decrypting(source(envelope(10)));
        stream.close();
        assertThatIOException().isThrownBy(stream::read).withMessage("This stream was closed");
        assertThatIOException().isThrownBy(() -> stream.read(new byte[1])).withMessage("This stream was closed");
        assertThatIOException().isThrownBy(stream::available).withMessage("This stream was closed");
        assertThatIOException()
                .isThrownBy(() -> stream.transferTo(new ByteArrayOutputStream()))
                .withMessage("This stream was closed");
    }

    @Test
    void refuses_what_follows_the_envelope() throws IOException {
        // What follows an envelope can't be told from its last chunk, and makes it fail.
        byte[] envelope = envelope(10);
        InputStream stream = decrypting(source(Arrays.copyOf(envelope, envelope.length + 5)));
        assertThatExceptionOfType(ContentRefusedException.class).isThrownBy(stream::readAllBytes);
    }

    private static InputStream decrypting(InputStream source) throws IOException {
        return CIPHER.decryptingStream(source, CONTEXT);
    }
}

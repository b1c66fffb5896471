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
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.envelope.format.KeyBlock;
import dev.envelope.testsupport.CountingInputStream;
import dev.envelope.testsupport.FailingInputStream;
import dev.envelope.testsupport.TricklingInputStream;
import dev.envelope.testsupport.WatchedGcm;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams on several threads. A time limit ends a test that would hang, and says nothing of speed. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StreamThreadsTest {

    private static final EnvelopeCipher PARALLEL = CIPHER.withStreamThreads(3);
    private static final int CHUNK = 16_384;
    private static final int SEALED = 16_400;
    private static final int GROUP = 8 * CHUNK;

    /** More than is in flight on three threads. */
    private static final int LONG = 7 * GROUP + 5;

    /** The most that is read ahead on three threads. */
    private static final int AHEAD = 5 * 8 * SEALED;

    private static final int[] LENGTHS = {
        0, 1, CHUNK - 1, CHUNK, CHUNK + 1, GROUP - 1, GROUP, GROUP + 1, 5 * GROUP - 1, 5 * GROUP, 5 * GROUP + 1, LONG
    };

    private final Set<Thread> users = Collections.newSetFromMap(new IdentityHashMap<>());

    // ---------------------------------------------------------------- the format is the same

    @ParameterizedTest
    @MethodSource("threadsAndLengths")
    void what_several_threads_wrote_one_reads(int threads, int length) throws IOException {
        byte[] envelope = written(CIPHER.withStreamThreads(threads), message(length));
        assertThat(Arrays.equals(CIPHER.decrypt(envelope, CONTEXT), message(length)))
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("threadsAndLengths")
    void what_was_pulled_through_several_threads_one_reads(int threads, int length) throws IOException {
        byte[] envelope = CIPHER.withStreamThreads(threads)
                .encryptingStream(source(message(length)), CONTEXT)
                .readAllBytes();
        assertThat(Arrays.equals(CIPHER.decrypt(envelope, CONTEXT), message(length)))
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("threadsAndLengths")
    void what_one_thread_wrote_several_read(int threads, int length) throws IOException {
        InputStream opening = CIPHER.withStreamThreads(threads).decryptingStream(source(envelope(length)), CONTEXT);
        assertThat(Arrays.equals(opening.readAllBytes(), message(length))).isTrue();
        assertThat(opening.read()).isEqualTo(-1);
    }

    @Test
    void a_key_block_may_be_kept_apart() throws IOException {
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        KeyBlock keyBlock;
        try (EncryptingOutputStream stream = PARALLEL.detached().encryptingStream(content, CONTEXT)) {
            keyBlock = stream.keyBlock();
            stream.write(message(LONG));
        }
        InputStream opening = PARALLEL.detached().decryptingStream(keyBlock, source(content.toByteArray()), CONTEXT);
        assertThat(Arrays.equals(opening.readAllBytes(), message(LONG))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void an_array_may_be_used_again_once_it_was_written(int threads) throws IOException {
        ByteArrayOutputStream envelope = new ByteArrayOutputStream();
        byte[] array = new byte[3 * CHUNK];
        try (OutputStream stream = CIPHER.withStreamThreads(threads).encryptingStream(envelope, CONTEXT)) {
            for (int from = 0; from < LONG; from += array.length) {
                int length = Math.min(array.length, LONG - from);
                System.arraycopy(message(LONG), from, array, 0, length);
                stream.write(array, 0, length);
                Arrays.fill(array, (byte) -1);
            }
        }
        assertThat(Arrays.equals(CIPHER.decrypt(envelope.toByteArray(), CONTEXT), message(LONG)))
                .isTrue();
    }

    @Test
    void a_trickling_source_is_read_to_its_end() throws IOException {
        InputStream opening = PARALLEL.decryptingStream(new TricklingInputStream(envelope(LONG)), CONTEXT);
        assertThat(Arrays.equals(opening.readAllBytes(), message(LONG))).isTrue();
    }

    // ---------------------------------------------------------------- how many

    @ParameterizedTest
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 0, 257, Integer.MAX_VALUE})
    void refuses_a_number_of_threads_that_makes_no_sense(int threads) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CIPHER.withStreamThreads(threads))
                .withMessage("A stream is worked on by 1 to 256 threads, the caller's among them, not by " + threads);
    }

    @Test
    void a_cipher_that_is_told_nothing_works_in_the_callers_thread() throws IOException {
        WatchedGcm gcm = new WatchedGcm();
        written(
                EnvelopeCipher.builder(Keyring.of(StreamFixture.KEY))
                        .provider(gcm)
                        .build(),
                message(LONG));
        assertThat(gcm.threads()).containsExactly(Thread.currentThread());
    }

    @Test
    void other_settings_leave_the_number_of_threads_as_it_is() throws IOException {
        WatchedGcm gcm = new WatchedGcm();
        EnvelopeCipher cipher = EnvelopeCipher.builder(Keyring.of(StreamFixture.KEY))
                .provider(gcm)
                .build()
                .withStreamThreads(4)
                .withListener(new EnvelopeListener() {})
                .withTimeout(Duration.ofMinutes(1));
        Thread caller = Thread.currentThread();
        gcm.before(use -> {
            while (Thread.currentThread() == caller && use > 8 && gcm.threads().size() == 1) {
                Thread.onSpinWait(); // or a slow machine's caller would do all of it alone
            }
        });
        written(cipher, message(LONG));
        assertThat(gcm.threads()).hasSizeGreaterThan(1);
    }

    // ---------------------------------------------------------------- source and sink

    @Test
    void its_source_is_read_by_the_caller_only() throws IOException {
        PARALLEL.encryptingStream(
                        new FilterInputStream(source(message(LONG))) {
                            @Override
                            public int read(byte[] into, int offset, int length) throws IOException {
                                users.add(Thread.currentThread());
                                return super.read(into, offset, length);
                            }
                        },
                        CONTEXT)
                .readAllBytes();
        assertThat(users).containsExactly(Thread.currentThread());
    }

    @Test
    void its_sink_is_written_by_the_caller_only() throws IOException {
        try (EncryptingOutputStream stream = PARALLEL.encryptingStream(
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        users.add(Thread.currentThread());
                    }
                },
                CONTEXT)) {
            stream.write(message(LONG));
        }
        assertThat(users).containsExactly(Thread.currentThread());
    }

    @Test
    void reads_ahead_no_further_than_it_says() throws IOException {
        CountingInputStream source = new CountingInputStream(envelope(50 * CHUNK));
        InputStream opening = PARALLEL.decryptingStream(source, CONTEXT);
        long read = 0;
        long mostAhead = 0;
        while (opening.read() >= 0) {
            read++;
            mostAhead = Math.max(mostAhead, source.count() - HEAD - read);
        }
        assertThat(read).isEqualTo(50 * CHUNK);
        assertThat(mostAhead).isBetween(2L * SEALED, (long) AHEAD + SEALED);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 8, 9, 30, 50})
    void hands_out_all_of_what_came_before_its_source_failed(int chunks) throws IOException {
        InputStream failing = new FailingInputStream(envelope(60 * CHUNK), HEAD + chunks * SEALED + 100);
        InputStream opening = PARALLEL.decryptingStream(failing, CONTEXT);

        assertThat(Arrays.equals(opening.readNBytes(chunks * CHUNK), message(chunks * CHUNK)))
                .isTrue();
        assertThatIOException().isThrownBy(opening::read).withMessage("connection reset");
        assertThatIOException()
                .isThrownBy(opening::read)
                .withMessageContaining("failed before")
                .havingCause()
                .withMessage("connection reset");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10, CHUNK, GROUP, 3 * GROUP + 5})
    void what_was_pulled_before_its_source_failed_never_opens(int length) {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        InputStream stream = PARALLEL.encryptingStream(new FailingInputStream(message(length), length), CONTEXT);
        assertThatIOException().isThrownBy(() -> stream.transferTo(read)).withMessage("connection reset");
        assertNeverOpens(read);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, HEAD, HEAD + 1, HEAD + 3 * SEALED, HEAD + 20 * SEALED - 1})
    void what_was_written_before_its_sink_failed_never_opens(int failAt) {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        EncryptingOutputStream stream = PARALLEL.encryptingStream(failing(written, failAt), CONTEXT);
        assertThatIOException().isThrownBy(() -> stream.write(message(LONG))).withMessage("disk full");

        assertThatIOException().isThrownBy(() -> stream.write(1)).withMessageContaining("failed before");
        assertThatIOException().isThrownBy(stream::flush).withMessageContaining("failed before");
        assertNeverOpens(written);
    }

    @Test
    void a_sink_that_fails_at_the_end_is_told_by_close() throws IOException {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        EncryptingOutputStream stream = PARALLEL.encryptingStream(failing(written, HEAD + 3 * SEALED), CONTEXT);
        stream.write(message(4 * CHUNK));
        assertThatIOException().isThrownBy(stream::close).withMessage("disk full");
        assertNeverOpens(written);
    }

    @Test
    void flushing_writes_every_chunk_that_is_full() throws IOException {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        EncryptingOutputStream stream = PARALLEL.encryptingStream(written, CONTEXT);
        stream.write(message(11 * CHUNK + 5));
        stream.flush();
        assertThat(written.size()).isEqualTo(HEAD + 11 * SEALED);
    }

    @Test
    void goes_on_after_it_was_flushed() throws IOException {
        byte[] message = message(LONG);
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        try (EncryptingOutputStream stream = PARALLEL.encryptingStream(written, CONTEXT)) {
            for (int from = 0; from < message.length; from += 50_000) {
                stream.write(message, from, Math.min(50_000, message.length - from));
                stream.flush();
            }
        }
        assertThat(Arrays.equals(CIPHER.decrypt(written.toByteArray(), CONTEXT), message))
                .isTrue();
    }

    // ---------------------------------------------------------------- ending early

    @ParameterizedTest
    @ValueSource(ints = {0, 1, CHUNK, GROUP, GROUP + 1, 3 * GROUP, LONG})
    void an_aborted_envelope_never_opens(int length) throws IOException {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        EncryptingOutputStream stream = PARALLEL.encryptingStream(written, CONTEXT);
        stream.write(message(length));
        stream.abort();
        stream.close();
        assertNeverOpens(written);
    }

    @Test
    void closes_its_source_though_it_is_closed_in_the_middle() throws IOException {
        CountingInputStream source = new CountingInputStream(envelope(LONG));
        InputStream stream = PARALLEL.decryptingStream(source, CONTEXT);
        stream.readNBytes(CHUNK);
        stream.close();
        stream.close();
        assertThat(source.closed()).isEqualTo(1);
        assertThatIOException().isThrownBy(stream::read).withMessage("This stream was closed");
    }

    // ---------------------------------------------------------------- what is an envelope already

    @ParameterizedTest
    @ValueSource(ints = {0, 1000, CHUNK, LONG})
    void nothing_is_written_of_what_is_an_envelope_already(int length) throws IOException {
        ByteArrayOutputStream sink = new ByteArrayOutputStream();
        EncryptingOutputStream stream = PARALLEL.encryptingStream(sink, CONTEXT);
        assertThatExceptionOfType(AlreadyAnEnvelopeException.class).isThrownBy(() -> {
            stream.write(envelope(length));
            stream.close();
        });
        stream.close();
        assertThat(sink.size()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1000, CHUNK, LONG})
    void nothing_but_the_head_is_pulled_of_what_is_an_envelope_already(int length) {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        InputStream stream = PARALLEL.encryptingStream(source(envelope(length)), CONTEXT);
        assertThatExceptionOfType(AlreadyAnEnvelopeException.class).isThrownBy(() -> stream.transferTo(read));
        assertThat(read.size()).isEqualTo(HEAD);
    }

    // ----------------------------------------------------------------

    static Stream<Arguments> threadsAndLengths() {
        return IntStream.of(2, 3, 16)
                .boxed()
                .flatMap(threads -> Arrays.stream(LENGTHS).mapToObj(length -> Arguments.of(threads, length)));
    }

    private static byte[] written(EnvelopeCipher cipher, byte[] message) throws IOException {
        ByteArrayOutputStream sink = new ByteArrayOutputStream();
        try (EncryptingOutputStream stream = cipher.encryptingStream(sink, CONTEXT)) {
            for (int from = 0; from < message.length; from += 50_000) {
                stream.write(message, from, Math.min(50_000, message.length - from));
            }
        }
        return sink.toByteArray();
    }

    private static void assertNeverOpens(ByteArrayOutputStream written) {
        assertThatExceptionOfType(EnvelopeException.class)
                .isThrownBy(() -> CIPHER.decrypt(written.toByteArray(), CONTEXT));
    }

    private static OutputStream failing(ByteArrayOutputStream sink, int failAt) {
        return new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                if (sink.size() >= failAt) {
                    throw new IOException("disk full");
                }
                sink.write(b);
            }
        };
    }
}

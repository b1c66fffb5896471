package dev.envelope.internal.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.ContentRefusedException;
import dev.envelope.ErrorCode;
import dev.envelope.ShreddedException;
import dev.envelope.internal.crypto.Jca;
import dev.envelope.testsupport.TestBytes;
import dev.envelope.testsupport.WatchedGcm;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A time limit ends a test that would hang, and says nothing of speed. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ChunkRunTest {

    private static final int CHUNK = ChunkLayout.CHUNK_LENGTH;
    private static final int GROUP = 8;

    private final WatchedGcm gcm = new WatchedGcm();
    private final ContentKey key = ContentFixture.keyOf(
            Jca.of(gcm), ContentFixture.DATA_KEY, ContentFixture.CONTEXT, ContentFixture.REFERENCE.header());

    // ---------------------------------------------------------------- what comes of it

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 8})
    void writes_what_the_reference_does_on_any_number_of_threads(int threads) throws IOException {
        for (int length :
                new int[] {0, 1, CHUNK, GROUP * CHUNK - 1, GROUP * CHUNK, GROUP * CHUNK + 1, 17 * GROUP * CHUNK + 5}) {
            byte[] message = TestBytes.ofLength(length);
            // A cipher of its own: one that has sealed the last length would refuse to use a nonce again.
            ContentKey again = ContentFixture.keyOf(
                    Jca.of(new WatchedGcm()),
                    ContentFixture.DATA_KEY,
                    ContentFixture.CONTEXT,
                    ContentFixture.REFERENCE.header());

            byte[] content = ContentInputStream.sealing(
                            again,
                            ContentFixture.REFERENCE.header(),
                            new ByteArrayInputStream(message),
                            (i, chunk, l) -> {},
                            threads)
                    .readAllBytes();

            assertThat(Arrays.equals(content, ContentFixture.REFERENCE.seal(message)))
                    .as("%d bytes", length)
                    .isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void hands_out_the_chunks_before_an_altered_one_and_then_fails(int threads) {
        int chunks = 5 * GROUP + 3;
        byte[] content = ContentFixture.sealed((chunks - 1) * CHUNK + 5);
        for (int altered = 0; altered < chunks; altered++) {
            byte[] copy = content.clone();
            copy[(int) ChunkLayout.chunkOffset(altered)] ^= 1;

            assertThat(handedOut(copy, threads))
                    .as("chunk %d altered", altered)
                    .isEqualTo(
                            altered + " chunks, then its chunk " + altered + " was altered, cut or moved, again: true");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void hands_out_the_chunks_before_a_cut_and_then_fails(int threads) {
        int chunks = 3 * GROUP + 2;
        byte[] content = ContentFixture.sealed((chunks - 1) * CHUNK + 5);
        for (int whole = 0; whole < chunks; whole++) {
            byte[] cut = Arrays.copyOf(content, (int) ChunkLayout.chunkOffset(whole));

            assertThat(handedOut(cut, threads))
                    .as("cut behind %d chunks", whole)
                    .isEqualTo(whole + " chunks, then its last chunk is missing, again: true");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 5})
    void hands_out_the_chunks_before_two_that_were_swapped_and_then_fails(int threads) {
        int chunks = 3 * GROUP;
        byte[] content = ContentFixture.sealed((chunks - 1) * CHUNK + 5);
        for (int first = 0; first < chunks - 2; first++) {
            byte[] swapped = content.clone();
            int at = (int) ChunkLayout.chunkOffset(first);
            int sealed = ChunkLayout.SEALED_CHUNK_LENGTH;
            System.arraycopy(content, at, swapped, at + sealed, sealed);
            System.arraycopy(content, at + sealed, swapped, at, sealed);

            assertThat(handedOut(swapped, threads))
                    .as("chunk %d swapped with the next", first)
                    .isEqualTo(first + " chunks, then its chunk " + first + " was altered, cut or moved, again: true");
        }
    }

    // ---------------------------------------------------------------- threads

    @Test
    void works_in_the_callers_thread_alone_unless_it_is_told_otherwise() {
        try (ChunkRun run = ChunkRun.sealing(key, 1)) {
            pass(run, 100);
        }
        assertThat(gcm.threads()).containsExactly(Thread.currentThread());
    }

    @Test
    void wakes_no_thread_for_a_short_message() {
        try (ChunkRun run = ChunkRun.sealing(key, 4)) {
            pass(run, GROUP - 1);
        }
        assertThat(gcm.threads()).containsExactly(Thread.currentThread());
    }

    @Test
    void as_many_threads_as_were_asked_for_work_at_the_same_time() {
        CyclicBarrier together = new CyclicBarrier(3);
        Set<Thread> met = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
        gcm.before(use -> {
            if (met.add(Thread.currentThread())) {
                meet(together);
            }
        });
        try (ChunkRun run = ChunkRun.sealing(key, 3)) {
            pass(run, 20 * GROUP);
        }
        assertThat(met).hasSize(3).contains(Thread.currentThread());
    }

    @Test
    void no_more_threads_work_than_were_asked_for() {
        try (ChunkRun run = ChunkRun.sealing(key, 3)) {
            pass(run, 50 * GROUP);
        }
        assertThat(gcm.threads()).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void its_threads_do_not_keep_a_program_from_ending() {
        try (ChunkRun run = ChunkRun.sealing(key, 4)) {
            pass(run, 20 * GROUP);
            assertThat(helpers()).allMatch(Thread::isDaemon);
        }
    }

    @Test
    void its_threads_end_when_it_is_closed() throws InterruptedException {
        try (ChunkRun run = ChunkRun.sealing(key, 4)) {
            pass(run, 20 * GROUP);
        }
        for (Thread helper : helpers()) {
            helper.join();
        }
        assertThat(helpers()).noneMatch(Thread::isAlive);
    }

    // ---------------------------------------------------------------- memory

    @Test
    void uses_the_same_buffers_again_however_many_chunks_there_are() {
        Set<byte[]> buffers = Collections.newSetFromMap(new IdentityHashMap<>());
        try (ChunkRun run = ChunkRun.sealing(key, 3)) {
            for (int i = 0; i < 1000; i++) {
                buffers.add(run.input());
                run.add(CHUNK);
                while (!run.hasRoom()) {
                    buffers.add(run.take().output());
                }
            }
        }
        assertThat(buffers).hasSizeLessThanOrEqualTo(2 * 5 * GROUP);
    }

    @Test
    void has_one_buffer_for_a_short_message() {
        try (ChunkRun run = ChunkRun.sealing(key, 200)) {
            byte[] first = run.input();
            run.add(5);
            run.take();
            assertThat(run.input()).isSameAs(first);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 4})
    void wipes_all_buffers_when_it_is_closed_in_the_middle(int threads) {
        List<byte[]> buffers = new ArrayList<>();
        ChunkRun run = ChunkRun.sealing(key, threads);
        while (run.hasRoom()) {
            collect(run);
            buffers.add(run.input());
            run.add(CHUNK);
        }
        buffers.add(run.take().output());
        collect(run);
        buffers.add(run.input());

        run.close();

        assertThat(buffers).allSatisfy(buffer -> assertThat(buffer).containsOnly(0));
    }

    @Test
    void closes_the_key() {
        ChunkRun run = ChunkRun.sealing(key, 4);
        run.close();
        assertThatThrownBy(() -> key.seal(0, new byte[1], 0, 1, new byte[17], 0))
                .hasMessage("This key was closed");
    }

    // ---------------------------------------------------------------- ending early

    @Test
    void closing_waits_for_what_another_thread_has_begun() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        gcm.before(use -> {
            begun.countDown();
            await(goOn);
        });
        ChunkRun run = ChunkRun.sealing(key, 2);
        byte[] first = run.input();
        for (int i = 0; i < GROUP; i++) {
            collect(run);
            run.add(CHUNK);
        }
        await(begun);
        Thread closing = new Thread(run::close);
        closing.start();
        waitUntilItWaits(closing);
        byte[] inUse = first.clone();

        goOn.countDown();
        closing.join();

        assertThat(inUse).isEqualTo(TestBytes.ofLength(CHUNK));
        assertThat(first).containsOnly(0);
    }

    @Test
    void closing_leaves_undone_what_is_not_begun() {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        gcm.before(use -> {
            begun.countDown();
            await(goOn);
        });
        ChunkRun run = ChunkRun.sealing(key, 2);
        for (int i = 0; i < 3 * GROUP; i++) {
            collect(run);
            run.add(CHUNK);
        }
        await(begun);
        Thread caller = Thread.currentThread();
        new Thread(() -> {
                    waitUntilItWaits(caller);
                    goOn.countDown();
                })
                .start();

        run.close();

        assertThat(gcm.uses()).isEqualTo(1);
    }

    @Test
    void can_be_closed_twice() {
        ChunkRun run = ChunkRun.sealing(key, 2);
        pass(run, 20);
        run.close();
        run.close();
        assertThat(run.isEmpty()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void an_error_in_any_thread_comes_out_where_the_chunk_would(int threads) {
        gcm.before(use -> {
            if (use > 3) {
                throw new StackOverflowError("deep");
            }
        });
        ContentInputStream stream = sealing(threads);
        assertThatThrownBy(stream::readAllBytes)
                .isInstanceOf(StackOverflowError.class)
                .hasMessage("deep");
        assertThatThrownBy(stream::read)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("failed before")
                .hasCauseInstanceOf(StackOverflowError.class);
    }

    @Test
    void what_a_provider_throws_keeps_its_type() {
        gcm.before(use -> {
            throw new UnsupportedOperationException("not today");
        });
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> sealing(3).readAllBytes())
                .withMessage("not today");
    }

    // ---------------------------------------------------------------- permission

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void hands_out_no_chunk_for_which_there_is_no_permission(int threads) throws IOException {
        AtomicInteger asked = new AtomicInteger();
        key.askBeforeEachChunk(
                () -> {
                    if (asked.incrementAndGet() > 5) {
                        throw new ShreddedException("acme", "withdrawn", null);
                    }
                },
                code -> {});
        ByteArrayOutputStream content = new ByteArrayOutputStream();

        assertThatExceptionOfType(ShreddedException.class)
                .isThrownBy(() -> sealing(threads).transferTo(content));

        assertThat(content.size()).isEqualTo(5 * ChunkLayout.SEALED_CHUNK_LENGTH);
    }

    @Test
    void asks_for_permission_in_the_callers_thread() throws IOException {
        Set<Thread> asking = Collections.newSetFromMap(new IdentityHashMap<>());
        key.askBeforeEachChunk(() -> asking.add(Thread.currentThread()), code -> {});
        sealing(4).readAllBytes();
        assertThat(asking).containsExactly(Thread.currentThread());
    }

    @Test
    void tells_once_why_a_chunk_could_not_be_had() {
        byte[] content = ContentFixture.sealed(40 * CHUNK);
        for (int chunk = 10; chunk < 40; chunk++) {
            content[(int) ChunkLayout.chunkOffset(chunk)] ^= 1;
        }
        List<ErrorCode> told = new ArrayList<>();
        key.askBeforeEachChunk(() -> {}, told::add);
        ContentInputStream stream = ContentInputStream.opening(key, behindHeader(content), 4);
        assertThatExceptionOfType(ContentRefusedException.class).isThrownBy(stream::readAllBytes);
        assertThatExceptionOfType(ContentRefusedException.class).isThrownBy(stream::read);

        assertThat(told).containsExactly(ErrorCode.CONTENT_REFUSED);
    }

    @Test
    void tells_nothing_of_a_chunk_that_no_one_asked_for() throws IOException {
        byte[] content = ContentFixture.sealed(40 * CHUNK);
        content[(int) ChunkLayout.chunkOffset(10)] ^= 1;
        List<ErrorCode> told = new ArrayList<>();
        key.askBeforeEachChunk(() -> {}, told::add);
        try (ContentInputStream stream = ContentInputStream.opening(key, behindHeader(content), 4)) {
            stream.readNBytes(CHUNK);
        }
        assertThat(told).isEmpty();
    }

    // ---------------------------------------------------------------- interrupts

    @Test
    void an_interrupt_while_it_waits_loses_nothing_and_is_kept() {
        Thread caller = Thread.currentThread();
        AtomicBoolean helped = new AtomicBoolean();
        gcm.before(use -> {
            if (Thread.currentThread() == caller) {
                while (!helped.get()) {
                    Thread.onSpinWait(); // or it would do all of it alone, with nothing to wait for
                }
            } else if (!helped.getAndSet(true)) {
                waitUntilItWaits(caller);
                caller.interrupt();
                waitUntilItWaits(caller);
            }
        });
        int chunks = 10 * GROUP;
        try (ChunkRun run = ChunkRun.sealing(key, 2)) {
            assertThat(pass(run, chunks)).isEqualTo(chunks);
        }
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void a_thread_that_is_interrupted_already_gets_all_of_it() throws IOException {
        Thread.currentThread().interrupt();
        byte[] content = sealing(4).readAllBytes();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(content.length).isEqualTo(ContentFixture.sealed(40 * CHUNK).length - ChunkLayout.HEADER_LENGTH);
    }

    // ----------------------------------------------------------------

    private ContentInputStream sealing(int threads) {
        return ContentInputStream.sealing(
                key,
                new byte[0],
                new ByteArrayInputStream(TestBytes.ofLength(40 * CHUNK)),
                (i, chunk, length) -> {},
                threads);
    }

    /** How many whole chunks were handed out, what then went wrong, and whether it goes wrong again. */
    private static String handedOut(byte[] content, int threads) {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        ContentInputStream stream =
                ContentInputStream.opening(ContentFixture.keyOf(content), behindHeader(content), threads);
        try {
            stream.transferTo(message);
            return "all of it";
        } catch (IOException | RuntimeException e) {
            byte[] handedOut = message.toByteArray();
            assertThat(Arrays.equals(handedOut, TestBytes.ofLength(handedOut.length)))
                    .isTrue();
            String why = e.getMessage().replaceFirst("^[^:]*: ", "").replaceFirst("\\. .*", "");
            return message.size() / CHUNK + (message.size() % CHUNK == 0 ? " chunks" : " chunks and a part") + ", then "
                    + why + ", again: " + failsAgain(stream, e);
        }
    }

    private static boolean failsAgain(ContentInputStream stream, Exception with) {
        return IntStream.range(0, 3).allMatch(i -> {
            try {
                stream.read();
                return false;
            } catch (IOException | RuntimeException e) {
                return e == with;
            }
        });
    }

    /** Passes full chunks through, and returns how many came out. */
    private static int pass(ChunkRun run, int chunks) {
        int taken = 0;
        for (int i = 0; i < chunks; i++) {
            run.input();
            run.add(CHUNK);
            for (; !run.hasRoom(); taken++) {
                run.take();
            }
        }
        for (; !run.isEmpty(); taken++) {
            run.take();
        }
        return taken;
    }

    private static void collect(ChunkRun run) {
        System.arraycopy(TestBytes.ofLength(CHUNK), 0, run.input(), 0, CHUNK);
    }

    private List<Thread> helpers() {
        return gcm.threads().stream()
                .filter(thread -> thread != Thread.currentThread())
                .toList();
    }

    private static ByteArrayInputStream behindHeader(byte[] content) {
        return new ByteArrayInputStream(content, ChunkLayout.HEADER_LENGTH, content.length);
    }

    private static void meet(CyclicBarrier others) {
        try {
            others.await(30, TimeUnit.SECONDS);
        } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
            throw new IllegalStateException("The others did not come", e);
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void waitUntilItWaits(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
    }
}

package dev.envelope.internal.content;

import dev.envelope.internal.thread.DaemonThreads;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * The chunks of a stream while they are sealed or opened: they are collected and handed out by one thread, in order,
 * and worked on in between by that thread alone or with others beside it.
 *
 * <p>Alone, it works on a chunk when it takes it, and there is never more than one. With others, there is a bounded
 * number of them, which they work on in groups, so that handing over costs little beside the work; and rather than wait
 * for a group that another thread has begun, it works on the next one itself.
 *
 * <p>Not safe for use by several threads: those beside the caller's see nothing but chunks that are complete.
 */
public final class ChunkRun implements AutoCloseable {

    /** The most threads. */
    public static final int MAX_THREADS = 256;

    private static final int CHUNKS_PER_GROUP = 8;

    /** Beside one for each thread: one that is collected, and one that is handed out. */
    private static final int FURTHER_GROUPS = 2;

    private final ContentKey key;
    private final ChunkWork work;
    private final int helpers;
    private final int mostChunks;
    private final Deque<Chunk> inOrder = new ArrayDeque<>();
    private final Deque<Chunk> spare = new ArrayDeque<>();
    private final List<Chunk> ungrouped = new ArrayList<>();
    private @Nullable Chunk collecting;
    private @Nullable ExecutorService helping;
    private long nextIndex;
    private volatile boolean closed;

    private ChunkRun(ContentKey key, ChunkWork work, int threads) {
        this.key = key;
        this.work = work;
        this.helpers = threads - 1;
        this.mostChunks = helpers == 0 ? 1 : (threads + FURTHER_GROUPS) * CHUNKS_PER_GROUP;
    }

    /**
     * A run that encrypts.
     *
     * @param key the key for this content; closed with the run
     * @param threads how many threads work on it, the caller's among them
     * @return the run, which the caller owns
     */
    public static ChunkRun sealing(ContentKey key, int threads) {
        return new ChunkRun(key, ChunkWork.SEAL, threads);
    }

    /**
     * A run that decrypts.
     *
     * @param key the key for this content; closed with the run
     * @param threads how many threads work on it, the caller's among them
     * @return the run, which the caller owns
     */
    public static ChunkRun opening(ContentKey key, int threads) {
        return new ChunkRun(key, ChunkWork.OPEN, threads);
    }

    /**
     * Returns where to collect the next chunk, the same array until it is {@linkplain #add added}. The chunk that was
     * taken last is not to be used any longer.
     *
     * @return an array as long as a full chunk
     */
    public byte[] input() {
        return collecting().input();
    }

    /**
     * Adds the chunk that was collected. There has to be {@linkplain #hasRoom room}.
     *
     * @param length how many bytes of it there are
     */
    public void add(int length) {
        add(input(), 0, length);
    }

    /**
     * Tells whether the run may be given a chunk in an array of someone else's, which saves copying it: only where it is taken
     * before that array's owner goes on.
     *
     * @return true if no other thread works on chunks
     */
    public boolean canBorrow() {
        return helpers == 0;
    }

    /**
     * Adds a chunk that is in another array than {@link #input()}. There has to be {@linkplain #hasRoom room}, and it has to be taken
     * before the array changes.
     *
     * @param source holds the chunk
     * @param offset where it begins
     * @param length how many bytes of it there are
     */
    public void add(byte[] source, int offset, int length) {
        Chunk chunk = collecting();
        collecting = null;
        // Before anything that can fail: no number is used twice, whatever becomes of the chunk.
        chunk.collected(nextIndex++, source, offset, length);
        inOrder.addLast(chunk);
        if (helpers > 0) {
            ungrouped.add(chunk);
            if (ungrouped.size() == CHUNKS_PER_GROUP) {
                helping().execute(group());
            }
        }
    }

    /**
     * Returns the number of the chunk that is added next.
     *
     * @return the number, from 0
     */
    public long nextIndex() {
        return nextIndex;
    }

    /**
     * Tells whether a chunk may be added before one is taken.
     *
     * @return false if one has to be taken first
     */
    public boolean hasRoom() {
        return inOrder.size() < mostChunks;
    }

    /**
     * Tells whether all that was added was taken.
     *
     * @return true if there is nothing to take
     */
    public boolean isEmpty() {
        return inOrder.isEmpty();
    }

    /**
     * Tells whether there is a chunk that another thread is done with.
     *
     * @return true if the next one is taken without work or waiting
     */
    public boolean isReady() {
        return !inOrder.isEmpty() && inOrder.getFirst().isDone();
    }

    /**
     * Takes the oldest chunk, when the key's {@linkplain ContentKey#askBeforeEachChunk permission} was asked and the
     * work on it is done. Where this throws, the run is over, and to be closed.
     *
     * @return the chunk, which is to be used before the next one is collected
     * @throws dev.envelope.EnvelopeException if the chunk does not authenticate, or the key was withdrawn
     */
    public Chunk take() {
        Chunk oldest = inOrder.getFirst();
        key.handOut(() -> complete(oldest));
        inOrder.removeFirst();
        spare.addFirst(oldest);
        return oldest;
    }

    /** Lets the other threads end what they have begun, and wipes the key and all buffers. */
    @Override
    public void close() {
        closed = true;
        for (Chunk chunk : inOrder) {
            if (chunk.isInGroup()) {
                chunk.begin();
                chunk.await();
            }
        }
        if (helping != null) {
            helping.shutdown();
        }
        key.close();
        spare.addAll(inOrder);
        inOrder.clear();
        if (collecting != null) {
            spare.add(collecting);
        }
        spare.forEach(Chunk::wipe);
    }

    private Chunk collecting() {
        if (collecting == null) {
            Chunk next = spare.poll();
            collecting = next == null ? new Chunk(work) : next;
        }
        return collecting;
    }

    private void complete(Chunk oldest) {
        if (oldest.isInGroup()) {
            oldest.begin();
            if (!oldest.isDone()) {
                workMeanwhile(oldest);
                oldest.await();
            }
        } else {
            // Alone; or the last chunks, which are too few to be worth another thread.
            ungrouped.remove(oldest);
            oldest.work(work, key);
        }
        oldest.requireSuccess();
    }

    private void workMeanwhile(Chunk awaited) {
        for (Chunk chunk : inOrder) {
            if (awaited.isDone()) {
                return;
            }
            chunk.begin();
        }
    }

    private ChunkGroup group() {
        List<Chunk> chunks = List.copyOf(ungrouped);
        ungrouped.clear();
        ChunkGroup group = new ChunkGroup(() -> work(chunks));
        chunks.forEach(chunk -> chunk.joined(group));
        return group;
    }

    private void work(List<Chunk> chunks) {
        for (Chunk chunk : chunks) {
            if (closed) {
                return;
            }
            chunk.work(work, key);
        }
    }

    private ExecutorService helping() {
        if (helping == null) {
            helping = DaemonThreads.limited("envelope-stream", helpers);
        }
        return helping;
    }
}

package dev.envelope.testsupport;

import dev.envelope.format.ByteRange;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.SeekableByteChannel;
import java.util.ArrayList;
import java.util.List;

/** A channel over bytes in memory that remembers what was read from it. */
public final class MemoryChannel implements SeekableByteChannel {

    private final byte[] bytes;
    private final int mostPerRead;
    private final long claimedSize;
    private final List<ByteRange> reads = new ArrayList<>();
    private long position;
    private boolean open = true;
    private boolean hesitates;
    private boolean hesitated;

    private MemoryChannel(byte[] bytes, int mostPerRead, long claimedSize) {
        this.bytes = bytes;
        this.mostPerRead = mostPerRead;
        this.claimedSize = claimedSize;
    }

    public static MemoryChannel of(byte[] bytes) {
        return new MemoryChannel(bytes, Integer.MAX_VALUE, bytes.length);
    }

    /** A channel that never gives more than a few bytes at a time, as a network does. */
    public static MemoryChannel trickling(byte[] bytes, int mostPerRead) {
        return new MemoryChannel(bytes, mostPerRead, bytes.length);
    }

    /** A channel that has nothing for now each time before it gives something, as one that does not block. */
    public static MemoryChannel hesitating(byte[] bytes) {
        MemoryChannel channel = of(bytes);
        channel.hesitates = true;
        return channel;
    }

    /** A channel that ends before the size it tells, like a file that another process truncates. */
    public static MemoryChannel claiming(long size, byte[] bytes) {
        return new MemoryChannel(bytes, Integer.MAX_VALUE, size);
    }

    /** What was read since the last call, in order. */
    public List<ByteRange> takeReads() {
        List<ByteRange> taken = List.copyOf(reads);
        reads.clear();
        return taken;
    }

    @Override
    public int read(ByteBuffer into) throws ClosedChannelException {
        requireOpen();
        if (position >= bytes.length) {
            return -1;
        }
        hesitated = hesitates && !hesitated;
        if (hesitated) {
            return 0;
        }
        int length = (int) Math.min(Math.min(into.remaining(), mostPerRead), bytes.length - position);
        into.put(bytes, (int) position, length);
        reads.add(new ByteRange(position, length));
        position += length;
        return length;
    }

    @Override
    public long position() throws ClosedChannelException {
        requireOpen();
        return position;
    }

    @Override
    public SeekableByteChannel position(long newPosition) throws ClosedChannelException {
        requireOpen();
        position = newPosition;
        return this;
    }

    @Override
    public long size() throws ClosedChannelException {
        requireOpen();
        return claimedSize;
    }

    @Override
    public int write(ByteBuffer from) {
        throw new NonWritableChannelException();
    }

    @Override
    public SeekableByteChannel truncate(long size) {
        throw new NonWritableChannelException();
    }

    @Override
    public boolean isOpen() {
        return open;
    }

    @Override
    public void close() {
        open = false;
    }

    private void requireOpen() throws ClosedChannelException {
        if (!open) {
            throw new ClosedChannelException();
        }
    }
}

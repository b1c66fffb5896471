package dev.envelope.cli.inspect;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * As much of an envelope as tells all that can be told: its beginning, its last bytes and its length.
 *
 * @param beginning the first bytes, more than any key block has
 * @param end the last two bytes, fewer if there are fewer
 * @param length the length of the whole, in bytes
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Sample(byte[] beginning, byte[] end, long length) {

    /** More than the longest key block, in text form too. */
    static final int BEGINNING = 1 << 20;

    private static final int END = 2;
    private static final int BUFFER = 1 << 16;

    /** Reads the beginning and the end of a file, and nothing between them. */
    static Sample ofFile(Path file) throws IOException {
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            long length = channel.size();
            InputStream stream = Channels.newInputStream(channel);
            byte[] beginning = stream.readNBytes(BEGINNING);
            channel.position(Math.max(0, length - END));
            return new Sample(beginning, stream.readNBytes(END), length);
        }
    }

    /** Reads a stream to its end, keeping what is needed. */
    static Sample ofStream(InputStream stream) throws IOException {
        byte[] beginning = stream.readNBytes(BEGINNING);
        ByteBuffer end = ByteBuffer.allocate(BUFFER + END);
        keepEnd(end.put(beginning, Math.max(0, beginning.length - END), Math.min(END, beginning.length)));
        long length = beginning.length;
        int count;
        while ((count = stream.read(end.array(), end.position(), BUFFER)) >= 0) {
            length += count;
            keepEnd(end.position(end.position() + count));
        }
        byte[] last = new byte[end.position()];
        end.flip().get(last);
        return new Sample(beginning, last, length);
    }

    private static void keepEnd(ByteBuffer buffer) {
        buffer.flip();
        buffer.position(Math.max(0, buffer.limit() - END)).compact();
    }

    boolean isWhole() {
        return beginning.length == length;
    }
}

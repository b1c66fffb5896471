package dev.envelope.benchmarks.streams;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/** A long message, and what a peer makes of it. Neither is kept on the heap. */
final class LongMessage {

    private static final int BLOCK = 64 * 1024;

    private final byte[] block = new byte[BLOCK];
    private final long length;

    LongMessage(long length) {
        if (length % BLOCK != 0) {
            throw new IllegalArgumentException(length + " bytes are not whole blocks of " + BLOCK);
        }
        this.length = length;
        new SplittableRandom(1).nextBytes(block);
    }

    long length() {
        return length;
    }

    void encrypt(StreamPeer peer, OutputStream sink) throws Exception {
        peer.encrypt(block, length / BLOCK, sink);
    }

    /** Encrypts it into a file that is mapped into memory, so that reading it costs a copy and nothing else. */
    MappedByteBuffer sealedBy(StreamPeer peer) throws Exception {
        Path file = Files.createTempFile("sealed", null);
        try {
            try (OutputStream sink = new BufferedOutputStream(Files.newOutputStream(file))) {
                encrypt(peer, sink);
            }
            try (FileChannel channel = FileChannel.open(file)) {
                return channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
                        .load();
            }
        } finally {
            delete(file);
        }
    }

    void decrypt(StreamPeer peer, InputStream sealed) throws Exception {
        long found = peer.decrypt(sealed);
        if (found != length) {
            throw new IllegalStateException("Decrypted " + found + " bytes of " + length);
        }
    }

    private static void delete(Path file) throws IOException {
        if (System.getProperty("os.name").startsWith("Windows")) {
            file.toFile().deleteOnExit(); // can't be deleted while it is mapped
        } else {
            Files.delete(file);
        }
    }
}

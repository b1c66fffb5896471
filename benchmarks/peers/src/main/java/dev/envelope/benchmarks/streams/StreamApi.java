package dev.envelope.benchmarks.streams;

import java.io.InputStream;
import java.io.OutputStream;

/** A peer that wraps streams, as all but the floor do. */
interface StreamApi extends StreamPeer {

    /** As programs that copy streams have. */
    int BUFFER = 64 * 1024;

    OutputStream encrypting(OutputStream sink) throws Exception;

    InputStream decrypting(InputStream sealed) throws Exception;

    @Override
    default void encrypt(byte[] block, long blocks, OutputStream sink) throws Exception {
        try (OutputStream stream = encrypting(sink)) {
            for (long i = 0; i < blocks; i++) {
                stream.write(block);
            }
        }
    }

    @Override
    default long decrypt(InputStream sealed) throws Exception {
        byte[] buffer = new byte[BUFFER];
        long length = 0;
        try (InputStream stream = decrypting(sealed)) {
            for (int read = stream.read(buffer); read >= 0; read = stream.read(buffer)) {
                length += read;
            }
        }
        return length;
    }
}

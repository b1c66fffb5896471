package dev.envelope.benchmarks.streams;

import java.io.InputStream;
import java.io.OutputStream;

/** Something that encrypts long messages. Safe for use by several threads, each with a message of its own. */
interface StreamPeer {

    /** Encrypts a message that is one block over and over, so that no source is measured. */
    void encrypt(byte[] block, long blocks, OutputStream sink) throws Exception;

    /** Decrypts what {@link #encrypt} wrote, and tells how long the message is. */
    long decrypt(InputStream sealed) throws Exception;
}

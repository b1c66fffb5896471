package dev.envelope.benchmarks.peers;

/** Something that encrypts records. Safe for use by several threads. */
public interface Peer {

    /** Encrypts a record. */
    byte[] encrypt(Row row) throws Exception;

    /** Decrypts what {@link #encrypt} returned for that record. */
    byte[] decrypt(byte[] sealed, Row row) throws Exception;
}

package dev.envelope.benchmarks.peers;

/** Something that encrypts records. Safe for use by several threads. */
interface Peer {

    /** What the table calls it. */
    String name();

    /** Encrypts a record. */
    byte[] encrypt(Row row) throws Exception;

    /** Decrypts what {@link #encrypt} returned for that record. */
    byte[] decrypt(byte[] sealed, Row row) throws Exception;
}

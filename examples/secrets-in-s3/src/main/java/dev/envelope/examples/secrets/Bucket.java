package dev.envelope.examples.secrets;

import dev.envelope.format.ByteRange;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;

/** What a {@link SecretStore} needs of a bucket. Safe for use by several threads. */
interface Bucket {

    /** The name of the bucket. */
    String name();

    /**
     * Reads a small object.
     *
     * @return the object, or empty if there is none
     */
    Optional<Small> read(String key);

    /**
     * Writes a small object if it is what it was: compare-and-set.
     *
     * @param expectedEtag the ETag of the object to replace; empty if there must be none
     * @return whether it was written
     */
    boolean replace(String key, byte[] content, Optional<String> expectedEtag);

    /**
     * Writes an object that does not exist yet, in constant memory. If the content can't be read to its end, no object is
     * made.
     *
     * @return its ETag
     */
    String create(String key, InputStream content) throws IOException;

    /**
     * Opens an object from its beginning.
     *
     * @throws SecretException.ContentGone if there is none with this ETag
     */
    Content open(String key, String etag);

    /**
     * Reads a part of an object.
     *
     * @return its bytes; fewer, or none, only where the object ends
     * @throws SecretException.ContentGone if there is none with this ETag
     */
    byte[] read(String key, String etag, ByteRange range) throws IOException;

    /**
     * Tells what an object is without reading it.
     *
     * @return its state, or empty if there is none
     */
    Optional<Stat> stat(String key);

    /** Deletes an object that nothing refers to any more. Where that fails, it is logged and the object left behind. */
    void delete(String key);

    /**
     * A small object.
     *
     * @param bytes its bytes
     * @param etag its ETag
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Small(byte[] bytes, String etag) {}

    /**
     * The state of an object.
     *
     * @param etag its ETag
     * @param length its length, in bytes
     * @param lastModified when it was written
     */
    record Stat(String etag, long length, Instant lastModified) {}

    /**
     * An open object.
     *
     * @param stream its bytes, to be closed
     * @param length how many they are
     */
    record Content(InputStream stream, long length) {}
}

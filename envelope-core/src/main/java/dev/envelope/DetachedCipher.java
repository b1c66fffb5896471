package dev.envelope;

import static java.util.Objects.requireNonNull;

import dev.envelope.Streams.Placement;
import dev.envelope.format.KeyBlock;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.SeekableByteChannel;

/**
 * Encrypts and opens records whose key block is kept apart from their content: in a column, in an object's metadata, in a
 * sidecar file. Rewrapping a large object then moves a few hundred bytes.
 *
 * <pre>{@code
 * try (EncryptingInputStream content = cipher.detached().encryptingStream(file, context)) {
 *     upload(content, metadata("key-block", content.keyBlock().toText()));
 * }
 * }</pre>
 *
 * <p>Key block and content prove each other: the content opens under no other key block's data key. What applies to
 * {@link EnvelopeCipher} applies here; records in memory are taken apart and put together by
 * {@link dev.envelope.format.Envelope}.
 */
public final class DetachedCipher {

    private final RecordKeys keys;
    private final Streams streams;
    private final Settings settings;
    private final FailureReport failures;

    DetachedCipher(RecordKeys keys, Streams streams, Settings settings, FailureReport failures) {
        this.keys = keys;
        this.streams = streams;
        this.settings = settings;
        this.failures = failures;
    }

    /**
     * Encrypts a message of any length that is written to a stream, in constant memory.
     *
     * @param sink where the content block goes; closed with the stream
     * @param context what the record is
     * @return the stream to write the message to and to close, whose
     *     {@linkplain EncryptingOutputStream#keyBlock() key block} is to be stored
     * @throws EnvelopeException if no data key can be had
     */
    public EncryptingOutputStream encryptingStream(OutputStream sink, EncryptionContext context) {
        return streams.encrypting(sink, context, Placement.DETACHED);
    }

    /**
     * Encrypts a message of any length that is pulled from a stream, in constant memory.
     *
     * @param source the message; closed with the stream
     * @param context what the record is
     * @return the stream to read the content block from and to close, whose
     *     {@linkplain EncryptingInputStream#keyBlock() key block} is to be stored
     * @throws EnvelopeException if no data key can be had
     */
    public EncryptingInputStream encryptingStream(InputStream source, EncryptionContext context) {
        return streams.encrypting(source, context, Placement.DETACHED);
    }

    /**
     * Opens a content block that is read from a stream, as
     * {@link EnvelopeCipher#decryptingStream(InputStream, EncryptionContext)} does a whole envelope.
     *
     * @param keyBlock the key block
     * @param content the content block, and nothing behind it; closed with the stream
     * @param context what the record is
     * @return the stream to read the message from and to close; its methods throw {@link EnvelopeException} too
     * @throws EnvelopeException if the data key can't be had, or does not belong to the content
     * @throws IOException from the source
     */
    public InputStream decryptingStream(KeyBlock keyBlock, InputStream content, EncryptionContext context)
            throws IOException {
        return streams.decrypting(requireNonNull(keyBlock, "keyBlock"), content, context);
    }

    /**
     * Opens a content block for reading at any position, as
     * {@link EnvelopeCipher#decryptingChannel(SeekableByteChannel, EncryptionContext)} does a whole envelope.
     *
     * @param keyBlock the key block
     * @param content the content block, from position 0 to its end; closed with the channel
     * @param context what the record is
     * @return a channel to read the message from and to close; its methods throw {@link EnvelopeException} too
     * @throws EnvelopeException if the data key can't be had, or does not belong to the content
     * @throws IOException from the source
     */
    public SeekableByteChannel decryptingChannel(
            KeyBlock keyBlock, SeekableByteChannel content, EncryptionContext context) throws IOException {
        return streams.decrypting(requireNonNull(keyBlock, "keyBlock"), content, context);
    }

    /**
     * Opens a content block of which only parts are fetched.
     *
     * @param keyBlock the key block
     * @param contentHeader the first 56 bytes of the content block, or more
     * @param context what the record is
     * @return what tells which bytes to fetch, and decrypts them
     * @throws EnvelopeException if the data key can't be had, or does not belong to the content
     */
    public RangeDecryptor ranges(KeyBlock keyBlock, byte[] contentHeader, EncryptionContext context) {
        return streams.ranges(requireNonNull(keyBlock, "keyBlock"), contentHeader, 0, context);
    }

    /**
     * Wraps the data key anew, as the keyring would today. The content block stays as it is.
     *
     * @param keyBlock the key block
     * @param contentHeader the first 56 bytes of the content block, or more: what is
     *     wrapped in this process is first proven to be this content's data key
     * @param context what the record is
     * @return the key block to store in place of the other; an equal one where everything is current already
     * @throws EnvelopeException if the data key can't be had, or does not belong to the content
     */
    public KeyBlock rewrap(KeyBlock keyBlock, byte[] contentHeader, EncryptionContext context) {
        requireNonNull(keyBlock, "keyBlock");
        requireNonNull(context, "context");
        return failures.observe(
                RecordOperation.REWRAP, () -> keys.rewrap(keyBlock, contentHeader, context, settings.deadline()));
    }
}

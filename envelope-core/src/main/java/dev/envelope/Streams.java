package dev.envelope;

import static java.util.Objects.requireNonNull;

import dev.envelope.format.KeyBlock;
import dev.envelope.internal.content.ChunkLayout;
import dev.envelope.internal.content.ContentChannel;
import dev.envelope.internal.content.ContentInputStream;
import dev.envelope.internal.content.ContentKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.util.Arrays;

/** The streams, channels and ranges of both ciphers, which differ in where the key block is. */
record Streams(RecordKeys keys, NestedEnvelopeGuard guard, Settings settings, FailureReport failures) {

    /** Where a new envelope's key block goes. */
    enum Placement {
        BEFORE_CONTENT,
        DETACHED
    }

    EncryptingOutputStream encrypting(OutputStream sink, EncryptionContext context, Placement placement) {
        requireNonNull(sink, "sink");
        RecordKeys.NewContent content = newContent(context);
        return new EncryptingOutputStream(content, head(content, placement), guard, sink, settings.streamThreads());
    }

    EncryptingInputStream encrypting(InputStream source, EncryptionContext context, Placement placement) {
        requireNonNull(source, "source");
        RecordKeys.NewContent content = newContent(context);
        return new EncryptingInputStream(content, head(content, placement), guard, source, settings.streamThreads());
    }

    InputStream decrypting(KeyBlock keyBlock, InputStream content, EncryptionContext context) throws IOException {
        ContentKey key = existingContent(keyBlock, content.readNBytes(ChunkLayout.HEADER_LENGTH), context);
        return ContentInputStream.opening(key, content, settings.streamThreads());
    }

    InputStream decrypting(InputStream envelope, EncryptionContext context) throws IOException {
        requireNonNull(context, "context");
        return decrypting(KeyBlock.read(envelope), envelope, context);
    }

    SeekableByteChannel decrypting(KeyBlock keyBlock, SeekableByteChannel content, EncryptionContext context)
            throws IOException {
        return decrypting(keyBlock, content.position(0), 0, context);
    }

    SeekableByteChannel decrypting(SeekableByteChannel envelope, EncryptionContext context) throws IOException {
        requireNonNull(context, "context");
        KeyBlock keyBlock = KeyBlock.read(Channels.newInputStream(envelope.position(0)));
        return decrypting(keyBlock, envelope.position(keyBlock.length()), keyBlock.length(), context);
    }

    RangeDecryptor ranges(KeyBlock keyBlock, byte[] contentBeginning, long contentOffset, EncryptionContext context) {
        return new RangeDecryptor(existingContent(keyBlock, contentBeginning, context), contentOffset);
    }

    RangeDecryptor ranges(byte[] envelopeBeginning, EncryptionContext context) {
        ByteBuffer bytes = ByteBuffer.wrap(envelopeBeginning);
        KeyBlock keyBlock;
        try {
            keyBlock = KeyBlock.read(bytes);
        } catch (InvalidEnvelopeException e) {
            throw e.code() == ErrorCode.TRUNCATED ? tooShortABeginning(envelopeBeginning.length) : e;
        }
        if (bytes.remaining() < ChunkLayout.HEADER_LENGTH) {
            throw tooShortABeginning(envelopeBeginning.length);
        }
        byte[] contentBeginning = Arrays.copyOfRange(envelopeBeginning, bytes.position(), bytes.limit());
        return ranges(keyBlock, contentBeginning, bytes.position(), context);
    }

    private static InvalidEnvelopeException tooShortABeginning(int length) {
        return new InvalidEnvelopeException(
                ErrorCode.TRUNCATED,
                "The beginning of the envelope that was given has " + length + " bytes, and its key block and salt and"
                        + " commitment take more. Fetch more of it; if there is no more, the envelope was cut.");
    }

    private SeekableByteChannel decrypting(
            KeyBlock keyBlock, SeekableByteChannel source, long contentOffset, EncryptionContext context)
            throws IOException {
        ChunkLayout.messageLength(source.size() - contentOffset);
        byte[] header = Channels.newInputStream(source).readNBytes(ChunkLayout.HEADER_LENGTH);
        ContentKey key = existingContent(keyBlock, header, context);
        boolean opened = false;
        try {
            ContentChannel channel = new ContentChannel(key, source, contentOffset);
            opened = true;
            return channel;
        } finally {
            if (!opened) {
                key.close();
            }
        }
    }

    private RecordKeys.NewContent newContent(EncryptionContext context) {
        requireNonNull(context, "context");
        return failures.observe(RecordOperation.ENCRYPT, () -> keys.forLongWrite(context, settings));
    }

    private ContentKey existingContent(KeyBlock keyBlock, byte[] header, EncryptionContext context) {
        requireNonNull(context, "context");
        return failures.observe(RecordOperation.DECRYPT, () -> keys.forLongRead(keyBlock, header, context, settings));
    }

    private static byte[] head(RecordKeys.NewContent content, Placement placement) {
        byte[] keyBlock = placement == Placement.DETACHED
                ? new byte[0]
                : content.keyBlock().toBytes();
        byte[] head = Arrays.copyOf(keyBlock, keyBlock.length + ChunkLayout.HEADER_LENGTH);
        content.key().writeHeader(head, keyBlock.length);
        return head;
    }
}

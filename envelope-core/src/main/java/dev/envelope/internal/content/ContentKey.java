package dev.envelope.internal.content;

import static dev.envelope.internal.content.ChunkLayout.COMMITMENT_LENGTH;
import static dev.envelope.internal.content.ChunkLayout.MAX_CHUNKS;
import static dev.envelope.internal.content.ChunkLayout.SALT_LENGTH;

import dev.envelope.ContentRefusedException;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.internal.crypto.AesGcm;
import dev.envelope.internal.crypto.ConstantTime;
import dev.envelope.internal.crypto.HkdfSha512;
import dev.envelope.internal.crypto.Jca;
import dev.envelope.internal.crypto.Randomness;
import dev.envelope.internal.crypto.SecretBytes;
import dev.envelope.kek.DataKey;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;
import javax.crypto.AEADBadTagException;

/**
 * What one content block is encrypted under: key, base nonce and commitment, derived from the data key, a salt and the
 * context (c2sp.org/chunked-encryption, instantiated as Cobblestone-256).
 *
 * <p>One that exists to decrypt has had its commitment checked, so no chunk can be opened before that. Not safe for use
 * by several threads, but for what says so. Closing wipes it.
 */
public final class ContentKey implements AutoCloseable {

    private static final byte[] LABEL =
            "c2sp.org/chunked-encryption@v1+AEAD_AES_256_GCM\0".getBytes(StandardCharsets.US_ASCII);
    private static final int KEY_LENGTH = 32;
    private static final int NONCE_LENGTH = AesGcm.NONCE_LENGTH;

    private static final int COMMITMENT_OFFSET = KEY_LENGTH + NONCE_LENGTH;

    private final byte[] salt;

    /** Key, base nonce and commitment. */
    private final byte[] derived;

    private final SecretBytes key;
    private final AesGcm gcm;
    private final ContentContext context;
    private Runnable permission = () -> {};
    private Consumer<ErrorCode> failure = code -> {};

    private ContentKey(Jca jca, DataKey dataKey, byte[] salt, ContentContext context) {
        this.salt = salt;
        this.derived = dataKey.use(prk ->
                HkdfSha512.expand(jca, prk, COMMITMENT_OFFSET + COMMITMENT_LENGTH, LABEL, salt, context.bytes()));
        this.key = SecretBytes.aes(derived, 0, KEY_LENGTH);
        this.gcm = new AesGcm(jca, key);
        this.context = context;
    }

    /**
     * The key for a new content block, with a random salt.
     *
     * @param jca where primitives come from
     * @param dataKey the data key, which stays the caller's
     * @param context what to bind the content to
     * @return the key, which the caller owns
     */
    public static ContentKey forNewContent(Jca jca, DataKey dataKey, ContentContext context) {
        return new ContentKey(jca, dataKey, Randomness.bytes(SALT_LENGTH), context);
    }

    /**
     * The key for an existing content block.
     *
     * @param jca where primitives come from
     * @param dataKey the data key, which stays the caller's
     * @param header the first {@value ChunkLayout#HEADER_LENGTH} bytes of the content block: salt and commitment
     * @param context what the content is bound to
     * @return the key, which the caller owns
     * @throws ContentRefusedException if data key, context and header do not belong together
     */
    public static ContentKey forExistingContent(Jca jca, DataKey dataKey, byte[] header, ContentContext context) {
        ChunkLayout.requireHeader(header);
        ContentKey key = new ContentKey(jca, dataKey, Arrays.copyOf(header, SALT_LENGTH), context);
        if (!ConstantTime.equal(key.derived, COMMITMENT_OFFSET, header, SALT_LENGTH, COMMITMENT_LENGTH)) {
            key.close();
            throw key.refused(
                    "it was encrypted with another context, or its header was altered, or its key block belongs"
                            + " to another envelope");
        }
        return key;
    }

    /**
     * Asks before each chunk from now on, so that a stream that is open for long ends when its key is withdrawn.
     *
     * @param asked throws where the key may not be used any longer
     * @param failed is told why a chunk could not be had, the first time
     */
    public void askBeforeEachChunk(Runnable asked, Consumer<ErrorCode> failed) {
        permission = asked;
        failure = failed;
    }

    /**
     * Writes salt and commitment, with which the content block begins.
     *
     * @param into receives {@value ChunkLayout#HEADER_LENGTH} bytes
     * @param offset where to
     */
    public void writeHeader(byte[] into, int offset) {
        System.arraycopy(salt, 0, into, offset, SALT_LENGTH);
        System.arraycopy(derived, COMMITMENT_OFFSET, into, offset + SALT_LENGTH, COMMITMENT_LENGTH);
    }

    /**
     * Encrypts a chunk.
     *
     * @param index the number of the chunk, from 0; none is used twice
     * @param in the plaintext
     * @param inOffset where it begins
     * @param length its length
     * @param out receives ciphertext and tag
     * @param outOffset where to
     */
    public void seal(long index, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        handOut(() -> sealAhead(index, in, inOffset, length, out, outOffset));
    }

    /**
     * Decrypts a chunk.
     *
     * @param index the number of the chunk, from 0
     * @param in ciphertext and tag
     * @param inOffset where they begin
     * @param length the length of both
     * @param out receives the plaintext
     * @param outOffset where to
     * @throws ContentRefusedException if the chunk does not authenticate; nothing of its plaintext is left in the array
     */
    public void open(long index, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        handOut(() -> openAhead(index, in, inOffset, length, out, outOffset));
    }

    /** Encrypts a chunk, for one that is not used before {@link #handOut}. Safe for use by several threads. */
    void sealAhead(long index, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        gcm.seal(nonce(index), 0, AesGcm.NO_AAD, in, inOffset, length, out, outOffset);
    }

    /** Decrypts a chunk, for one that is not used before {@link #handOut}. Safe for use by several threads. */
    void openAhead(long index, byte[] in, int inOffset, int length, byte[] out, int outOffset) {
        try {
            gcm.open(nonce(index), 0, AesGcm.NO_AAD, in, inOffset, length, out, outOffset);
        } catch (AEADBadTagException e) {
            throw refused("its chunk " + index + " was altered, cut or moved");
        }
    }

    /**
     * Asks for permission to use one more chunk, and tells why it could not be had.
     *
     * @param chunk returns when there is the chunk, or throws
     */
    void handOut(Runnable chunk) {
        try {
            permission.run();
            chunk.run();
        } catch (EnvelopeException e) {
            Consumer<ErrorCode> told = failure;
            failure = code -> {};
            told.accept(e.code());
            throw e;
        }
    }

    /** Wipes key, base nonce and commitment. */
    @Override
    public void close() {
        key.close();
        Arrays.fill(derived, (byte) 0);
    }

    private byte[] nonce(long index) {
        if (index >= MAX_CHUNKS) {
            throw ChunkLayout.tooLarge();
        }
        byte[] nonce = Arrays.copyOfRange(derived, KEY_LENGTH, COMMITMENT_OFFSET);
        for (int i = 0; i < Long.BYTES; i++) {
            nonce[NONCE_LENGTH - 1 - i] ^= (byte) (index >>> (Byte.SIZE * i));
        }
        return nonce;
    }

    private ContentRefusedException refused(String why) {
        return new ContentRefusedException(
                "The content of the envelope was refused: " + why + ". The context given has "
                        + context.description().get() + "; check that their values are those of this very record.");
    }
}

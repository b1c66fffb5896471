package dev.envelope;

import static java.util.Objects.requireNonNull;

import dev.envelope.PlaintextReading.StoredValue;
import dev.envelope.Streams.Placement;
import dev.envelope.format.Envelope;
import dev.envelope.format.KeyBlock;
import dev.envelope.format.WrappedKeySize;
import dev.envelope.internal.content.ContentBlock;
import dev.envelope.internal.content.ContentKey;
import dev.envelope.internal.crypto.Jca;
import dev.envelope.internal.format.TextForm;
import dev.envelope.internal.format.Utf8;
import dev.envelope.internal.keyring.OpenedKey;
import dev.envelope.internal.keyring.UnwrappedKeys;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.KeyEncryptionKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.CharacterCodingException;
import java.security.Provider;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Encrypts records into envelopes, opens them, and moves them to new keys.
 *
 * <pre>{@code
 * EnvelopeCipher cipher = EnvelopeCipher.using(kek);
 *
 * EncryptionContext row = EncryptionContext.of("table", "cards", "id", "42", "column", "pan");
 * byte[] sealed = cipher.encrypt(pan, row);
 * byte[] opened = cipher.decrypt(sealed, row);
 * byte[] fresh = cipher.rewrap(sealed, row); // key block only
 * }</pre>
 *
 * <p>Every record gets a data key of its own and is bound to its {@link EncryptionContext}. An envelope that is given as
 * {@code byte[]} or {@link ByteBuffer} is in binary form, one that is given as {@link String} in text form. Whatever goes
 * wrong is an {@link EnvelopeException}; a decryption returns the whole message or throws, and nothing in between.
 * Arguments are never null.
 *
 * <p>Immutable and safe for use by any number of threads: an application has one for each keyring. It owns nothing that
 * needs closing; the streams and channels it returns do.
 *
 * <p>Whoever may use any key of the keyring may also forge a record that this cipher opens, and whoever writes the database
 * can put back an older envelope of the same row: give a keyring no key that its records do not need, and put a revision
 * into the context where that matters.
 */
public final class EnvelopeCipher {

    private final Keyring keyring;
    private final Settings settings;
    private final UnwrappedKeys unwrapped;
    private final RecordKeys keys;
    private final NestedEnvelopeGuard guard;
    private final PlaintextReading reading;
    private final Lists lists;
    private final FailureReport failures;
    private final Streams streams;

    private EnvelopeCipher(Keyring keyring, Settings settings, UnwrappedKeys unwrapped) {
        this.keyring = keyring;
        this.settings = settings;
        this.unwrapped = unwrapped;
        this.keys = new RecordKeys(keyring, settings, unwrapped);
        this.guard = new NestedEnvelopeGuard(settings.nestedAllowed());
        this.failures = new FailureReport(settings.events());
        this.reading = settings.plaintextReading();
        this.lists = new Lists(keys, guard, reading);
        this.streams = new Streams(keys, guard, settings, failures);
    }

    /**
     * A cipher with one key-encryption key and safe defaults.
     *
     * @param kek the key, which encrypts and decrypts
     * @return the cipher
     */
    public static EnvelopeCipher using(KeyEncryptionKey kek) {
        return using(Keyring.of(kek));
    }

    /**
     * A cipher with a keyring and safe defaults.
     *
     * @param keyring the keys
     * @return the cipher
     */
    public static EnvelopeCipher using(Keyring keyring) {
        return builder(keyring).build();
    }

    /**
     * A cipher with settings of its own.
     *
     * @param keyring the keys
     * @return a builder
     */
    public static Builder builder(Keyring keyring) {
        return new Builder(requireNonNull(keyring, "keyring"));
    }

    /**
     * This cipher, allowing each call another time.
     *
     * @param timeout how long one call may take in all, including every key service it asks; longer than zero
     * @return a cipher that shares everything else with this one
     */
    public EnvelopeCipher withTimeout(Duration timeout) {
        return new EnvelopeCipher(keyring, settings.withTimeout(timeout), unwrapped);
    }

    /**
     * This cipher, whose streams are worked on by several threads, so that a large file takes less time: for each
     * stream, the thread that reads or writes it, and others beside it, which end when the stream is closed, or else
     * some seconds after it was last used. What is written is the same, and opens whatever the number of threads.
     *
     * <p>Sources and sinks are used by the caller's thread only. A stream that is read reads ahead of what it hands
     * out, and one that is written writes to its sink later, by up to 128 KiB for each thread and 256 KiB more; it
     * holds twice that in memory, whatever the length of the message, and no more than with one thread where the
     * message is short. It fails where it would fail with one thread: what came before is handed out, in order, and
     * nothing of a chunk before it is authenticated. An interrupt does not end it: the thread stays interrupted, for
     * the source and the sink to see. {@linkplain EncryptingOutputStream#flush() Flushing} often leaves little to do at
     * the same time.
     *
     * <p>Channels, ranges and records in memory stay with the caller's thread.
     *
     * @param threads how many threads in all, the caller's among them, 1 to 256; 1 unless set. More than the machine
     *     has cores are of no use
     * @return a cipher that shares everything else with this one
     * @throws IllegalArgumentException if that is too few or too many
     */
    public EnvelopeCipher withStreamThreads(int threads) {
        return new EnvelopeCipher(keyring, settings.withStreamThreads(threads), unwrapped);
    }

    /**
     * This cipher, telling one more listener what it does.
     *
     * @param listener told after the others; what a {@linkplain Builder#keyCaching cache} loads and drops is told to those
     *     listeners only that the cipher was built with
     * @return a cipher that shares everything else with this one
     */
    public EnvelopeCipher withListener(EnvelopeListener listener) {
        return new EnvelopeCipher(keyring, settings.withListener(requireNonNull(listener, "listener")), unwrapped);
    }

    /**
     * Returns the keys that this cipher works with.
     *
     * @return the keyring
     */
    public Keyring keyring() {
        return keyring;
    }

    /**
     * Encrypts a record under a data key of its own.
     *
     * @param message the record, of any length that fits an array with its overhead; not changed
     * @param context what the record is; the same has to be given to decrypt
     * @return the envelope in binary form
     * @throws AlreadyAnEnvelopeException if the message is an envelope
     * @throws EnvelopeException if no data key can be had
     */
    public byte[] encrypt(byte[] message, EncryptionContext context) {
        requireNonNull(context, "context");
        return failures.observe(RecordOperation.ENCRYPT, () -> {
            guard.check(message);
            try (RecordKeys.NewContent content = keys.forNewRecord(context, settings.deadline())) {
                return seal(content, message);
            }
        });
    }

    /**
     * Opens an envelope.
     *
     * @param envelope the envelope in binary form; not changed
     * @param context what the record is
     * @return the record
     * @throws InvalidEnvelopeException if it is no envelope, or cut or broken
     * @throws ContentRefusedException if the record was altered or its context is another one
     * @throws EnvelopeException if its data key can't be had
     */
    public byte[] decrypt(byte[] envelope, EncryptionContext context) {
        return decrypt(reading.of(envelope), context);
    }

    /**
     * Encrypts what remains in a buffer, as {@link #encrypt(byte[], EncryptionContext)} does.
     *
     * @param message the record; its position is moved to its limit, unless this throws
     * @param context what the record is
     * @return the envelope in binary form, in a new buffer on the heap
     */
    public ByteBuffer encrypt(ByteBuffer message, EncryptionContext context) {
        byte[] bytes = remaining(message);
        try {
            ByteBuffer envelope = ByteBuffer.wrap(encrypt(bytes, context));
            message.position(message.limit());
            return envelope;
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /**
     * Opens the envelope that remains in a buffer, as {@link #decrypt(byte[], EncryptionContext)} does.
     *
     * @param envelope the envelope in binary form; its position is moved to its limit, unless this throws
     * @param context what the record is
     * @return the record, in a new buffer on the heap
     */
    public ByteBuffer decrypt(ByteBuffer envelope, EncryptionContext context) {
        byte[] bytes = remaining(envelope);
        try {
            ByteBuffer message = ByteBuffer.wrap(decrypt(bytes, context));
            envelope.position(envelope.limit());
            return message;
        } finally {
            Arrays.fill(bytes, (byte) 0); // it may have been plaintext
        }
    }

    /**
     * Encrypts a record, as {@link #encrypt(byte[], EncryptionContext)} does, into text for a character column.
     *
     * @param message the record; not changed
     * @param context what the record is
     * @return the envelope in text form: one line of ASCII, to be compared as bytes, never without regard to case
     */
    public String encryptToText(byte[] message, EncryptionContext context) {
        return TextForm.toText(encrypt(message, context));
    }

    /**
     * Encrypts a text in UTF-8, as {@link #encrypt(byte[], EncryptionContext)} does, into text for a character column.
     *
     * @param message the text
     * @param context what the record is
     * @return the envelope in text form: one line of ASCII, to be compared as bytes, never without regard to case
     * @throws InvalidInputException with {@link ErrorCode#INVALID_TEXT} if the text has a lone surrogate
     */
    public String encryptToText(String message, EncryptionContext context) {
        byte[] bytes;
        try {
            bytes = Utf8.encode(message);
        } catch (CharacterCodingException e) {
            throw new InvalidInputException(
                    ErrorCode.INVALID_TEXT,
                    "The text is not valid UTF-16 (a lone surrogate), so it would not come back as it is. Encrypt it as"
                            + " bytes.");
        }
        try {
            return encryptToText(bytes, context);
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /**
     * Opens an envelope in text form, as {@link #decrypt(byte[], EncryptionContext)} does one in binary form.
     *
     * @param envelope the envelope in text form
     * @param context what the record is
     * @return the record
     */
    public byte[] decrypt(String envelope, EncryptionContext context) {
        return decrypt(reading.of(envelope), context);
    }

    /**
     * Opens an envelope in text form that holds a text.
     *
     * @param envelope the envelope in text form
     * @param context what the record is
     * @return the text
     * @throws InvalidInputException with {@link ErrorCode#INVALID_TEXT} if the record is not UTF-8
     */
    public String decryptToString(String envelope, EncryptionContext context) {
        byte[] bytes = decrypt(envelope, context);
        try {
            return Utf8.decode(bytes);
        } catch (CharacterCodingException e) {
            throw new InvalidInputException(
                    ErrorCode.INVALID_TEXT, "The record was decrypted and is not UTF-8 text. Decrypt it as bytes.");
        } finally {
            Arrays.fill(bytes, (byte) 0);
        }
    }

    /**
     * Encrypts several records, each under a data key of its own, in as few calls to the key services as these allow. An
     * item that fails does not affect the others.
     *
     * @param messages the records and what they are
     * @return for each, in the same order, its envelope in binary form or its failure
     */
    public List<Outcome<byte[]>> encryptAll(List<Item> messages) {
        return failures.observeAll(RecordOperation.ENCRYPT, lists.encrypt(messages, settings.deadline()));
    }

    /**
     * Opens several envelopes, in as few calls to the key services as these allow. An item that fails does not affect the
     * others.
     *
     * @param envelopes the envelopes in binary form and what their records are
     * @return for each, in the same order, its record or its failure
     */
    public List<Outcome<byte[]>> decryptAll(List<Item> envelopes) {
        return failures.observeAll(RecordOperation.DECRYPT, lists.decrypt(envelopes, settings.deadline()));
    }

    /**
     * Encrypts several records into text, as {@link #encryptAll(List)} does into binary form.
     *
     * @param messages the records and what they are
     * @return for each, in the same order, its envelope in text form or its failure
     */
    public List<Outcome<String>> encryptAllToText(List<Item> messages) {
        return encryptAll(messages).stream()
                .map(outcome -> outcome.<String>map(TextForm::toText))
                .toList();
    }

    /**
     * Opens several envelopes in text form, as {@link #decryptAll(List)} does in binary form.
     *
     * @param envelopes the envelopes in text form and what their records are
     * @return for each, in the same order, its record or its failure
     */
    public List<Outcome<byte[]>> decryptAllText(List<TextItem> envelopes) {
        return failures.observeAll(RecordOperation.DECRYPT, lists.decryptText(envelopes, settings.deadline()));
    }

    /**
     * Wraps the data key of an envelope anew, as the keyring would today, and leaves the content as it is to the byte.
     * Where everything is current already, by the versions last seen, nothing is asked and an equal envelope comes back; a
     * program that runs for long calls {@link #refreshVersions()} before it begins.
     *
     * @param envelope the envelope in binary form; not changed
     * @param context what the record is
     * @return the envelope in binary form with its new key block
     * @throws EnvelopeException if the envelope is not one, its data key can't be had, or data key, content and context do
     *     not belong together
     */
    public byte[] rewrap(byte[] envelope, EncryptionContext context) {
        return rewrap(() -> ParsedEnvelope.of(envelope), context);
    }

    /**
     * Rewraps an envelope in text form, as {@link #rewrap(byte[], EncryptionContext)} does one in binary form.
     *
     * @param envelope the envelope in text form
     * @param context what the record is
     * @return the envelope in text form with its new key block
     */
    public String rewrap(String envelope, EncryptionContext context) {
        return TextForm.toText(rewrap(() -> ParsedEnvelope.of(envelope), context));
    }

    /**
     * Rewraps several envelopes, as {@link #rewrap(byte[], EncryptionContext)} does one, in as few calls to the key services as
     * these allow. An item that fails does not affect the others.
     *
     * @param envelopes the envelopes in binary form and what their records are
     * @return for each, in the same order, its envelope in binary form with its new key block, or its failure
     */
    public List<Outcome<byte[]>> rewrapAll(List<Item> envelopes) {
        return failures.observeAll(RecordOperation.REWRAP, lists.rewrap(envelopes, settings.deadline()));
    }

    /**
     * Rewraps several envelopes in text form, as {@link #rewrapAll(List)} does in binary form.
     *
     * @param envelopes the envelopes in text form and what their records are
     * @return for each, in the same order, its envelope in text form with its new key block, or its failure
     */
    public List<Outcome<String>> rewrapAllText(List<TextItem> envelopes) {
        return failures.observeAll(RecordOperation.REWRAP, lists.rewrapText(envelopes, settings.deadline())).stream()
                .map(outcome -> outcome.<String>map(TextForm::toText))
                .toList();
    }

    /**
     * Opens an envelope and, where it is stale by the versions last seen, wraps its data key anew: rotation while records are
     * read. Store {@link DecryptedRecord#fresh()} in place of the envelope only where that is still what is stored (compare
     * and set), or a concurrent writer's update is lost.
     *
     * <p>Reading comes first: if no key can wrap just now, the record is returned without a fresh envelope, and listeners are told why.
     * An envelope of which no one can tell whether it is stale ({@link Staleness#UNKNOWN}) is left as it is.
     *
     * @param envelope the envelope in binary form; not changed
     * @param context what the record is
     * @return the record, and its fresh envelope in binary form
     * @throws EnvelopeException as {@link #decrypt(byte[], EncryptionContext)} does
     */
    public DecryptedRecord<byte[]> decryptAndRewrap(byte[] envelope, EncryptionContext context) {
        return decryptAndRewrap(reading.of(envelope), context);
    }

    /**
     * Opens an envelope in text form and wraps its data key anew, as {@link #decryptAndRewrap(byte[], EncryptionContext)} does
     * one in binary form.
     *
     * @param envelope the envelope in text form
     * @param context what the record is
     * @return the record, and its fresh envelope in text form
     */
    public DecryptedRecord<String> decryptAndRewrap(String envelope, EncryptionContext context) {
        DecryptedRecord<byte[]> opened = decryptAndRewrap(reading.of(envelope), context);
        return new DecryptedRecord<>(opened.message(), opened.fresh().map(TextForm::toText));
    }

    /**
     * Asks the key services of the encrypting keys which versions wrap now, so that {@link #needsRewrap(byte[])} and
     * {@link #rewrap(byte[], EncryptionContext)} know of rotations that happened since this program encrypted last. To be
     * called before a round of rewrapping.
     *
     * @throws EnvelopeException if a key service can't or won't tell
     */
    public void refreshVersions() {
        keys.refreshVersions(settings.deadline());
    }

    /**
     * Decrypts a record and encrypts it under a new data key, for the same context or another: the answer to a data key
     * that may have become known, and to a row, column or table that has to be renamed. Rewrapping does neither.
     *
     * @param envelope the envelope in binary form; not changed
     * @param from what the record was
     * @param to what it is from now on
     * @return a new envelope in binary form
     * @throws EnvelopeException if it can't be opened, or no data key can be had
     */
    public byte[] reencrypt(byte[] envelope, EncryptionContext from, EncryptionContext to) {
        return reencrypt(() -> ParsedEnvelope.of(envelope), from, to);
    }

    /**
     * Reencrypts an envelope in text form, as {@link #reencrypt(byte[], EncryptionContext, EncryptionContext)} does one in
     * binary form.
     *
     * @param envelope the envelope in text form
     * @param from what the record was
     * @param to what it is from now on
     * @return a new envelope in text form
     */
    public String reencrypt(String envelope, EncryptionContext from, EncryptionContext to) {
        return TextForm.toText(reencrypt(() -> ParsedEnvelope.of(envelope), from, to));
    }

    /**
     * Tells whether an envelope is wrapped as the keyring would wrap it today, by its labels and the versions last seen. No
     * key service is asked, so an outage is never taken for a need to rotate.
     *
     * @param envelope the envelope in binary form
     * @return current, stale, or unknown where a key service shows no versions
     * @throws InvalidEnvelopeException if it is no envelope
     */
    public Staleness needsRewrap(byte[] envelope) {
        return needsRewrap(Envelope.parse(envelope).keyBlock());
    }

    /**
     * Tells whether an envelope is wrapped as the keyring would wrap it today, as {@link #needsRewrap(byte[])} does.
     *
     * @param envelope the envelope in text form
     * @return current, stale, or unknown where a key service shows no versions
     * @throws InvalidEnvelopeException if it is no envelope
     */
    public Staleness needsRewrap(String envelope) {
        return needsRewrap(Envelope.parse(envelope).keyBlock());
    }

    /**
     * Tells whether a key block is wrapped as the keyring would wrap it today, as {@link #needsRewrap(byte[])} does.
     *
     * @param keyBlock the key block of an envelope
     * @return current, stale, or unknown where a key service shows no versions
     */
    public Staleness needsRewrap(KeyBlock keyBlock) {
        return keys.staleness(keyBlock);
    }

    /**
     * Returns how many bytes more than its message an envelope of this cipher takes in binary form, exactly; fewer where a
     * recipient was not reached and {@link Keyring#withMinimumRecipients} put up with it.
     *
     * @param messageLength the length of the message, in bytes
     * @return the difference, in bytes
     * @throws IllegalStateException if a key of the keyring does not know the size of what it wraps, as those in a cloud
     *     do not; use {@link Envelope#overhead} with sizes of your own then
     */
    public long overhead(long messageLength) {
        List<WrappedKeySize> sizes = keyring.encrypting().stream()
                .map(kek -> kek.wrappedKeySize()
                        .orElseThrow(() -> new IllegalStateException("KEK '" + kek.name()
                                + "' does not know the size of the keys it wraps. Give it to Envelope.overhead(...)")))
                .toList();
        return Envelope.overhead(
                messageLength, sizes.get(0), sizes.subList(1, sizes.size()).toArray(new WrappedKeySize[0]));
    }

    /**
     * Encrypts a message of any length that is written to a stream, in constant memory.
     *
     * @param sink where the envelope goes, in binary form; closed with the stream
     * @param context what the record is
     * @return the stream to write the message to. Closing it completes the envelope, also at the end of a
     *     try-with-resources that an exception of the message's source has left: call
     *     {@link EncryptingOutputStream#abort()} then, or use the pull side, which can't end too early
     * @throws EnvelopeException if no data key can be had
     */
    public EncryptingOutputStream encryptingStream(OutputStream sink, EncryptionContext context) {
        return streams.encrypting(sink, context, Placement.BEFORE_CONTENT);
    }

    /**
     * Encrypts a message of any length that is pulled from a stream, in constant memory.
     *
     * @param source the message; closed with the stream
     * @param context what the record is
     * @return the stream to read the envelope from, in binary form, and to close
     * @throws EnvelopeException if no data key can be had
     */
    public EncryptingInputStream encryptingStream(InputStream source, EncryptionContext context) {
        return streams.encrypting(source, context, Placement.BEFORE_CONTENT);
    }

    /**
     * Opens an envelope of any length that is read from a stream, in constant memory. Every byte is authenticated before
     * it is handed out, and the end before it is reported; a stream that was cut or altered throws when the reader gets
     * there, and again whenever it is read after that. What was read before belongs to this record, but may not be all of
     * it: act on it only after the end was reached.
     *
     * @param source the envelope in binary form, and nothing behind it; closed with the stream
     * @param context what the record is
     * @return the stream to read the message from and to close; its methods throw {@link EnvelopeException} too. Not safe for
     *     use by several threads
     * @throws EnvelopeException as {@link #decrypt(byte[], EncryptionContext)} does
     * @throws IOException from the source
     */
    public InputStream decryptingStream(InputStream source, EncryptionContext context) throws IOException {
        return streams.decrypting(source, context);
    }

    /**
     * Opens an envelope for reading at any position, without reading what lies before. Every byte is authenticated before
     * it is handed out, and {@link SeekableByteChannel#size()} and the end before anything is said about them.
     *
     * @param source the envelope in binary form, from position 0 to its end; closed with the channel
     * @param context what the record is
     * @return a channel to read the message from and to close; its methods throw {@link EnvelopeException} too. Not safe
     *     for use by several threads
     * @throws EnvelopeException as {@link #decrypt(byte[], EncryptionContext)} does
     * @throws IOException from the source
     */
    public SeekableByteChannel decryptingChannel(SeekableByteChannel source, EncryptionContext context)
            throws IOException {
        return streams.decrypting(source, context);
    }

    /**
     * Opens an envelope of which only parts are fetched.
     *
     * @param beginning the beginning of the envelope in binary form: its key block and the next 56 bytes at least. 1 KiB
     *     is enough for a local key, 4 KiB for most others
     * @param context what the record is
     * @return what tells which bytes to fetch, and decrypts them
     * @throws EnvelopeException as {@link #decrypt(byte[], EncryptionContext)} does
     */
    public RangeDecryptor ranges(byte[] beginning, EncryptionContext context) {
        return streams.ranges(beginning, context);
    }

    /**
     * Returns the same cipher for records whose key block is kept apart from their content.
     *
     * @return a cipher that shares everything with this one
     */
    public DetachedCipher detached() {
        return new DetachedCipher(keys, streams, settings, failures);
    }

    /**
     * Returns what the cache of unwrapped data keys has done.
     *
     * @return the statistics; all zero where {@linkplain Builder#keyCaching caching} is off
     */
    public KeyCacheStats keyCacheStats() {
        return unwrapped.stats();
    }

    /** Drops all cached data keys: each is wiped when its last user is done, and asked for again when it is wanted. */
    public void clearKeyCache() {
        unwrapped.clear();
    }

    /** Returns the names of the keyring. */
    @Override
    public String toString() {
        return "EnvelopeCipher[" + keyring + "]";
    }

    private static byte[] seal(RecordKeys.NewContent content, byte[] message) {
        return ContentBlock.seal(content.keyBlock().toBytes(), content.key(), message);
    }

    private byte[] decrypt(StoredValue value, EncryptionContext context) {
        requireNonNull(context, "context");
        return failures.observe(
                RecordOperation.DECRYPT, () -> value.plaintext().orElseGet(() -> open(value.envelope(), context)));
    }

    private byte[] open(ParsedEnvelope envelope, EncryptionContext context) {
        try (ContentKey key = existingContent(envelope, context, settings.deadline())) {
            return envelope.open(key);
        }
    }

    private DecryptedRecord<byte[]> decryptAndRewrap(StoredValue value, EncryptionContext context) {
        requireNonNull(context, "context");
        return failures.observe(
                RecordOperation.DECRYPT,
                () -> value.plaintext()
                        .map(message -> new DecryptedRecord<byte[]>(message, Optional.empty()))
                        .orElseGet(() -> openAndRewrap(value.envelope(), context)));
    }

    private DecryptedRecord<byte[]> openAndRewrap(ParsedEnvelope envelope, EncryptionContext context) {
        Deadline deadline = settings.deadline();
        try (OpenedKey opened = keys.open(envelope.keyBlock(), context, deadline);
                ContentKey key = keys.provenContent(opened.key(), envelope.contentHeader(), context)) {
            return new DecryptedRecord<>(
                    envelope.open(key),
                    keys.refreshed(envelope.keyBlock(), context, opened.key(), deadline)
                            .map(envelope::withKeyBlock));
        }
    }

    private byte[] rewrap(Supplier<ParsedEnvelope> parsed, EncryptionContext context) {
        requireNonNull(context, "context");
        return failures.observe(RecordOperation.REWRAP, () -> {
            ParsedEnvelope envelope = parsed.get();
            return envelope.withKeyBlock(
                    keys.rewrap(envelope.keyBlock(), envelope.contentHeader(), context, settings.deadline()));
        });
    }

    private byte[] reencrypt(Supplier<ParsedEnvelope> parsed, EncryptionContext from, EncryptionContext to) {
        requireNonNull(from, "from");
        requireNonNull(to, "to");
        return failures.observe(RecordOperation.REENCRYPT, () -> {
            ParsedEnvelope envelope = parsed.get();
            Deadline deadline = settings.deadline();
            try (ContentKey key = existingContent(envelope, from, deadline)) {
                byte[] message = envelope.open(key);
                try (RecordKeys.NewContent content = keys.forNewRecord(to, deadline)) {
                    return seal(content, message);
                } finally {
                    Arrays.fill(message, (byte) 0);
                }
            }
        });
    }

    private ContentKey existingContent(ParsedEnvelope envelope, EncryptionContext context, Deadline deadline) {
        return keys.forRecord(envelope.keyBlock(), envelope.contentHeader(), context, deadline);
    }

    private static byte[] remaining(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /** Settings of a cipher. Not safe for use by several threads. */
    public static final class Builder {

        private final Keyring keyring;
        private Settings settings = Settings.DEFAULT;

        private Builder(Keyring keyring) {
            this.keyring = keyring;
        }

        /**
         * Chooses the JCA provider of AES and HMAC, such as a FIPS provider or Amazon Corretto's. By default the JDK's
         * order of preference. The provider does not have to be installed, and nothing global is changed. Random bytes
         * come from the JDK all the same.
         *
         * @param provider a provider with AES/GCM/NoPadding, AES/CBC/NoPadding and HmacSHA512
         * @return this builder
         * @throws IllegalArgumentException if it lacks one of them
         */
        public Builder provider(Provider provider) {
            settings = settings.withJca(Jca.of(provider));
            return this;
        }

        /**
         * Sets how long one call may take in all, including every key service it asks. By default 30 seconds.
         *
         * @param timeout longer than zero
         * @return this builder
         */
        public Builder timeout(Duration timeout) {
            settings = settings.withTimeout(timeout);
            return this;
        }

        /**
         * Allows to encrypt what is an envelope already. By default it is refused, because nearly always a layer of the
         * application encrypts what another one has encrypted before.
         *
         * @return this builder
         */
        public Builder allowNestedEnvelopes() {
            settings = settings.withNestedAllowed();
            return this;
        }

        /**
         * Lets plaintext be read as it is, for the time in which a column is half encrypted. <strong>Insecure</strong>: until then
         * whoever can write the column can put in plaintext of their choice, and the cipher returns it. Nothing it reads has
         * to be authentic, and no context protects a row from another's value, until it is strict again. By default it is strict.
         *
         * <p>While it is before the end, {@code decrypt}, {@code decryptToString}, {@code decryptAll}, {@code decryptAllText} and
         * {@code decryptAndRewrap} return a value that does not begin as an envelope does as it is: a copy of the bytes, or a
         * text's UTF-8. Listeners are told ({@link EnvelopeListener#plaintextRead()}), each time. What begins as an envelope does, in
         * binary ({@code ENV} and a byte below 0x20) or as text ({@code env}, digits and a colon), is opened or refused as
         * always: a broken envelope is never returned as plaintext. So a plaintext that begins so can't be read; a few bytes, too few for
         * such a beginning, can.
         *
         * <p>From the end on, plaintext is refused with {@link ErrorCode#NOT_AN_ENVELOPE}. Streams, channels, ranges,
         * {@code rewrap}, {@code reencrypt}, {@code needsRewrap} and {@linkplain EnvelopeCipher#detached() detached} records are
         * strict at all times.
         *
         * @param end from when on plaintext is refused, by the {@linkplain #wallClock clock} of the machine
         * @return this builder
         */
        public Builder insecureAllowPlaintextUntil(Instant end) {
            settings = settings.withPlaintextUntil(requireNonNull(end, "end"));
            return this;
        }

        /**
         * Lets data keys that a key service unwrapped be kept in memory for a while. {@link KeyCaching#off() Off} unless set: it
         * pays where the same records are read again and again. What a local key or a tenant's key unwraps is never kept.
         *
         * @param caching the settings
         * @return this builder
         */
        public Builder keyCaching(KeyCaching caching) {
            settings = settings.withCaching(requireNonNull(caching, "caching"));
            return this;
        }

        /**
         * Adds a listener for metrics and alarms.
         *
         * @param listener the listener
         * @return this builder
         */
        public Builder listener(EnvelopeListener listener) {
            settings = settings.withListener(requireNonNull(listener, "listener"));
            return this;
        }

        /**
         * Replaces the clock that deadlines are measured by; for tests. By default {@link System#nanoTime()}.
         *
         * @param nanoTime a clock in nanoseconds from an arbitrary origin
         * @return this builder
         */
        public Builder nanoTime(LongSupplier nanoTime) {
            settings = settings.withNanoTime(requireNonNull(nanoTime, "nanoTime"));
            return this;
        }

        /**
         * Replaces the time of day, by which plaintext is allowed and, beside {@link #nanoTime}, cached keys age; for tests. By
         * default {@link InstantSource#system()}.
         *
         * @param wallClock the time of day
         * @return this builder
         */
        public Builder wallClock(InstantSource wallClock) {
            settings = settings.withWallClock(requireNonNull(wallClock, "wallClock"));
            return this;
        }

        /**
         * Makes the cipher.
         *
         * @return the cipher
         */
        public EnvelopeCipher build() {
            return new EnvelopeCipher(keyring, settings, settings.unwrappedKeys());
        }
    }
}

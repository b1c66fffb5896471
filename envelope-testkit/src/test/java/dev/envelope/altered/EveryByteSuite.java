package dev.envelope.altered;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.altered.ReferenceReader.Parts;
import dev.envelope.altered.ReferenceReader.Refusal;
import dev.envelope.format.Envelope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Flips each bit of an envelope and cuts it at each length, in binary and in text form, and reads what is left in every public way.
 * Each of these is refused with the code that docs/format.md gives it, read from that page by {@link ReferenceReader}, and without a
 * byte of the message having been handed out; or it is harmless: the record opens to the message that was written. Nothing that is
 * harmless is in the content, or in an entry that was used to open it, but labels that its key service does not ask for:
 *
 * <ul>
 *   <li>The <em>version</em> of the entry that was used, where the bytes of the wrapped key say by themselves which key made them and
 *       the provider goes by that: AWS KMS, and providers that are written so, such as the one of docs/providers.md. It misleads an
 *       index and {@code needsRewrap}, never a reader. Under local keys, tenants' keys and Transit, the version is refused.
 *   <li><em>Name, version and wrapped key</em> of an entry that was not used: one whose name the reader's keyring does not hold, or
 *       that stands behind one that it holds. Who reads by that entry is refused, or goes on to the next one.
 *   <li>The <em>name</em> of the entry that would have been used, if it becomes one that the keyring does not hold and a further
 *       entry opens.
 * </ul>
 *
 * <p>Each subclass is a kind of key-encryption key, and lists exactly what is harmless there.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class EveryByteSuite {

    protected static final EncryptionContext ROW = EncryptionContext.of("table", "cards", "id", "42", "column", "pan");
    protected static final byte[] MESSAGE = "4929123412341234".getBytes(UTF_8);

    private byte[] written;

    /** An envelope of {@link #MESSAGE} in {@link #ROW}; asked for once. */
    protected abstract byte[] envelope();

    /** The cipher that reads it. */
    protected abstract EnvelopeCipher reader();

    /** What the KEKs of the reader's keyring do with altered entries, by their names. */
    protected abstract Map<String, Unwrapping> keyring();

    /** All parts of which some alterations are harmless, such as {@code version of the primary}. */
    protected abstract Set<String> harmless();

    @ParameterizedTest
    @EnumSource
    void an_envelope_that_is_not_altered_opens(ReadingWay way) {
        assertThat(attempt(way, stored(way))).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void a_flipped_bit_is_refused_with_the_code_of_the_format_or_one_of_the_harmless(ReadingWay way) {
        byte[] stored = stored(way);
        Set<String> harmless = new TreeSet<>();
        for (int bit = 0; bit < stored.length * Byte.SIZE; bit++) {
            byte[] altered = stored.clone();
            altered[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            String what = "bit " + bit % Byte.SIZE + " of byte " + bit / Byte.SIZE + " flipped";
            harmless.addAll(assertRefusedOrHarmless(way, altered, what));
        }
        assertThat(harmless).isEqualTo(new TreeSet<>(harmless()));
    }

    @ParameterizedTest
    @EnumSource
    void a_cut_is_refused_with_the_code_of_the_format_at_whatever_length(ReadingWay way) {
        byte[] stored = stored(way);
        for (int length = 0; length < stored.length; length++) {
            String what = "cut to " + length + " of " + stored.length;
            assertThat(assertRefusedOrHarmless(way, Arrays.copyOf(stored, length), what))
                    .as(what)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_byte_behind_the_end_is_refused_whatever_it_is(ReadingWay way) {
        byte[] longer = Arrays.copyOf(stored(way), stored(way).length + 1);
        for (int value = 0; value < 256; value++) {
            longer[longer.length - 1] = (byte) value;
            String what = "followed by byte " + value;
            assertThat(assertRefusedOrHarmless(way, longer, what)).as(what).isEmpty();
        }
    }

    /** Returns the parts that differ although it opened; none if it was refused. */
    private Set<String> assertRefusedOrHarmless(ReadingWay way, byte[] altered, String what) {
        Optional<ErrorCode> expected = Optional.empty();
        Set<String> different = Set.of();
        try {
            Parts read = parts(way, altered);
            different = read.differences(parts(way, stored(way)));
            requireOpening(way, read);
        } catch (Refusal refusal) {
            expected = Optional.of(refusal.code);
            different = Set.of();
        }
        assertThat(attempt(way, altered)).as("%s, %s", way, what).isEqualTo(expected);
        return different;
    }

    /** Sections 7 and 8 of docs/format.md, in their order. */
    private void requireOpening(ReadingWay way, Parts read) throws Refusal {
        Parts original = parts(way, stored(way));
        read.requireHeader();
        if (way.knowsTheLength()) {
            read.requireLastChunk();
        }
        WrappedEntry used = used(read).orElseThrow(() -> new Refusal(ErrorCode.KEK_NOT_IN_KEYRING));
        WrappedEntry intended = original.entries().stream()
                .filter(entry -> entry.name().equals(used.name()))
                .findFirst()
                .orElseThrow();
        Optional<ErrorCode> refusal = keyring().get(used.name()).of(intended, used);
        if (refusal.isPresent()) {
            throw new Refusal(refusal.get());
        }
        if (!read.hasHeaderOf(original)) {
            throw new Refusal(ErrorCode.CONTENT_REFUSED);
        }
        read.requireLastChunk();
        if (!Arrays.equals(read.content(), original.content())) {
            throw new Refusal(ErrorCode.CONTENT_REFUSED);
        }
    }

    private Optional<WrappedEntry> used(Parts read) {
        return read.entries().stream()
                .filter(entry -> keyring().containsKey(entry.name()))
                .findFirst();
    }

    /** Returns the code it was refused with; empty if it opened to the message. */
    private Optional<ErrorCode> attempt(ReadingWay way, byte[] stored) {
        ByteArrayOutputStream released = new ByteArrayOutputStream();
        try {
            way.read(reader(), stored, ROW, released);
        } catch (EnvelopeException e) {
            assertThat(released.toByteArray())
                    .as("released before %s", e.code())
                    .isEmpty();
            return Optional.of(e.code());
        } catch (IOException e) {
            throw new AssertionError("memory does not fail", e);
        }
        assertThat(released.toByteArray()).isEqualTo(MESSAGE);
        return Optional.empty();
    }

    private byte[] stored(ReadingWay way) {
        if (written == null) {
            written = envelope();
        }
        return way.isText() ? Envelope.parse(written).toText().getBytes(ISO_8859_1) : written;
    }

    private static Parts parts(ReadingWay way, byte[] stored) throws Refusal {
        return way.isText() ? ReferenceReader.parts(ReadingWay.text(stored)) : ReferenceReader.parts(stored);
    }
}

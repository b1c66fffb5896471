package dev.envelope.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.envelope.ContentRefusedException;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.WrappedKeyRefusedException;
import dev.envelope.altered.ReadingWay;
import dev.envelope.format.Envelope;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way of decrypting: what opens is a golden record with its content unaltered, and all ways agree. */
class DecryptionFuzzTest {

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] envelope) {
        Optional<ErrorCode> inMemory = open(ReadingWay.IN_MEMORY, envelope, envelope);
        for (ReadingWay way : ReadingWay.values()) {
            if (way.isText()) {
                String text = textOf(envelope);
                if (text != null) {
                    requireSame(way, inMemory, open(way, text.getBytes(ISO_8859_1), envelope));
                }
            } else {
                Optional<ErrorCode> outcome = open(way, envelope, envelope);
                if (way.knowsTheLength()) {
                    requireSame(way, inMemory, outcome);
                } else {
                    Invariant.require(inMemory.isPresent() == outcome.isPresent(), () -> way + " differs");
                }
            }
        }
        if (inMemory.isEmpty()) {
            rewrap(envelope);
        }
    }

    private static void rewrap(byte[] envelope) {
        Envelope before = Envelope.parse(envelope);
        byte[] rewrapped;
        try {
            rewrapped = GoldenRecords.CIPHER.rewrap(envelope, GoldenSeed.ROW);
        } catch (WrappedKeyRefusedException | ContentRefusedException e) {
            // The entry that opens is not dropped in favour of one that does not, whatever its label says.
            Invariant.require(
                    before.keyBlock().keys().size() > 1, () -> "rewrapping refused the only entry, which opens");
            return;
        }
        Invariant.require(
                Arrays.equals(Envelope.parse(rewrapped).content(), before.content()),
                () -> "rewrapping changed the content");
    }

    static Stream<Arguments> seeds() {
        return GoldenSeed.envelopes(700).stream().map(seed -> Arguments.of((Object) seed));
    }

    private static String textOf(byte[] envelope) {
        try {
            return Envelope.parse(envelope).toText();
        } catch (EnvelopeException e) {
            return null;
        }
    }

    private static void requireSame(ReadingWay way, Optional<?> expected, Optional<?> outcome) {
        Invariant.require(outcome.equals(expected), () -> way + ": " + outcome + ", in memory " + expected);
    }

    private static Optional<ErrorCode> open(ReadingWay way, byte[] stored, byte[] envelope) {
        ByteArrayOutputStream released = new ByteArrayOutputStream();
        try {
            way.read(GoldenRecords.CIPHER, stored, GoldenSeed.ROW, released);
        } catch (EnvelopeException e) {
            return Optional.of(e.code());
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        Optional<byte[]> message =
                GoldenRecords.messageOf(Envelope.parse(envelope).content());
        Invariant.require(
                message.isPresent() && Arrays.equals(message.get(), released.toByteArray()),
                () -> way + " opened what was altered");
        return Optional.empty();
    }
}

package dev.envelope.fuzz;

import static java.util.Objects.requireNonNull;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.altered.ReferenceReader;
import dev.envelope.format.Envelope;
import dev.envelope.format.EnvelopeInspection;
import dev.envelope.format.KeyBlock;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The binary form: two readers of the format agree about any bytes, and what is parsed prints as it was. */
class BinaryFormFuzzTest {

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] bytes) {
        Optional<ErrorCode> expected = expected(bytes);
        Invariant.allocatesLittle(
                bytes.length,
                () -> Invariant.require(
                        refusal(() -> Envelope.parse(bytes)).equals(expected), () -> "expected " + expected));
        Invariant.require(
                bytes.length < 4 || bytes[0] != 'E' || Envelope.isEnvelope(bytes) == expected.isEmpty(),
                () -> "isEnvelope differs from parse");
        Invariant.allocatesLittle(bytes.length, () -> refusal(() -> fromStream(bytes)));
        if (expected.isEmpty()) {
            Envelope envelope = Envelope.parse(bytes);
            Invariant.require(Arrays.equals(envelope.toBytes(), bytes), () -> "printed otherwise");
            Invariant.require(Envelope.parse(envelope.toText()).equals(envelope), () -> "other in text form");
            KeyBlock block = envelope.keyBlock();
            Invariant.require(fromStream(bytes).equals(block), () -> "other from a stream");
            Invariant.require(KeyBlock.parse(block.toBytes()).equals(block), () -> "other when detached");
            Invariant.require(KeyBlock.parse(block.toText()).equals(block), () -> "other when detached as text");
            EnvelopeInspection inspection = envelope.inspect();
            Invariant.require(
                    inspection.keyBlockLength() + inspection.contentLength() == bytes.length
                            && !inspection.toString().isEmpty(),
                    () -> "inspected otherwise");
            GoldenRecords.CIPHER.needsRewrap(bytes);
        }
    }

    static Stream<Arguments> seeds() {
        return GoldenSeed.envelopes(700).stream().map(seed -> Arguments.of((Object) seed));
    }

    private static Optional<ErrorCode> expected(byte[] bytes) {
        try {
            ReferenceReader.Parts parts = ReferenceReader.parts(bytes);
            parts.requireHeader();
            parts.requireLastChunk();
            return Optional.empty();
        } catch (ReferenceReader.Refusal refusal) {
            return Optional.of(refusal.code);
        }
    }

    private static Optional<ErrorCode> refusal(Supplier<?> parsing) {
        try {
            requireNonNull(parsing.get());
            return Optional.empty();
        } catch (EnvelopeException e) {
            return Optional.of(e.code());
        }
    }

    private static KeyBlock fromStream(byte[] bytes) {
        try {
            return KeyBlock.read(new ByteArrayInputStream(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

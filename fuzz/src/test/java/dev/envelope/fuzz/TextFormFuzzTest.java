package dev.envelope.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.altered.ReferenceReader;
import dev.envelope.format.Envelope;
import dev.envelope.format.KeyBlock;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The text form: two readers of the format agree about any text, and there is one text for one envelope. */
class TextFormFuzzTest {

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] bytes) {
        check(new String(bytes, ISO_8859_1));
        check(new String(bytes, UTF_8));
    }

    private static void check(String text) {
        Optional<ErrorCode> expected = expected(text);
        Invariant.allocatesLittle(text.length(), () -> {
            try {
                Envelope envelope = Envelope.parse(text);
                Invariant.require(expected.isEmpty(), () -> "parsed, and not " + expected);
                Invariant.require(envelope.toText().equals(text), () -> "printed otherwise");
                Invariant.require(Envelope.parse(envelope.toBytes()).equals(envelope), () -> "other in binary");
            } catch (EnvelopeException e) {
                Invariant.require(expected.equals(Optional.of(e.code())), () -> e.code() + ", and not " + expected);
            }
        });
        try {
            Invariant.require(KeyBlock.parse(text).toText().equals(text), () -> "printed otherwise, detached");
        } catch (EnvelopeException e) {
            // most texts are no key block
        }
    }

    static Stream<Arguments> seeds() {
        return GoldenSeed.all().stream()
                .flatMap(seed -> seed.text().stream())
                .filter(text -> text.length() <= 700)
                .map(text -> Arguments.of((Object) text.getBytes(UTF_8)));
    }

    private static Optional<ErrorCode> expected(String text) {
        try {
            ReferenceReader.Parts parts = ReferenceReader.parts(text);
            parts.requireHeader();
            parts.requireLastChunk();
            return Optional.empty();
        } catch (ReferenceReader.Refusal refusal) {
            return Optional.of(refusal.code);
        }
    }
}

package dev.envelope.vault;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.envelope.WrappedKeyRefusedException;
import dev.envelope.format.WrappedKey;
import dev.envelope.fuzz.Invariant;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A ciphertext of Transit, as its text and as bytes in an envelope: what is read is printed as it was, in both. */
class TransitCiphertextFuzzTest {

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] bytes) {
        Invariant.allocatesLittle(bytes.length, () -> text(new String(bytes, ISO_8859_1)));
        if (bytes.length > 1 && bytes.length <= WrappedKey.MAX_WRAPPED_LENGTH) {
            wrapped(WrappedKey.of("cards", "v" + (bytes[0] & 0x0f), bytes));
            byte[] withFormat = bytes.clone();
            withFormat[0] = 1;
            wrapped(WrappedKey.of("cards", "v7", withFormat));
        }
    }

    private static void text(String text) {
        Optional<Ciphertext> read = Ciphertext.parse(text);
        read.ifPresent(ciphertext -> {
            Invariant.require(ciphertext.text().equals(text), () -> "printed otherwise");
            wrapped(ciphertext.under("cards"));
        });
    }

    private static void wrapped(WrappedKey wrapped) {
        try {
            Ciphertext ciphertext = Ciphertext.of(wrapped);
            Invariant.require(ciphertext.under("cards").equals(wrapped), () -> "printed otherwise");
            Optional<Ciphertext> again = Ciphertext.parse(ciphertext.text());
            Invariant.require(
                    again.isPresent() && again.get().under("cards").equals(wrapped), () -> "other after the text");
        } catch (WrappedKeyRefusedException e) {
            // of other bytes
        }
    }

    static Stream<Arguments> seeds() {
        return Stream.of(
                        "vault:v1:AAECAwQFBgcICQ==",
                        "vault:v123456789:AAEC",
                        "vault:v0:AAEC",
                        "vault:v1:AAECAw=",
                        "vault:v1:AAEC\n",
                        "vault:v1:",
                        "\1AAECAwQFBgcICQ==")
                .map(text -> Arguments.of((Object) text.getBytes(ISO_8859_1)));
    }
}

package dev.envelope.cli.vectors;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.LocalKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;

/** Reads every form of every case with this build. */
final class Verification {

    private static final String OTHER_MESSAGE = "another message";

    private final List<Mismatch> mismatches = new ArrayList<>();
    private int valid;
    private int invalid;
    private int checks;

    Verification(TestVectors vectors) {
        vectors.cases().forEach(this::check);
    }

    List<Mismatch> mismatches() {
        return mismatches;
    }

    int valid() {
        return valid;
    }

    int invalid() {
        return invalid;
    }

    int checks() {
        return checks;
    }

    private void check(TestVector vector) {
        if (vector.isValid()) {
            valid++;
        } else {
            invalid++;
        }
        try (LocalKey kek = LocalKey.of(vector.kekName(), vector.kekVersion(), vector.kek())) {
            EnvelopeCipher cipher = EnvelopeCipher.using(kek);
            check(vector, "binary", vector.envelope(), cipher::decrypt);
            check(vector, "text", vector.text(), cipher::decrypt);
        }
    }

    private <T> void check(
            TestVector vector, String form, Optional<T> envelope, BiFunction<T, EncryptionContext, byte[]> reader) {
        if (envelope.isEmpty()) {
            return;
        }
        checks++;
        String found = result(vector, envelope.get(), reader);
        if (!found.equals(vector.result())) {
            mismatches.add(new Mismatch(vector.name(), form, vector.result(), found));
        }
    }

    private static <T> String result(TestVector vector, T envelope, BiFunction<T, EncryptionContext, byte[]> reader) {
        try {
            byte[] message = reader.apply(envelope, context(vector.context()));
            boolean same = vector.message()
                    .filter(expected -> Arrays.equals(expected, message))
                    .isPresent();
            return same || !vector.isValid() ? TestVector.VALID : OTHER_MESSAGE;
        } catch (EnvelopeException e) {
            return e.code().toString();
        }
    }

    private static EncryptionContext context(List<String> keysAndValues) {
        EncryptionContext context = EncryptionContext.none();
        if (keysAndValues.isEmpty()) {
            return context;
        }
        String[] more = keysAndValues.subList(2, keysAndValues.size()).toArray(new String[0]);
        return EncryptionContext.of(keysAndValues.get(0), keysAndValues.get(1), more);
    }
}

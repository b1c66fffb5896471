package dev.envelope.cli.vectors;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.Keyring;
import dev.envelope.LocalKey;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        EnvelopeCipher cipher = EnvelopeCipher.using(keyring(vector.keyring()));
        check(vector, "binary", vector.envelope(), cipher::decrypt);
        check(vector, "text", vector.text(), cipher::decrypt);
    }

    /** The keys are no secrets, so no one wipes them. */
    private static Keyring keyring(List<TestVector.Kek> keks) {
        Map<String, LocalKey> byName = new LinkedHashMap<>();
        for (TestVector.Kek kek : keks) {
            byName.merge(
                    kek.name(),
                    LocalKey.of(kek.name(), kek.version(), kek.key()),
                    (held, older) -> held.withPrevious(kek.version(), kek.key()));
        }
        Iterator<LocalKey> each = byName.values().iterator();
        Keyring keyring = Keyring.of(each.next());
        while (each.hasNext()) {
            keyring = keyring.decryptingWith(each.next());
        }
        return keyring;
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
            return vector.isMessage(message) || !vector.isValid() ? TestVector.VALID : OTHER_MESSAGE;
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

package dev.envelope.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EncryptionContext;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collections;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Secrets that would be recognised in any text: a data key, its wrapped form and the value of a context. */
final class Canary implements AutoCloseable {

    static final String VALUE = "canary-4929-1234-";

    private final EncryptionContext context = EncryptionContext.of("card", VALUE + "5678");
    private final DataKey key = DataKey.generate();
    private final WrappedKey wrapped;
    private final List<String> secrets = new ArrayList<>();

    Canary(KekUnderTest test) {
        wrapped = test.wrap(key, context);
        secrets.add(VALUE);
        alsoSecret(wrapped.bytes());
        key.use(bytes -> {
            alsoSecret(bytes);
            return bytes.length;
        });
    }

    /** Adds what the usual ways to print bytes make of some. */
    void alsoSecret(byte[] bytes) {
        String decimal = Arrays.toString(bytes);
        // Hexadecimal digits come in both cases and with separators; all are compared without them.
        secrets.add(HexFormat.of().formatHex(bytes));
        // Without the last characters: where a text goes on behind the bytes, they depend on what follows.
        secrets.add(beginning(Base64.getEncoder().encodeToString(bytes)));
        secrets.add(beginning(Base64.getUrlEncoder().encodeToString(bytes)));
        secrets.add(decimal.substring(1, decimal.length() - 1));
    }

    DataKey key() {
        return key;
    }

    WrappedKey wrapped() {
        return wrapped;
    }

    EncryptionContext context() {
        return context;
    }

    void assertNotIn(String text) {
        String normalised = normalised(text);
        for (String secret : secrets) {
            // Not by contains(...): its message would show the secret.
            assertThat(normalised.contains(normalised(secret)))
                    .as("a secret is shown in a text of %d characters", text.length())
                    .isFalse();
        }
    }

    /** Looks through messages and text forms, of causes and suppressed exceptions too. */
    void assertNotIn(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Throwable> open = new ArrayList<>(List.of(failure));
        while (!open.isEmpty()) {
            Throwable next = open.remove(open.size() - 1);
            if (seen.add(next)) {
                assertNotIn(next.getMessage() + "\n" + next);
                Optional.ofNullable(next.getCause()).ifPresent(open::add);
                open.addAll(List.of(next.getSuppressed()));
            }
        }
    }

    @Override
    public void close() {
        key.close();
    }

    private static String beginning(String base64) {
        return base64.substring(0, base64.length() - 4);
    }

    private static String normalised(String text) {
        return text.toLowerCase(Locale.ROOT).replaceAll("[\\s:]", "");
    }
}

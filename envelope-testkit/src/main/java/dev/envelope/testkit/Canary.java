package dev.envelope.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EncryptionContext;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Secrets that would be recognised in any text: a data key, its wrapped form and the value of a context. */
final class Canary implements AutoCloseable {

    static final String VALUE = "canary-4929-1234-";

    private final EncryptionContext context = EncryptionContext.of("card", VALUE + "5678");
    private final DataKey key = DataKey.generate();
    private final WrappedKey wrapped;
    private final SecretSearch secrets = new SecretSearch();

    Canary(KekUnderTest test) {
        wrapped = test.wrap(key, context);
        secrets.add("a value of the context", VALUE);
        alsoSecret(wrapped.bytes());
        key.use(bytes -> {
            alsoSecret(bytes);
            return bytes.length;
        });
    }

    /** Adds bytes that no text may show. */
    void alsoSecret(byte[] bytes) {
        secrets.addWhole("bytes of a key", bytes);
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
        assertThat(secrets.findIn(text))
                .as("a secret is shown in a text of %d characters", text.length())
                .isEmpty();
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
}

package dev.envelope.testkit;

import static java.util.Objects.requireNonNull;

import dev.envelope.kek.KeyEncryptionKey;
import java.util.Optional;

/** A failure that {@link KeyEncryptionKeyContract#provoke} brought about. Immutable. */
public final class Provocation {

    private final KeyEncryptionKey kek;
    private final Optional<Class<? extends Throwable>> cause;

    private Provocation(KeyEncryptionKey kek, Optional<Class<? extends Throwable>> cause) {
        this.kek = kek;
        this.cause = cause;
    }

    /**
     * A failure that the next call of a key meets, and that no service reports.
     *
     * @param kek the key to call: the one under test, or another one of its name
     * @return the provocation
     */
    public static Provocation of(KeyEncryptionKey kek) {
        return new Provocation(requireNonNull(kek, "kek"), Optional.empty());
    }

    /**
     * The same failure, of which the service's client throws an exception. The suite checks that it is kept as a cause.
     *
     * @param exception the class of what the client throws
     * @return a new provocation
     */
    public Provocation causedBy(Class<? extends Throwable> exception) {
        return new Provocation(kek, Optional.of(exception));
    }

    KeyEncryptionKey kek() {
        return kek;
    }

    Optional<Class<? extends Throwable>> cause() {
        return cause;
    }
}

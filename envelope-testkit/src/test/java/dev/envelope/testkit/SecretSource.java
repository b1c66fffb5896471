package dev.envelope.testkit;

import dev.envelope.kek.DataKey;

/** Where a test gets its secrets from, and whom it tells of those that others chose. Safe for use by several threads. */
public interface SecretSource {

    /** Random bytes: a key, or a message. */
    byte[] bytes(String name, int length);

    /** A random text of letters: the value of a context, the id of a tenant, or a message. */
    String text(String name);

    /** Makes bytes that someone else chose one of the secrets. */
    void remember(String name, byte[] bytes);

    /** Makes a data key that someone else chose one of the secrets. */
    default void remember(String name, DataKey key) {
        key.use(bytes -> {
            remember(name, bytes);
            return bytes.length;
        });
    }
}

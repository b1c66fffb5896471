package dev.envelope.rotation;

/** How long the values of a column will be when a job is done with them. */
@FunctionalInterface
public interface LengthAfter {

    /**
     * Returns how long a value will be.
     *
     * @param length how long it is, in bytes
     * @param text the {@linkplain RotationStore#isText form of its column}
     * @return how long it will be at most, in bytes, as far as the keyring tells; with a key service that does not tell the size of
     *     what it wraps, an estimate
     */
    long of(long length, boolean text);
}

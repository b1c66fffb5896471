package dev.envelope.format;

/**
 * The sizes that decide how many bytes a wrapped data key takes in an envelope.
 *
 * @param nameLength the length of the KEK's name, in bytes, 1 to {@value WrappedKey#MAX_NAME_LENGTH}
 * @param versionLength the length of its version, in bytes, 0 to {@value WrappedKey#MAX_VERSION_LENGTH}
 * @param wrappedLength the length of the wrapped data key, in bytes, 1 to {@value WrappedKey#MAX_WRAPPED_LENGTH}
 */
public record WrappedKeySize(int nameLength, int versionLength, int wrappedLength) {

    /**
     * Checks the ranges.
     *
     * @param nameLength the length of the KEK's name, in bytes, 1 to {@value WrappedKey#MAX_NAME_LENGTH}
     * @param versionLength the length of its version, in bytes, 0 to {@value WrappedKey#MAX_VERSION_LENGTH}
     * @param wrappedLength the length of the wrapped data key, in bytes, 1 to {@value WrappedKey#MAX_WRAPPED_LENGTH}
     */
    public WrappedKeySize {
        requireBetween(1, nameLength, WrappedKey.MAX_NAME_LENGTH, "nameLength");
        requireBetween(0, versionLength, WrappedKey.MAX_VERSION_LENGTH, "versionLength");
        requireBetween(1, wrappedLength, WrappedKey.MAX_WRAPPED_LENGTH, "wrappedLength");
    }

    /** The bytes of one entry: two one-byte lengths and one two-byte length, and what they count. */
    int entryLength() {
        return 1 + nameLength + 1 + versionLength + 2 + wrappedLength;
    }

    private static void requireBetween(int least, int value, int most, String what) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(what + " is " + value + ", not " + least + " to " + most);
        }
    }
}

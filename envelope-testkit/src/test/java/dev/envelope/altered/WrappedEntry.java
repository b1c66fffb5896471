package dev.envelope.altered;

import java.util.Arrays;
import java.util.Objects;

/** One entry of a key block as it stands in the bytes. */
@SuppressWarnings("ArrayRecordComponent") // compared by its bytes, below
public record WrappedEntry(String name, String version, byte[] wrapped) {

    @Override
    public boolean equals(Object other) {
        return other instanceof WrappedEntry entry
                && name.equals(entry.name)
                && version.equals(entry.version)
                && Arrays.equals(wrapped, entry.wrapped);
    }

    @Override
    public int hashCode() {
        return Objects.hash(name, version, Arrays.hashCode(wrapped));
    }
}

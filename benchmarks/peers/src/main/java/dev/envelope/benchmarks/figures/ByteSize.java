package dev.envelope.benchmarks.figures;

/** A number of bytes as people say it. */
public final class ByteSize {

    private ByteSize() {}

    /** As bytes, or as whole KiB or MiB. */
    public static String name(long bytes) {
        if (bytes >= 1 << 20) {
            return (bytes >> 20) + " MiB";
        }
        return bytes >= 1 << 10 ? (bytes >> 10) + " KiB" : bytes + " B";
    }
}

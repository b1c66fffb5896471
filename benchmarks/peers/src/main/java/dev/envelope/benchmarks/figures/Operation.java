package dev.envelope.benchmarks.figures;

import java.util.Locale;

/** What is done. */
public enum Operation {
    ENCRYPT,
    DECRYPT;

    /** In a sentence. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

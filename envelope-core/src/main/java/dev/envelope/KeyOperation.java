package dev.envelope;

import java.util.Locale;

/** What a key service was asked for. */
public enum KeyOperation {
    /** To make a data key and wrap it. */
    GENERATE,
    /** To wrap a data key. */
    WRAP,
    /** To unwrap a data key. */
    UNWRAP,
    /** To rewrap a data key inside the key service. */
    REWRAP,
    /** To tell which version wraps now. */
    REFRESH_VERSION;

    /**
     * Returns the stable text form, such as {@code refresh-version}: the one in metrics and JFR events.
     *
     * @return lower-case words joined by hyphens
     */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

package dev.envelope;

import java.util.Locale;

/** What an application asked a cipher for. */
public enum RecordOperation {
    /** To encrypt a record. */
    ENCRYPT,
    /** To open one. */
    DECRYPT,
    /** To wrap the data key of one anew. */
    REWRAP,
    /** To open one and encrypt it under a new data key. */
    REENCRYPT;

    /**
     * Returns the stable text form, such as {@code decrypt}: the one in metrics and JFR events.
     *
     * @return one lower-case word
     */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

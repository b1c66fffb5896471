package dev.envelope.cli.files;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The two forms of an envelope, told by how it begins. */
public enum EnvelopeForm {
    /** Bytes, beginning with {@code ENV}. */
    BINARY,
    /** One line of ASCII, beginning with {@code env1:}. */
    TEXT;

    private static final String TEXT_BEGINS = "env";

    /**
     * Tells the form of what begins so.
     *
     * @param beginning the first bytes
     * @return the form; binary for what is neither, so that whoever reads it says what is wrong
     */
    public static EnvelopeForm of(byte[] beginning) {
        int length = Math.min(beginning.length, TEXT_BEGINS.length());
        String read = new String(beginning, 0, length, StandardCharsets.ISO_8859_1);
        return length > 0 && TEXT_BEGINS.startsWith(read) ? TEXT : BINARY;
    }

    /** Tells the form of what a stream goes on with, which is read again after that. */
    static EnvelopeForm of(InputStream stream) throws IOException {
        stream.mark(TEXT_BEGINS.length());
        byte[] beginning = stream.readNBytes(TEXT_BEGINS.length());
        stream.reset();
        return of(beginning);
    }

    /** Returns the name in JSON. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package dev.envelope.internal.format;

/** The characters and lengths of the names and versions of key-encryption keys. */
public final class Labels {

    /** The longest name, in bytes. */
    public static final int MAX_NAME_LENGTH = 64;

    /** The longest version, in bytes. */
    public static final int MAX_VERSION_LENGTH = 64;

    private Labels() {}

    /**
     * Tells whether a text is a name: 1 to 64 characters of {@code a-z 0-9 . / -}.
     *
     * @param text any text
     * @return true if it is
     */
    public static boolean isName(String text) {
        if (text.isEmpty() || text.length() > MAX_NAME_LENGTH) {
            return false;
        }
        // loops: these are asked for every record, and streams over characters cost a twelfth of one
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isLower(c) && !isDigit(c) && c != '.' && c != '/' && c != '-') {
                return false;
            }
        }
        return true;
    }

    /**
     * Tells whether a text is a version: 0 to 64 characters of {@code A-Z a-z 0-9 . -}.
     *
     * @param text any text
     * @return true if it is
     */
    public static boolean isVersion(String text) {
        if (text.length() > MAX_VERSION_LENGTH) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!isLower(c) && !isUpper(c) && !isDigit(c) && c != '.' && c != '-') {
                return false;
            }
        }
        return true;
    }

    private static boolean isLower(int c) {
        return c >= 'a' && c <= 'z';
    }

    private static boolean isUpper(int c) {
        return c >= 'A' && c <= 'Z';
    }

    private static boolean isDigit(int c) {
        return c >= '0' && c <= '9';
    }
}

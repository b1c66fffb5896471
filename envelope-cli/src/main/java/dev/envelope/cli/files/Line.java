package dev.envelope.cli.files;

/** The text form as it stands in a file: programs that print it end the line. */
public final class Line {

    private Line() {}

    /**
     * Takes one line end off; whatever else surrounds an envelope is refused by its reader.
     *
     * @param text the text of a file
     * @return the text without the line end, if there was one
     */
    public static String withoutEnd(String text) {
        String stripped = text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
        return stripped.length() < text.length() && stripped.endsWith("\r")
                ? stripped.substring(0, stripped.length() - 1)
                : stripped;
    }
}

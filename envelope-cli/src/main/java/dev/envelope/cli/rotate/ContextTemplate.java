package dev.envelope.cli.rotate;

import dev.envelope.cli.shell.CliException;
import dev.envelope.rotation.StoredRow;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How one value of the context is made of a row: text in which <code>{column}</code> stands for what the column of that name
 * holds, <code>{$column}</code> for the name of the column that is rotated, and two braces for one.
 *
 * @param parts what the value is put together of
 */
record ContextTemplate(List<Part> parts) {

    private static final char OPEN = '{';
    private static final char CLOSE = '}';
    private static final char RESERVED = '$';
    private static final String ROTATED = "$column";

    /** A part of the value. */
    private sealed interface Part permits Literal, Held, Rotated {

        String of(StoredRow row);
    }

    private record Literal(String text) implements Part {
        @Override
        public String of(StoredRow row) {
            return text;
        }
    }

    private record Held(String column) implements Part {
        @Override
        public String of(StoredRow row) {
            return row.required(column);
        }
    }

    private record Rotated() implements Part {
        @Override
        public String of(StoredRow row) {
            return row.column();
        }
    }

    /**
     * Reads what the user wrote.
     *
     * @throws CliException if it is not so; the message tells where
     */
    static ContextTemplate parse(String text) {
        List<Part> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            char read = text.charAt(at);
            if (isBrace(read) && at + 1 < text.length() && text.charAt(at + 1) == read) {
                literal.append(read);
                at += 2;
            } else if (read == OPEN) {
                int end = text.indexOf(CLOSE, at);
                if (end < 0) {
                    throw refused(text, at, "this brace is never closed; write {{ for a brace itself");
                }
                addLiteral(parts, literal);
                parts.add(placeholder(text, at, text.substring(at + 1, end)));
                at = end + 1;
            } else if (read == CLOSE) {
                throw refused(text, at, "this brace closes nothing; write }} for a brace itself");
            } else {
                literal.append(read);
                at++;
            }
        }
        addLiteral(parts, literal);
        return new ContextTemplate(List.copyOf(parts));
    }

    /** The columns that a row has to tell. */
    Set<String> columns() {
        return parts.stream()
                .filter(Held.class::isInstance)
                .map(part -> ((Held) part).column)
                .collect(Collectors.toSet());
    }

    /**
     * Makes the value.
     *
     * @throws IllegalArgumentException if a column is null
     */
    String of(StoredRow row) {
        return parts.stream().map(part -> part.of(row)).collect(Collectors.joining());
    }

    private static Part placeholder(String text, int at, String name) {
        if (name.equals(ROTATED)) {
            return new Rotated();
        }
        if (name.isEmpty()) {
            throw refused(text, at, "no column is named here");
        }
        if (name.charAt(0) == RESERVED) {
            throw refused(
                    text, at, "{" + name + "} means nothing; {$column} is the name of the column that is rotated");
        }
        if (name.indexOf(OPEN) >= 0) {
            throw refused(text, at, "this brace is never closed; write {{ for a brace itself");
        }
        return new Held(name);
    }

    private static boolean isBrace(char read) {
        return read == OPEN || read == CLOSE;
    }

    private static void addLiteral(List<Part> parts, StringBuilder literal) {
        if (literal.length() > 0) {
            parts.add(new Literal(literal.toString()));
            literal.setLength(0);
        }
    }

    private static CliException refused(String text, int at, String why) {
        return CliException.usage("The template '" + text + "' is broken at character " + (at + 1) + ": " + why + ".");
    }
}

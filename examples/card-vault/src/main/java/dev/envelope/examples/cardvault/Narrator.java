package dev.envelope.examples.cardvault;

import java.io.PrintStream;

/** Tells what the demonstration does, and holds it to its claims. */
final class Narrator {

    private static final int WIDTH = 96;
    private static final String MARGIN = "    ";
    private static final String CONTINUED = "      ";

    private final PrintStream out;

    private int steps;
    private int claims;

    Narrator(PrintStream out) {
        this.out = out;
    }

    /** A claim that does not hold. */
    static final class BrokenClaimException extends RuntimeException {

        private static final long serialVersionUID = 1;

        BrokenClaimException(String claim) {
            super(claim);
        }
    }

    void title(String title) {
        out.println(title);
    }

    void step(String heading) {
        steps++;
        out.printf("%n%2d  %s%n", steps, heading);
    }

    /** Prints a line, broken between words where it is too long. */
    void say(String text) {
        StringBuilder line = new StringBuilder(MARGIN);
        boolean empty = true;
        for (String word : text.split(" ", -1)) {
            if (!empty && line.length() + 1 + word.length() > WIDTH) {
                out.println(line.toString().stripTrailing());
                line = new StringBuilder(CONTINUED);
                empty = true;
            }
            line.append(empty ? "" : " ").append(word);
            empty = false;
        }
        out.println(line.toString().stripTrailing());
    }

    /** Prints what has no spaces, or must be found as it is, broken where a line is full. */
    void quote(String text) {
        int width = WIDTH - CONTINUED.length();
        for (int start = 0; start < text.length(); start += width) {
            out.println(CONTINUED + text.substring(start, Math.min(text.length(), start + width)));
        }
    }

    void blank() {
        out.println();
    }

    /** Prints a claim that holds, and ends the demonstration with one that does not. */
    void claim(String claim, boolean holds) {
        if (!holds) {
            throw new BrokenClaimException(claim);
        }
        claims++;
        say("[ok] " + claim);
    }

    /** Returns how many claims held. */
    int claims() {
        return claims;
    }
}

package dev.envelope.examples.cardvault;

import java.util.function.Consumer;

/** Tells the first lines of many. */
final class Excerpt implements Consumer<String> {

    private final Narrator narrator;
    private int left;

    Excerpt(Narrator narrator, int lines) {
        this.narrator = narrator;
        this.left = lines;
    }

    @Override
    public void accept(String line) {
        if (left > 0) {
            narrator.say(line);
        } else if (left == 0) {
            narrator.say("...");
        }
        left--;
    }
}

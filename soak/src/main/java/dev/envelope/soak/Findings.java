package dev.envelope.soak;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

/** What does not hold, as sentences. Safe for use by several threads. */
final class Findings {

    private static final int MOST = 60;
    private static final int FRAMES = 12;

    private final List<String> sentences = Collections.synchronizedList(new ArrayList<>());

    void add(String sentence) {
        if (sentences.size() < MOST) {
            sentences.add(sentence);
        }
    }

    void add(String sentence, Throwable thrown) {
        StringBuilder told = new StringBuilder(sentence);
        for (Throwable each = thrown; each != null; each = each.getCause()) {
            told.append("\n    ").append(each).append(frames(each));
        }
        add(told.toString());
    }

    boolean isEmpty() {
        return sentences.isEmpty();
    }

    List<String> all() {
        synchronized (sentences) {
            return List.copyOf(sentences);
        }
    }

    private static String frames(Throwable thrown) {
        return Arrays.stream(thrown.getStackTrace())
                .limit(FRAMES)
                .map(frame -> "\n      at " + frame)
                .collect(Collectors.joining());
    }
}

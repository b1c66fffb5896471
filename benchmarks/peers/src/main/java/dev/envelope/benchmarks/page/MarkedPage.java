package dev.envelope.benchmarks.page;

/** A page that was written by hand, but for what stands between marks. */
final class MarkedPage {

    private String text;

    MarkedPage(String text) {
        this.text = text;
    }

    /** Puts something between the marks of that name. */
    void put(String name, String content) {
        String begin = "<!-- figures: " + name + " -->\n";
        String end = "<!-- end of figures: " + name + " -->";
        int from = text.indexOf(begin);
        int to = text.indexOf(end);
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("The page has no lines " + begin.strip() + " and " + end);
        }
        text = text.substring(0, from + begin.length()) + "\n" + content.strip() + "\n\n" + text.substring(to);
    }

    @Override
    public String toString() {
        return text;
    }
}

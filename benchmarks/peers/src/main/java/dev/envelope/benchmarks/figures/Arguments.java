package dev.envelope.benchmarks.figures;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What the programs can be told: {@code --quick} for a look, {@code --to=FILE} to add the figures to a file, and options of their
 * own.
 *
 * @param all as given
 */
public record Arguments(List<String> all) {

    private static final String TO = "--to=";

    public static Arguments of(String[] args) {
        return new Arguments(List.of(args));
    }

    public boolean quick() {
        return has("--quick");
    }

    public boolean has(String option) {
        return all.contains(option);
    }

    /** One value to try a program and another one to take figures. */
    public int quickly(int quick, int full) {
        return quick() ? quick : full;
    }

    /** What follows a beginning such as {@code --to=}. */
    public Optional<String> value(String beginning) {
        return all.stream()
                .filter(each -> each.startsWith(beginning))
                .map(each -> each.substring(beginning.length()))
                .findFirst();
    }

    /** Adds figures to the file that was named, if one was. */
    public void keep(Figures figures) throws IOException {
        Optional<String> file = value(TO);
        if (file.isPresent()) {
            figures.appendTo(Path.of(file.get()));
        }
    }
}

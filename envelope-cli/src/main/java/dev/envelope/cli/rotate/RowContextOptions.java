package dev.envelope.cli.rotate;

import dev.envelope.EncryptionContext;
import dev.envelope.cli.shell.CliException;
import dev.envelope.rotation.StoredRow;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine.Option;

/** The options that say how the context of a value is made of its row: as the application makes it. */
final class RowContextOptions {

    @Option(
            names = "--context",
            paramLabel = "<name=template>",
            description = {
                "A pair of the encryption context; may be repeated. In the template, {id} stands for what the column id of"
                        + " the row holds, {$column} for the name of the column of envelopes, {{ and }} for braces.",
                "Such as: --context 'id={id}' --context 'column={$column}'"
            })
    private List<String> pairs = List.of();

    @Option(names = "--no-context", description = "The records are bound to nothing.")
    private boolean none;

    /** The pairs, in the order in which they were given. */
    Map<String, ContextTemplate> templates() {
        if (none == !pairs.isEmpty()) {
            throw CliException.usage(
                    "Say how the context of a row is made by --context name=template, or that there is none"
                            + " by --no-context: one of both.");
        }
        Map<String, ContextTemplate> templates = new LinkedHashMap<>();
        for (String pair : pairs) {
            int end = pair.indexOf('=');
            if (end <= 0) {
                throw CliException.usage("--context is given as name=template, the name not empty.");
            }
            String name = pair.substring(0, end);
            if (templates.put(name, ContextTemplate.parse(pair.substring(end + 1))) != null) {
                throw CliException.usage("--context gives '" + name + "' twice.");
            }
        }
        return templates;
    }

    static Set<String> columns(Map<String, ContextTemplate> templates) {
        Set<String> columns = new LinkedHashSet<>();
        templates.values().forEach(template -> columns.addAll(template.columns()));
        return columns;
    }

    static Function<StoredRow, EncryptionContext> function(Map<String, ContextTemplate> templates) {
        return row -> {
            Map<String, String> context = new LinkedHashMap<>();
            templates.forEach((name, template) -> context.put(name, template.of(row)));
            return EncryptionContext.of(context);
        };
    }
}

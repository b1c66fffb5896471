package dev.envelope.cli.rotate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.envelope.cli.shell.CliException;
import dev.envelope.cli.shell.Operation;
import dev.envelope.cli.shell.Result;
import dev.envelope.cli.shell.Shell;
import dev.envelope.cli.shell.Span;
import dev.envelope.cli.shell.Table;
import dev.envelope.rotation.RotationPlan;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Counts what there is, and estimates what a run would take. */
@Command(
        name = "plan",
        description = "Counts what there is by keys and versions, and estimates what a run would take. Writes nothing.",
        mixinStandardHelpOptions = true)
public final class PlanCommand implements Operation {

    private final Shell shell;

    @Mixin
    private final RotationOptions options = new RotationOptions();

    @Mixin
    private final OperationOptions operation = new OperationOptions();

    @Option(
            names = "--key-call-price",
            paramLabel = "<price>",
            description = "What the key service charges for 10 000 calls, in any currency.")
    private @Nullable BigDecimal price;

    @Option(names = "--indexes", description = "Print the statements that create the indexes that rotation needs.")
    private boolean indexes;

    /**
     * Makes the command.
     *
     * @param shell where a password is asked for
     */
    public PlanCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Result run() throws IOException {
        if (price != null && price.signum() < 0) {
            throw CliException.usage("--key-call-price is 0 or more.");
        }
        try (OpenJob open = options.open(operation::job, shell)) {
            if (price != null) {
                open.job().keyCallPrice(price);
            }
            RotationPlan plan = open.job().build().plan();
            List<String> statements = indexes ? open.table().indexes() : List.of();
            ObjectNode json = EngineJson.object(plan.toJson());
            if (indexes) {
                statements.forEach(json.putArray("indexes")::add);
            }
            return Result.shown(json, words(plan, statements));
        }
    }

    private static String words(RotationPlan plan, List<String> statements) {
        Table table = new Table().row("COLUMN", "KEY", "VERSION", "ROWS", "STATE");
        for (RotationPlan.Column column : plan.columns()) {
            for (RotationPlan.Version version : column.versions()) {
                table.row(
                        column.name(),
                        version.version().kekName(),
                        version.version().version().isEmpty()
                                ? "-"
                                : version.version().version(),
                        Long.toString(version.rows()),
                        version.staleness().name().toLowerCase(Locale.ROOT));
            }
            if (column.unreadable() > 0) {
                table.row(column.name(), "-", "-", Long.toString(column.unreadable()), "unreadable");
            }
            if (column.plaintext() > 0 || column.versions().isEmpty()) {
                table.row(column.name(), "-", "-", Long.toString(column.plaintext()), "plaintext");
            }
        }
        StringBuilder words = new StringBuilder(table.toString());
        words.append('\n')
                .append("To ")
                .append(plan.operation())
                .append(": ")
                .append(plan.rows())
                .append(" rows, about ")
                .append(plan.keyCalls())
                .append(" calls to key services, about ")
                .append(new Span(plan.time()));
        plan.cost().ifPresent(cost -> words.append(", about ").append(cost.toPlainString()));
        words.append(".\n");
        plan.warnings()
                .forEach(warning -> words.append("Warning: ").append(warning).append('\n'));
        statements.forEach(statement -> words.append('\n').append(statement).append(";\n"));
        return words.toString();
    }
}

package dev.envelope.cli.rotate;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.envelope.ErrorCode;
import dev.envelope.cli.files.NewFile;
import dev.envelope.cli.shell.ExitCode;
import dev.envelope.cli.shell.Operation;
import dev.envelope.cli.shell.Result;
import dev.envelope.cli.shell.Shell;
import dev.envelope.jdbc.JdbcTable;
import dev.envelope.rotation.RotationJob;
import dev.envelope.rotation.RotationReport;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Moves what has to be moved. */
@Command(
        name = "run",
        description =
                "Moves what has to be moved, until nothing is left. May be killed and run again at any time, and run"
                        + " on several machines at the same time; a signal ends it between two transactions.",
        mixinStandardHelpOptions = true)
public final class RunCommand implements Operation {

    private final Shell shell;

    @Mixin
    private final RotationOptions options = new RotationOptions();

    @Mixin
    private final OperationOptions operation = new OperationOptions();

    @Option(names = "--dry-run", description = "Do all but write: which rows are bad, how fast it goes.")
    private boolean dryRun;

    @Option(
            names = "--create-tables",
            description =
                    "Create the tables for the state of jobs where they are missing, in the connection's own schema;"
                            + " before a dry run, too.")
    private boolean createTables;

    @Option(
            names = "--report",
            paramLabel = "<file>",
            description = "Write the report to a file, as JSON; one that is there is replaced.")
    private @Nullable Path report;

    @Option(names = "--quiet", description = "Show no progress.")
    private boolean quiet;

    private @Nullable StopAtExit stopAtExit;

    /**
     * Makes the command.
     *
     * @param shell where progress is shown and a password is asked for
     */
    public RunCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Result run() throws IOException {
        if (report != null) {
            NewFile.requireWritable(report);
        }
        ShownProgress progress = new ShownProgress(shell.terminal(), shell.err());
        try (OpenJob open = options.open(operation::job, shell)) {
            if (createTables) {
                JdbcTable.createTables(open.dataSource());
            }
            if (!quiet) {
                open.job().listener(progress);
            }
            RotationJob job = open.job().build();
            stopAtExit = StopAtExit.of(job);
            RotationReport done = dryRun ? job.dryRun() : job.run();
            progress.end();
            ObjectNode json = EngineJson.object(done.toJson());
            if (report != null) {
                NewFile.write(report, (json.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
            }
            return Result.shown(json, ReportWords.of(done) + hint(done)).ending(exit(done));
        } finally {
            progress.end();
        }
    }

    @Override
    public void told() {
        if (stopAtExit != null) {
            stopAtExit.over();
        }
    }

    /** The library knows nothing of options. */
    private String hint(RotationReport report) {
        boolean misconfigured =
                report.failure().filter(ErrorCode.MISCONFIGURED::equals).isPresent();
        return misconfigured && !createTables && !dryRun
                ? "If the tables for the state of jobs are missing, --create-tables creates them.\n"
                : "";
    }

    private static ExitCode exit(RotationReport report) {
        return switch (report.ending()) {
            case DONE, ROWS_LEFT, TOO_MANY_BAD -> report.isClean() ? ExitCode.DONE : ExitCode.ATTENTION;
            case STOPPED -> report.failure().map(ExitCode::of).orElse(ExitCode.INTERRUPTED);
        };
    }
}

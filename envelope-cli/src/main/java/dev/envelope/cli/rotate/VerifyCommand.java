package dev.envelope.cli.rotate;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.envelope.cli.shell.CliException;
import dev.envelope.cli.shell.ExitCode;
import dev.envelope.cli.shell.Operation;
import dev.envelope.cli.shell.Result;
import dev.envelope.cli.shell.Shell;
import dev.envelope.cli.shell.Table;
import dev.envelope.rotation.KekVersion;
import dev.envelope.rotation.RotationJob;
import dev.envelope.rotation.Verdict;
import dev.envelope.rotation.Verification;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Opens every envelope, and says which versions may be retired. */
@Command(
        name = "verify",
        description =
                "Opens every envelope, content included, and says whether a version of a key may be retired, as far"
                        + " as this table goes. Writes nothing.",
        mixinStandardHelpOptions = true)
public final class VerifyCommand implements Operation {

    private final Shell shell;

    @Mixin
    private final RotationOptions options = new RotationOptions();

    @Option(
            names = "--retire",
            paramLabel = "<key:version>",
            description = {
                "A version that is to be retired, such as cards:1; may be repeated.",
                "The command ends with 0 only if all of them may be, proven by what opened the envelopes."
            })
    private List<String> retire = List.of();

    @Option(names = "--quiet", description = "Show no progress.")
    private boolean quiet;

    private @Nullable StopAtExit stopAtExit;

    /**
     * Makes the command.
     *
     * @param shell where progress is shown and a password is asked for
     */
    public VerifyCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Result run() throws IOException {
        List<KekVersion> versions = retire.stream().map(VerifyCommand::version).toList();
        ShownProgress progress = new ShownProgress(shell.terminal(), shell.err());
        try (OpenJob open = options.open(RotationJob::rewrapping, shell)) {
            if (!quiet) {
                open.job().listener(progress);
            }
            RotationJob job = open.job().build();
            stopAtExit = StopAtExit.of(job);
            Verification verification = job.verify();
            progress.end();
            List<Verdict> verdicts =
                    versions.stream().map(verification::verdict).toList();
            return Result.shown(json(verification, verdicts), words(verification, verdicts))
                    .ending(exit(verification, verdicts));
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

    private static KekVersion version(String text) {
        int end = text.indexOf(':');
        if (end < 0) {
            throw CliException.usage("--retire is given as key:version, such as cards:1.");
        }
        try {
            return new KekVersion(text.substring(0, end), text.substring(end + 1));
        } catch (IllegalArgumentException e) {
            throw CliException.usage("'" + text + "' can't be a version of a key: such as cards:1 is.");
        }
    }

    private static ExitCode exit(Verification verification, List<Verdict> verdicts) {
        if (verification.failure().isPresent()) {
            return ExitCode.of(verification.failure().get());
        }
        boolean allMay = verdicts.stream().allMatch(verdict -> verdict.mayBeRetired() && verdict.proven());
        return verification.isClean() && allMay ? ExitCode.DONE : ExitCode.ATTENTION;
    }

    private static ObjectNode json(Verification verification, List<Verdict> verdicts) {
        ObjectNode json = EngineJson.object(verification.toJson());
        ArrayNode array = json.putArray("verdicts");
        for (Verdict verdict : verdicts) {
            array.addObject()
                    .put("kek", verdict.version().kekName())
                    .put("version", verdict.version().version())
                    .put("mayBeRetired", verdict.mayBeRetired())
                    .put("proven", verdict.proven())
                    .put("rows", verdict.rows())
                    .put("message", verdict.message());
        }
        return json;
    }

    private static String words(Verification verification, List<Verdict> verdicts) {
        StringBuilder words = new StringBuilder(verification.message()).append('\n');
        if (verification.plaintext() > 0) {
            words.append(verification.plaintext()).append(" values are plaintext.\n");
        }
        if (!verification.versions().isEmpty()) {
            Table table = new Table().row("KEY", "VERSION", "ROWS");
            verification
                    .versions()
                    .forEach((version, naming) -> table.row(
                            version.kekName(),
                            version.version().isEmpty() ? "-" : version.version(),
                            Long.toString(naming.rows())));
            words.append('\n').append(table);
        }
        words.append(ReportWords.bad(verification.bad(), verification.refused()));
        if (!verdicts.isEmpty()) {
            words.append('\n');
        }
        verdicts.forEach(verdict -> words.append(verdict.message()).append('\n'));
        return words.toString();
    }
}

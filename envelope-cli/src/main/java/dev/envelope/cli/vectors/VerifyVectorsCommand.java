package dev.envelope.cli.vectors;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.envelope.cli.shell.ExitCode;
import dev.envelope.cli.shell.Operation;
import dev.envelope.cli.shell.Result;
import dev.envelope.cli.shell.Table;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Shows that this build reads the format as it is written down. */
@Command(
        name = "verify",
        description = "Runs the committed test vectors of the format, or others, against this build.",
        mixinStandardHelpOptions = true)
public final class VerifyVectorsCommand implements Operation {

    @Option(
            names = "--file",
            paramLabel = "<file>",
            description = "Other test vectors, in the same form as docs/vectors/envelope-v1.json.")
    private @Nullable Path file;

    @Override
    public Result run() throws IOException {
        TestVectors vectors = file == null ? TestVectors.packed() : TestVectors.ofFile(file);
        Verification verification = new Verification(vectors);
        Result result = Result.shown(json(vectors, verification), words(vectors, verification));
        return verification.mismatches().isEmpty() ? result : result.ending(ExitCode.ATTENTION);
    }

    private static ObjectNode json(TestVectors vectors, Verification verification) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("source", vectors.source())
                .put("validCases", verification.valid())
                .put("invalidCases", verification.invalid())
                .put("checks", verification.checks());
        ArrayNode mismatches = json.putArray("mismatches");
        for (Mismatch mismatch : verification.mismatches()) {
            mismatches
                    .addObject()
                    .put("case", mismatch.name())
                    .put("form", mismatch.form())
                    .put("expected", mismatch.expected())
                    .put("found", mismatch.found());
        }
        return json;
    }

    private static String words(TestVectors vectors, Verification verification) {
        int count = verification.valid() + verification.invalid();
        String all = vectors.source() + ": " + count + " cases (" + verification.valid() + " valid, "
                + verification.invalid() + " invalid), " + verification.checks() + " checks, ";
        if (verification.mismatches().isEmpty()) {
            return all + "all as they have to be.";
        }
        Table table = new Table().row("CASE", "FORM", "EXPECTED", "FOUND");
        verification.mismatches().forEach(each -> table.row(each.name(), each.form(), each.expected(), each.found()));
        return all + verification.mismatches().size() + " not as they have to be:\n" + table;
    }
}

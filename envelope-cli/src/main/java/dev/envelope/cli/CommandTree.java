package dev.envelope.cli;

import dev.envelope.cli.files.DecryptCommand;
import dev.envelope.cli.files.EncryptCommand;
import dev.envelope.cli.inspect.InspectCommand;
import dev.envelope.cli.keygen.KeygenCommand;
import dev.envelope.cli.rotate.PlanCommand;
import dev.envelope.cli.rotate.RotateCommand;
import dev.envelope.cli.rotate.RunCommand;
import dev.envelope.cli.rotate.VerifyCommand;
import dev.envelope.cli.shell.ExitCode;
import dev.envelope.cli.shell.Failure;
import dev.envelope.cli.shell.Operation;
import dev.envelope.cli.shell.Result;
import dev.envelope.cli.shell.Shell;
import dev.envelope.cli.vectors.VectorsCommand;
import dev.envelope.cli.vectors.VerifyVectorsCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** All commands; runs the one that the user names, prints its result or its failure, and tells how to end. */
final class CommandTree {

    private static final int HELP_WIDTH = 110;

    private final Shell shell;
    private final EnvelopeCommand envelope = new EnvelopeCommand();
    private final CommandLine commands;

    CommandTree(Shell shell) {
        this.shell = shell;
        this.commands = new CommandLine(envelope)
                .addSubcommand("inspect", new InspectCommand(shell))
                .addSubcommand("keygen", new KeygenCommand())
                .addSubcommand("encrypt", new EncryptCommand(shell))
                .addSubcommand("decrypt", new DecryptCommand(shell))
                .addSubcommand(
                        "rotate",
                        new CommandLine(new RotateCommand())
                                .addSubcommand("plan", new PlanCommand(shell))
                                .addSubcommand("run", new RunCommand(shell))
                                .addSubcommand("verify", new VerifyCommand(shell)))
                .addSubcommand(
                        "vectors",
                        new CommandLine(new VectorsCommand()).addSubcommand("verify", new VerifyVectorsCommand()));
        // `@file` is an envelope in a file here, not a file of arguments
        commands.setExpandAtFiles(false);
        commands.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        commands.setOut(new PrintWriter(shell.out(), true, StandardCharsets.UTF_8));
        commands.setErr(new PrintWriter(shell.err(), true, StandardCharsets.UTF_8));
        commands.setUsageHelpWidth(HELP_WIDTH);
        describe(commands);
    }

    ExitCode run(String... args) {
        try {
            return execute(commands.parseArgs(args));
        } catch (ParameterException e) {
            boolean json = Arrays.asList(args).contains(EnvelopeCommand.JSON);
            boolean trace = Arrays.asList(args).contains(EnvelopeCommand.STACK_TRACE);
            String help = "Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.";
            return fail(new Failure("usage", ExitCode.USAGE, sentence(e) + " " + help, false), e, json, trace);
        }
    }

    private ExitCode execute(ParseResult parsed) {
        if (CommandLine.executeHelpRequest(parsed) != null) {
            return ExitCode.DONE;
        }
        List<CommandLine> named = parsed.asCommandLineList();
        CommandLine last = named.get(named.size() - 1);
        if (!(last.getCommand() instanceof Operation operation)) {
            throw new ParameterException(
                    last,
                    "Name a command: " + String.join(", ", last.getSubcommands().keySet()) + ".");
        }
        if (envelope.json() && operation.writesToStandardOutput()) {
            throw new ParameterException(
                    last, "--json and the output can't both go to standard output: name a file by --out");
        }
        try {
            Result result = operation.run();
            print(result);
            return result.exit();
        } catch (IOException | RuntimeException e) {
            return fail(Failure.of(e), e, envelope.json(), envelope.stackTrace());
        } finally {
            operation.told();
        }
    }

    private void print(Result result) throws IOException {
        if (envelope.json()) {
            shell.print(result.json().toPrettyString() + "\n");
        }
        if (result.words().isEmpty()) {
            return;
        }
        String words = result.words().endsWith("\n") ? result.words() : result.words() + "\n";
        if (result.aside()) {
            shell.err().print(words);
        } else if (!envelope.json()) {
            shell.print(words);
        }
    }

    private ExitCode fail(Failure failure, Exception thrown, boolean json, boolean trace) {
        if (json) {
            try {
                shell.print(failure.toJson().toPrettyString() + "\n");
            } catch (IOException e) {
                // no one reads it; standard error tells the same
            }
        }
        shell.err().println("envelope: " + failure);
        if (trace) {
            thrown.printStackTrace(shell.err());
        }
        return failure.exit();
    }

    /** What the parser says, without the values of options that it does not know: one of them may be a password. */
    private static String sentence(ParameterException e) {
        if (e instanceof UnmatchedArgumentException unmatched) {
            String first = unmatched.getUnmatched().get(0);
            if (unmatched.isUnknownOption()) {
                return "There is no option " + first.split("=", 2)[0] + ".";
            }
            return e.getCommandLine().getSubcommands().isEmpty()
                    ? "There is an argument too many."
                    : "There is no command '" + first + "'.";
        }
        String message = String.valueOf(e.getMessage());
        return message.endsWith(".") ? message : message + ".";
    }

    private static void describe(CommandLine command) {
        command.getCommandSpec().versionProvider(new Version());
        command.getCommandSpec()
                .usageMessage()
                .sortOptions(false)
                .footer(Stream.concat(Stream.of("", "Exit codes:"), ExitCode.table().stream())
                        .toArray(String[]::new));
        command.getSubcommands().values().forEach(CommandTree::describe);
    }
}

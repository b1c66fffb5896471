package dev.envelope.cli;

import dev.envelope.cli.shell.Shell;
import dev.envelope.cli.shell.Shell.PasswordPrompt;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.util.Optional;

/** Where the program starts. */
public final class Main {

    /** Set by the start script: Java can't tell whether standard error is a terminal. */
    private static final boolean TERMINAL = Boolean.getBoolean("envelope.terminal");

    private Main() {}

    /**
     * Runs a command and ends the JVM.
     *
     * @param args the command and its options
     */
    public static void main(String[] args) {
        // not System.out, which says nothing where it can't be written to
        FileOutputStream out = new FileOutputStream(FileDescriptor.out);
        Shell shell = new Shell(System.in, out, System.err, TERMINAL, System.getenv(), prompt());
        System.exit(new CommandTree(shell).run(args).code());
    }

    private static Optional<PasswordPrompt> prompt() {
        return Optional.ofNullable(System.console()).map(Main::prompt);
    }

    private static PasswordPrompt prompt(Console console) {
        return question -> Optional.ofNullable(console.readPassword("%s: ", question));
    }
}

package dev.envelope.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.envelope.cli.shell.ExitCode;
import dev.envelope.cli.shell.Shell;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Runs commands in this process, with streams of their own. */
public final class Cli {

    private final Map<String, String> environment = new HashMap<>();
    private InputStream in = InputStream.nullInputStream();
    private Optional<Shell.PasswordPrompt> password = Optional.empty();
    private Optional<OutputStream> out = Optional.empty();
    private boolean terminal;

    /** What came of it. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Outcome(ExitCode exit, byte[] bytes, String err) {

        public String out() {
            return new String(bytes, StandardCharsets.UTF_8);
        }

        /** Standard output, which has to be one JSON document and nothing else. */
        public JsonNode json() throws IOException {
            return new ObjectMapper()
                    .enable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .readTree(bytes);
        }

        public JsonNode error() throws IOException {
            return json().path("error");
        }
    }

    public static Outcome run(String... args) {
        return new Cli().call(args);
    }

    public Cli reading(byte[] standardInput) {
        return reading(new ByteArrayInputStream(standardInput));
    }

    public Cli reading(InputStream standardInput) {
        in = standardInput;
        return this;
    }

    public Cli writing(OutputStream standardOutput) {
        out = Optional.of(standardOutput);
        return this;
    }

    public Cli onATerminal() {
        terminal = true;
        return this;
    }

    public Cli with(String variable, String value) {
        environment.put(variable, value);
        return this;
    }

    public Cli answering(String typed) {
        password = Optional.of(question -> Optional.of(typed.toCharArray()));
        return this;
    }

    public Outcome call(String... args) {
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Shell shell = new Shell(
                in,
                out.orElse(written),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                terminal,
                environment,
                password);
        ExitCode exit = new CommandTree(shell).run(args);
        return new Outcome(exit, written.toByteArray(), err.toString(StandardCharsets.UTF_8));
    }
}

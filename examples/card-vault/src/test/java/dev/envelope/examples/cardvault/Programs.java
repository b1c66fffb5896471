package dev.envelope.examples.cardvault;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Starts the programs as a user does: as processes.
 *
 * @param environment what the environment says to them; nothing else of what configures them
 */
record Programs(Map<String, String> environment) {

    private static final Pattern LISTENING = Pattern.compile("Listening on (http://\\S+)");
    private static final int TIMEOUT_SECONDS = 60;

    /** How a program ended. */
    record Ended(int status, String output) {}

    /** A call of an API. */
    @FunctionalInterface
    interface Call {
        CardClient.Answer on(CardClient client) throws IOException, InterruptedException;
    }

    /** Calls an API that runs for so long. */
    void withApi(Call call) throws Exception {
        Process api = start("api");
        try (BufferedReader output = api.inputReader(StandardCharsets.UTF_8)) {
            CardClient.Answer answer = call.on(new CardClient(listening(output)));
            assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        } finally {
            api.destroy();
            if (!api.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)) {
                api.destroyForcibly();
            }
        }
    }

    private static URI listening(BufferedReader output) throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            lines.add(line);
            Matcher listening = LISTENING.matcher(line);
            if (listening.find()) {
                return URI.create(listening.group(1));
            }
        }
        throw new AssertionError("the API did not start: " + lines);
    }

    /** Runs a program to its end. */
    Ended run(String... arguments) throws Exception {
        Process process = start(arguments);
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS)).isTrue();
        return new Ended(process.exitValue(), output);
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-classpath",
                System.getProperty("java.class.path"),
                Main.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment()
                .keySet()
                .removeIf(name ->
                        name.startsWith("CARD_VAULT_") || name.startsWith("VAULT_") || name.equals(Settings.KEK));
        builder.environment().putAll(environment);
        return builder.start();
    }
}

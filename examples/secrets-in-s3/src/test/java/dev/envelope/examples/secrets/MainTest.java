package dev.envelope.examples.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "fly | there is no command 'fly'",
                "put | 'put' can't be called with 0 arguments",
                "range a 0 | 'range' can't be called with 2 arguments",
                "demo huge | 'huge' is not a size",
                "demo 1m | needs a moto server",
                "get a | " + Settings.BUCKET + " is not set",
            })
    void what_it_can_not_do_it_says(String arguments, String message) {
        assertThat(run(Map.of(), arguments.split(" "))).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(message, "help");
    }

    @Test
    void earlier_keys_are_arns() {
        Map<String, String> environment =
                Map.of(Settings.BUCKET, "b", Settings.KMS_KEY, "alias/b", Settings.EARLIER_KMS_KEYS, "alias/a");

        assertThat(run(environment, "info", "a")).isEqualTo(2);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains(Settings.EARLIER_KMS_KEYS, "ARN");
    }

    @Test
    void help_is_there() {
        assertThat(run(Map.of(), "help")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).contains(Settings.BUCKET, Settings.KMS_KEY);
    }

    private int run(Map<String, String> environment, String... arguments) {
        return new Main(new Settings(environment), print(out), print(err)).run(List.of(arguments));
    }

    private static PrintStream print(ByteArrayOutputStream into) {
        return new PrintStream(into, true, StandardCharsets.UTF_8);
    }
}

package dev.envelope.examples.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@RequiresMoto
class DemoTest {

    /** Less than the part that is read, one part of the upload, exactly one, and three. */
    @ParameterizedTest
    @ValueSource(longs = {1, 3_000_000, 8_388_608, 20_000_001})
    void it_runs_from_start_to_finish(long size) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(output, true, StandardCharsets.UTF_8)) {
            boolean held = new Demo(RequiresMoto.Condition.url().orElseThrow(), size, false, out).run();
            assertThat(held).as(() -> output.toString(StandardCharsets.UTF_8)).isTrue();
        }
        String text = output.toString(StandardCharsets.UTF_8);
        assertThat(text).containsPattern("All \\d+ claims hold\\.").doesNotContain("FAILED", "It can.");
        List<String> withoutTrail =
                text.substring(0, text.indexOf("time (UTC)")).lines().toList();
        assertThat(withoutTrail).allMatch(line -> line.length() <= 100);
    }
}

package dev.envelope.internal.wrap;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.RepeatedTest;

class HotCodeTest {

    /**
     * Where the optimizing compiler of JDK 17 goes wrong (see {@code ConstantTime}), it does so in about two of three
     * processes.
     */
    @RepeatedTest(3)
    void nothing_comes_out_wrong_when_the_code_is_hot() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        HotCode.class.getName(),
                        "60000")
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(output.trim()).isEqualTo("0 wrong");
        assertThat(process.waitFor()).isZero();
    }
}

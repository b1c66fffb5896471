package dev.envelope.examples.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class GeneratedFileTest {

    private final GeneratedFile file = new GeneratedFile(42, 1003);

    @Test
    void it_has_its_length_and_is_the_same_each_time() throws IOException {
        assertThat(file.open().readAllBytes())
                .hasSize(1003)
                .isEqualTo(file.open().readAllBytes());
    }

    @Test
    void another_seed_is_another_file() throws IOException {
        assertThat(file.open().readAllBytes())
                .isNotEqualTo(new GeneratedFile(43, 1003).open().readAllBytes());
    }

    @Test
    void any_part_is_that_part_of_the_whole() throws IOException {
        byte[] whole = file.open().readAllBytes();
        for (int offset = 0; offset < 20; offset++) {
            for (int length = 0; length < 20; length++) {
                assertThat(file.part(offset, length)).isEqualTo(Arrays.copyOfRange(whole, offset, offset + length));
            }
        }
    }

    @Test
    void it_is_the_same_however_it_is_read() throws IOException {
        byte[] whole = file.open().readAllBytes();
        var stream = file.open();
        for (byte expected : whole) {
            assertThat((byte) stream.read()).isEqualTo(expected);
        }
        assertThat(stream.read()).isEqualTo(-1);
    }
}

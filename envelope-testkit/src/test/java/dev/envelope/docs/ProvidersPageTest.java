package dev.envelope.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The provider of docs/providers.md can be pasted, and is short. */
class ProvidersPageTest {

    @Test
    void the_provider_is_on_the_page_as_a_whole_file_of_at_most_60_lines() throws IOException {
        String file = Files.readString(Path.of("src", "test", "java", "dev", "envelope", "docs", "HsmKey.java"));

        assertThat(file.lines().count()).isLessThanOrEqualTo(60);
        assertThat(Page.of("providers.md").code("java")).contains(file);
    }
}

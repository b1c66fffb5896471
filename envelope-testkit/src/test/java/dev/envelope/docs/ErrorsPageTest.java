package dev.envelope.docs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.ErrorCode;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** docs/errors.md tells of every code, and of no other. */
class ErrorsPageTest {

    @Test
    void every_code_is_on_the_page_once() throws IOException {
        assertThat(Page.of("errors.md").rows().stream().flatMap(row -> Page.names(row.get(0)).stream()))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.of(ErrorCode.values()).map(ErrorCode::toString).toList());
    }
}

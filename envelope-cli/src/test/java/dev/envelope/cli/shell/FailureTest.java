package dev.envelope.cli.shell;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.ErrorCode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import org.junit.jupiter.api.Test;

class FailureTest {

    @Test
    void what_may_pass_ends_as_unavailable_and_nothing_else_does() {
        for (ErrorCode code : ErrorCode.values()) {
            assertThat(ExitCode.of(code) == ExitCode.UNAVAILABLE).isEqualTo(code.isRetryable());
        }
    }

    @Test
    void what_no_one_expected_shows_no_message() {
        Failure failure = Failure.of(new IllegalStateException("hunter2"));

        assertThat(failure.exit()).isEqualTo(ExitCode.DEFECT);
        assertThat(failure.toString()).contains("IllegalStateException").doesNotContain("hunter2");
    }

    @Test
    void files_are_named() {
        assertThat(Failure.of(new NoSuchFileException("a")).toString())
                .isEqualTo("There is no file or folder a. [no-such-file]");
        assertThat(Failure.of(new AccessDeniedException("a")).exit()).isEqualTo(ExitCode.DENIED);
        assertThat(Failure.of(new FileSystemException("a", null, "No space left on device"))
                        .toString())
                .isEqualTo("Reading or writing a failed: No space left on device. [input-output]");
    }

    @Test
    void an_unchecked_failure_to_read_or_write_is_one_too() {
        assertThat(Failure.of(new UncheckedIOException(new IOException("full"))).code())
                .isEqualTo("input-output");
    }

    @Test
    void an_interrupt_is_no_failure_to_read_or_write() {
        assertThat(Failure.of(new InterruptedIOException()).exit()).isEqualTo(ExitCode.INTERRUPTED);
    }
}

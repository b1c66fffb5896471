package dev.envelope.examples.secrets;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.ErrorCode;
import dev.envelope.aws.AwsKmsCall;
import dev.envelope.aws.AwsKmsOperation;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AuditTest {

    private static final String ARN = "arn:aws:kms:eu-central-1:111122223333:key/00000000-0000-0000-0000-000000abcdef";

    private final Audit audit = new Audit(Clock.fixed(Instant.parse("2026-01-02T03:04:05.678Z"), ZoneOffset.UTC));
    private final List<String> printed = new ArrayList<>();

    @Test
    void a_use_of_a_key_is_a_line() {
        audit.called(new AwsKmsCall(
                AwsKmsOperation.DECRYPT,
                "secrets",
                "alias/secrets",
                Optional.of(ARN),
                Optional.of("request-1"),
                Optional.empty(),
                Duration.ofMillis(17)));
        audit.print(printed::add);

        assertThat(printed).hasSize(2);
        assertThat(printed.get(1).split(" +"))
                .containsExactly("03:04:05.678", "Decrypt", "secrets", "...abcdef", "ok", "17", "request-1");
    }

    @Test
    void a_refused_use_says_why() {
        audit.called(new AwsKmsCall(
                AwsKmsOperation.DECRYPT,
                "secrets",
                "alias/secrets",
                Optional.empty(),
                Optional.empty(),
                Optional.of(ErrorCode.ACCESS_DENIED),
                Duration.ofMillis(3)));
        audit.print(printed::add);

        assertThat(printed.get(1)).contains("access-denied", "(none)");
    }

    @Test
    void where_no_key_was_used_nothing_is_printed() {
        audit.print(printed::add);

        assertThat(printed).isEmpty();
    }
}

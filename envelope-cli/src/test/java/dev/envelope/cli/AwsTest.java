package dev.envelope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.cli.shell.ExitCode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AwsTest {

    @TempDir
    private Path folder;

    private FakeKms kms;
    private Fixture fixture;

    @BeforeEach
    void start() throws IOException {
        kms = new FakeKms();
        fixture = Fixture.in(folder);
        fixture.file("message", Fixture.message(1000));
    }

    @AfterEach
    void stop() {
        kms.close();
    }

    @Test
    void a_key_of_kms_encrypts_and_decrypts() {
        Cli.Outcome encrypted = call("encrypt", "aws:cards=alias/cards", "message", "sealed");
        Cli.Outcome decrypted = call("decrypt", "aws:cards=" + FakeKms.ARN, "sealed", "opened");

        assertThat(encrypted.exit()).isEqualTo(ExitCode.DONE);
        assertThat(decrypted.exit()).isEqualTo(ExitCode.DONE);
        assertThat(fixture.path("opened")).hasBinaryContent(Fixture.message(1000));
        assertThat(kms.requests())
                .allSatisfy(request -> assertThat(
                                request.path("EncryptionContext").path("id").asText())
                        .isEqualTo("42"));
    }

    @Test
    void a_denial_is_told_as_one_and_leaves_nothing() throws IOException {
        kms.refuse("AccessDeniedException");

        Cli.Outcome outcome = call("encrypt", "aws:cards=alias/cards", "message", "sealed", "--json");

        assertThat(outcome.exit()).isEqualTo(ExitCode.DENIED);
        assertThat(outcome.error().path("code").asText()).isEqualTo("access-denied");
        assertThat(outcome.err()).doesNotContain("\tat ");
        assertThat(fixture.files()).containsExactly("message");
    }

    @Test
    void an_outage_is_worth_a_retry() throws IOException {
        kms.close();

        Cli.Outcome outcome = call("encrypt", "aws:cards=alias/cards", "message", "sealed", "--json");

        assertThat(outcome.exit()).isEqualTo(ExitCode.UNAVAILABLE);
        assertThat(outcome.error().path("code").asText()).isEqualTo("unavailable");
        assertThat(outcome.error().path("retryable").asBoolean()).isTrue();
        assertThat(fixture.files()).containsExactly("message");
    }

    @Test
    void an_endpoint_that_is_no_url_is_refused() {
        Cli.Outcome outcome = callAt("kms", "encrypt", "aws:cards=alias/cards", "message", "sealed");

        assertThat(outcome.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.err()).contains("--aws-endpoint is a URL");
        assertThat(fixture.files()).containsExactly("message");
    }

    private Cli.Outcome call(String command, String kek, String in, String out, String... more) {
        return callAt(kms.url(), command, kek, in, out, more);
    }

    private Cli.Outcome callAt(String endpoint, String command, String kek, String in, String out, String... more) {
        String[] args = {
            command,
            "--kek",
            kek,
            "--aws-endpoint",
            endpoint,
            "--in",
            fixture.path(in).toString(),
            "--out",
            fixture.path(out).toString(),
            "--context",
            "id=42"
        };
        return Cli.run(more.length == 0 ? args : concat(args, more));
    }

    private static String[] concat(String[] args, String[] more) {
        String[] all = Arrays.copyOf(args, args.length + more.length);
        System.arraycopy(more, 0, all, args.length, more.length);
        return all;
    }
}

package dev.envelope.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.LocalKey;
import dev.envelope.cli.shell.ExitCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DecryptTest {

    private static final int LENGTH = 100_000;

    @TempDir
    private Path folder;

    private Fixture fixture;
    private byte[] envelope;

    @BeforeEach
    void encrypt() {
        fixture = Fixture.in(folder);
        envelope = fixture.cipher().encrypt(Fixture.message(LENGTH), Fixture.CONTEXT);
    }

    @Test
    void it_opens_what_the_library_wrote() {
        Path in = fixture.file("sealed", envelope);

        Cli.Outcome outcome = decrypt(in.toString(), "opened");

        assertThat(outcome.exit()).isEqualTo(ExitCode.DONE);
        assertThat(fixture.path("opened")).hasBinaryContent(Fixture.message(LENGTH));
        assertThat(fixture.files()).containsExactly("opened", "sealed");
        assertThat(outcome.err()).contains("all of it is authentic");
    }

    @Test
    void the_text_form_is_told_by_its_beginning_and_may_end_its_line() {
        String text = fixture.cipher().encryptToText("4111", Fixture.CONTEXT);
        Path bare = fixture.file("bare", text.getBytes(US_ASCII));
        Path line = fixture.file("line", (text + "\r\n").getBytes(US_ASCII));

        decrypt(bare.toString(), "opened");
        decrypt(line.toString(), "opened-too");

        assertThat(fixture.path("opened")).hasContent("4111");
        assertThat(fixture.path("opened-too")).hasContent("4111");
    }

    @Test
    void the_plaintext_is_its_owners_only() throws IOException {
        decrypt(fixture.file("sealed", envelope).toString(), "opened");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(fixture.path("opened"))))
                .isEqualTo("rw-------");
    }

    @Test
    void several_threads_read_what_one_wrote() throws IOException {
        byte[] message = Fixture.message(3_000_000);
        Path in = fixture.file("sealed", fixture.cipher().encrypt(message, Fixture.CONTEXT));

        Cli.run(
                "decrypt",
                "--kek",
                fixture.kek(),
                "--in",
                in.toString(),
                "--out",
                fixture.path("opened").toString(),
                "--context",
                "table=cards",
                "--context",
                "id=42",
                "--threads",
                "3");

        assertThat(Files.readAllBytes(fixture.path("opened"))).isEqualTo(message);
    }

    @Test
    void standard_input_goes_to_standard_output() {
        Cli.Outcome outcome = new Cli().reading(envelope).call(args("-", "-"));

        assertThat(outcome.bytes()).isEqualTo(Fixture.message(LENGTH));
        assertThat(outcome.exit()).isEqualTo(ExitCode.DONE);
    }

    @Test
    void another_key_is_refused_and_leaves_nothing() {
        LocalKey.fromFileOrCreate("cards", fixture.path("other.key")).close();
        Path in = fixture.file("sealed", envelope);

        Cli.Outcome outcome = Cli.run(
                "decrypt",
                "--kek",
                "local:cards=" + fixture.path("other.key"),
                "--in",
                in.toString(),
                "--out",
                fixture.path("opened").toString(),
                "--context",
                "table=cards",
                "--context",
                "id=42");

        assertThat(outcome.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(outcome.err()).contains("[wrapped-key-refused]").hasLineCount(1);
        assertThat(fixture.files()).containsExactly("other.key", "sealed");
    }

    @Test
    void a_key_of_another_name_is_refused_by_name() {
        Path in = fixture.file("sealed", envelope);
        String kek = fixture.kek().replace("local:cards=", "local:logs=");

        Cli.Outcome outcome = Cli.run(
                "decrypt",
                "--kek",
                kek,
                "--in",
                in.toString(),
                "--out",
                fixture.path("opened").toString(),
                "--no-context");

        assertThat(outcome.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(outcome.err()).contains("cards").contains("logs").contains("[kek-not-in-keyring]");
    }

    @Test
    void another_context_is_refused_and_leaves_nothing() {
        Path in = fixture.file("sealed", envelope);

        Cli.Outcome outcome = Cli.run(
                "decrypt",
                "--kek",
                fixture.kek(),
                "--in",
                in.toString(),
                "--out",
                fixture.path("opened").toString(),
                "--context",
                "table=cards",
                "--context",
                "id=43");

        assertThat(outcome.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(outcome.err()).contains("[wrapped-key-refused]").doesNotContain("43");
        assertThat(fixture.files()).containsExactly("sealed");
    }

    @Test
    void a_file_that_was_cut_is_refused_and_leaves_nothing() {
        Path between = fixture.file("sealed", Arrays.copyOf(envelope, envelope.length - LENGTH % 16_384 - 16));

        Cli.Outcome outcome = decrypt(between.toString(), "opened");

        assertThat(outcome.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(outcome.err()).contains("[truncated]");
        assertThat(fixture.files()).containsExactly("sealed");
    }

    @Test
    void a_file_that_was_cut_anywhere_leaves_nothing() {
        Path in = fixture.file("sealed", Arrays.copyOf(envelope, envelope.length - 1));

        Cli.Outcome outcome = decrypt(in.toString(), "opened");

        assertThat(outcome.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(outcome.err()).contains("[content-refused]");
        assertThat(fixture.files()).containsExactly("sealed");
    }

    @Test
    void a_bit_that_was_changed_near_the_end_leaves_nothing() {
        envelope[envelope.length - 20] ^= 1;
        Path in = fixture.file("sealed", envelope);

        assertThat(decrypt(in.toString(), "opened").exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(fixture.files()).containsExactly("sealed");
    }

    @Test
    void a_failure_keeps_what_force_would_have_replaced() {
        envelope[envelope.length - 20] ^= 1;
        Path in = fixture.file("sealed", envelope);
        Path there = fixture.file("opened", "there".getBytes(UTF_8));

        Cli.run(args(in.toString(), there.toString(), "--force"));

        assertThat(there).hasContent("there");
        assertThat(fixture.files()).containsExactly("opened", "sealed");
    }

    @Test
    void standard_output_is_called_incomplete_where_it_is() {
        Cli.Outcome outcome =
                new Cli().reading(Arrays.copyOf(envelope, envelope.length - 1)).call(args("-", "-"));

        assertThat(outcome.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(outcome.bytes().length).isLessThan(LENGTH);
        assertThat(outcome.err()).contains("What went to standard output is not the whole message: discard it.");
    }

    @Test
    void a_plaintext_is_refused_as_no_envelope() {
        Path in = fixture.file("plain", "4111111111111111".getBytes(UTF_8));
        Path like = fixture.file("like", "environment".getBytes(UTF_8));

        assertThat(decrypt(in.toString(), "opened").err()).contains("[not-an-envelope]");
        assertThat(decrypt(like.toString(), "opened").err()).contains("[not-an-envelope]");
        assertThat(decrypt(fixture.file("empty", new byte[0]).toString(), "opened")
                        .err())
                .contains("[not-an-envelope]");
    }

    @Test
    void an_interrupt_leaves_nothing() throws Exception {
        Path out = fixture.path("opened");
        InputStream interrupting = new InputStream() {
            @Override
            public int read() {
                Thread.currentThread().interrupt();
                return -1;
            }

            @Override
            public int read(byte[] into, int offset, int length) {
                return read();
            }
        };
        ByteArrayInputStream first = new ByteArrayInputStream(envelope, 0, 50_000);
        ByteArrayInputStream rest = new ByteArrayInputStream(envelope, 50_000, envelope.length - 50_000);
        InputStream in = new SequenceInputStream(new SequenceInputStream(first, interrupting), rest);
        Cli.Outcome[] outcome = new Cli.Outcome[1];

        Thread thread = new Thread(() -> outcome[0] = new Cli().reading(in).call(args("-", out.toString())));
        thread.start();
        thread.join();

        assertThat(outcome[0].exit()).isEqualTo(ExitCode.INTERRUPTED);
        assertThat(outcome[0].err()).contains("[interrupted]");
        assertThat(fixture.files()).isEmpty();
    }

    @Test
    void json_tells_what_was_opened() throws IOException {
        Path in = fixture.file("sealed", envelope);

        Cli.Outcome outcome = Cli.run(args(in.toString(), fixture.path("opened").toString(), "--json"));

        assertThat(outcome.json().path("form").asText()).isEqualTo("binary");
        assertThat(outcome.json().path("messageBytes").asLong()).isEqualTo(LENGTH);
    }

    @Test
    void json_tells_why_it_was_refused() throws IOException {
        Path in = fixture.file("sealed", Arrays.copyOf(envelope, 100));

        Cli.Outcome outcome = Cli.run(args(in.toString(), fixture.path("opened").toString(), "--json"));

        assertThat(outcome.error().path("code").asText()).isEqualTo("truncated");
        assertThat(outcome.error().path("retryable").asBoolean()).isFalse();
        assertThat(outcome.error().path("message").asText()).doesNotContain("[truncated]");
    }

    @Test
    void json_and_the_message_can_not_share_standard_output() throws IOException {
        Cli.Outcome outcome = new Cli().reading(envelope).call(args("-", "-", "--json"));

        assertThat(outcome.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.error().path("code").asText()).isEqualTo("usage");
    }

    private Cli.Outcome decrypt(String in, String out) {
        return Cli.run(args(in, fixture.path(out).toString()));
    }

    private String[] args(String in, String out, String... more) {
        String[] all = {
            "decrypt",
            "--kek",
            fixture.kek(),
            "--in",
            in,
            "--out",
            out,
            "--context",
            "table=cards",
            "--context",
            "id=42"
        };
        String[] args = Arrays.copyOf(all, all.length + more.length);
        System.arraycopy(more, 0, args, all.length, more.length);
        return args;
    }
}

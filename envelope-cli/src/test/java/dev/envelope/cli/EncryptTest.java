package dev.envelope.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.LocalKey;
import dev.envelope.cli.shell.ExitCode;
import dev.envelope.format.Envelope;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptTest {

    private static final String[] CONTEXT = {"--context", "id=42", "--context", "table=cards"};

    @TempDir
    private Path folder;

    private Fixture fixture;

    @BeforeEach
    void makeAKey() {
        fixture = Fixture.in(folder);
    }

    @Test
    void the_library_opens_what_it_wrote() throws IOException {
        Path in = fixture.file("message", Fixture.message(100_000));

        Cli.Outcome outcome = encrypt(in.toString(), "sealed", CONTEXT);

        assertThat(outcome.exit()).isEqualTo(ExitCode.DONE);
        assertThat(outcome.bytes()).isEmpty();
        assertThat(fixture.cipher().decrypt(Files.readAllBytes(fixture.path("sealed")), Fixture.CONTEXT))
                .isEqualTo(Fixture.message(100_000));
        assertThat(fixture.files()).containsExactly("message", "sealed");
    }

    @Test
    void several_threads_write_what_one_does() throws IOException {
        Path in = fixture.file("message", Fixture.message(3_000_000));

        encrypt(in.toString(), "sealed", "--threads", "3", "--context", "id=42", "--context", "table=cards");

        assertThat(fixture.cipher().decrypt(Files.readAllBytes(fixture.path("sealed")), Fixture.CONTEXT))
                .isEqualTo(Fixture.message(3_000_000));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "257", "many"})
    void a_number_of_threads_that_makes_no_sense_is_a_mistake_in_usage(String threads) {
        Path in = fixture.file("message", Fixture.message(10));

        Cli.Outcome outcome = encrypt(in.toString(), "sealed", "--threads", threads, "--no-context");

        assertThat(outcome.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.err()).contains("--threads");
        assertThat(fixture.files()).containsExactly("message");
    }

    @Test
    void text_is_one_line_that_the_library_opens() throws IOException {
        Path in = fixture.file("message", "4111".getBytes(UTF_8));

        encrypt(in.toString(), "sealed", "--text", "--context", "id=42", "--context", "table=cards");

        String text = Files.readString(fixture.path("sealed"));
        assertThat(text).startsWith("env1:cards:1:").endsWith("\n").hasLineCount(1);
        assertThat(fixture.cipher().decryptToString(text.strip(), Fixture.CONTEXT))
                .isEqualTo("4111");
    }

    @Test
    void text_is_refused_where_a_message_is_large() {
        Path in = fixture.file("message", new byte[(16 << 20) + 1]);

        Cli.Outcome outcome = encrypt(in.toString(), "sealed", "--text", "--no-context");

        assertThat(outcome.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(outcome.err()).contains("16.0 MiB").contains("[too-large-for-text]");
        assertThat(fixture.files()).containsExactly("message");
    }

    @Test
    void standard_input_goes_to_standard_output() {
        Cli.Outcome outcome = new Cli()
                .reading("4111".getBytes(UTF_8))
                .call("encrypt", "--kek", fixture.kek(), "--in", "-", "--out", "-", "--no-context");

        assertThat(fixture.cipher().decrypt(outcome.bytes(), EncryptionContext.none()))
                .isEqualTo("4111".getBytes(UTF_8));
        assertThat(outcome.err())
                .contains("Encrypted standard input (4 bytes) to standard output under cards version 1.");
    }

    @Test
    void several_keys_each_open_it() throws IOException {
        LocalKey.fromFileOrCreate("spare", fixture.path("spare.key")).close();
        Path in = fixture.file("message", new byte[10]);
        String spare = "local:spare=" + fixture.path("spare.key");

        encrypt(in.toString(), "sealed", "--kek", spare, "--no-context");

        byte[] sealed = Files.readAllBytes(fixture.path("sealed"));
        EnvelopeCipher second = EnvelopeCipher.using(LocalKey.fromFile("spare", fixture.path("spare.key")));
        assertThat(Envelope.parse(sealed).keyBlock().primary().kekName()).isEqualTo("cards");
        assertThat(second.decrypt(sealed, EncryptionContext.none())).isEqualTo(new byte[10]);
    }

    @Test
    void a_context_or_its_absence_has_to_be_stated() {
        Path in = fixture.file("message", new byte[10]);

        assertThat(encrypt(in.toString(), "sealed").exit()).isEqualTo(ExitCode.USAGE);
        assertThat(encrypt(in.toString(), "sealed", "--no-context", "--context", "a=b")
                        .exit())
                .isEqualTo(ExitCode.USAGE);
        assertThat(fixture.files()).containsExactly("message");
    }

    @Test
    void a_context_without_a_key_or_with_one_twice_is_refused() {
        Path in = fixture.file("message", new byte[10]);

        assertThat(encrypt(in.toString(), "sealed", "--context", "secret").err())
                .contains("[usage]")
                .doesNotContain("secret");
        assertThat(encrypt(in.toString(), "sealed", "--context", "a=1", "--context", "a=2")
                        .err())
                .contains("[invalid-context]");
    }

    @Test
    void values_of_a_context_are_not_shown() {
        Path in = fixture.file("message", new byte[10]);

        Cli.Outcome outcome = encrypt(in.toString(), "sealed", "--json", "--context", "id=a-value-to-hide");

        assertThat(outcome.out() + outcome.err()).doesNotContain("a-value-to-hide");
    }

    @Test
    void a_value_of_a_context_may_hold_an_equals_sign_or_nothing() throws IOException {
        Path in = fixture.file("message", new byte[10]);

        encrypt(in.toString(), "sealed", "--context", "a=b=c", "--context", "empty=");

        assertThat(fixture.cipher()
                        .decrypt(
                                Files.readAllBytes(fixture.path("sealed")),
                                EncryptionContext.of("a", "b=c", "empty", "")))
                .isEqualTo(new byte[10]);
    }

    @Test
    void what_is_an_envelope_already_is_refused() {
        Path in = fixture.file("message", fixture.cipher().encrypt(new byte[10], Fixture.CONTEXT));

        Cli.Outcome outcome = encrypt(in.toString(), "sealed", CONTEXT);

        assertThat(outcome.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(outcome.err()).contains("[already-an-envelope]").hasLineCount(1);
        assertThat(fixture.files()).containsExactly("message");
    }

    @Test
    void an_output_that_is_there_is_left_as_it_is() throws IOException {
        Path in = fixture.file("message", new byte[10]);
        Path there = fixture.file("sealed", "there".getBytes(UTF_8));

        Cli.Outcome outcome = encrypt(in.toString(), "sealed", CONTEXT);

        assertThat(outcome.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.err()).contains("--force replaces it").contains("[output-exists]");
        assertThat(there).hasContent("there");
        assertThat(fixture.files()).containsExactly("message", "sealed");
    }

    @Test
    void force_replaces_an_output_even_where_it_is_the_input() throws IOException {
        Path both = fixture.file("both", new byte[10]);

        Cli.Outcome outcome = encrypt(both.toString(), "both", "--force", "--no-context");

        assertThat(outcome.exit()).isEqualTo(ExitCode.DONE);
        assertThat(fixture.cipher().decrypt(Files.readAllBytes(both), EncryptionContext.none()))
                .isEqualTo(new byte[10]);
    }

    @Test
    void force_replaces_what_a_link_leads_to_and_not_the_link() throws IOException {
        Path in = fixture.file("message", new byte[10]);
        Path real = fixture.file("real", new byte[1]);
        Files.createSymbolicLink(fixture.path("sealed"), real);

        encrypt(in.toString(), "sealed", "--force", "--no-context");

        assertThat(fixture.path("sealed")).isSymbolicLink();
        assertThat(Envelope.isEnvelope(Files.readAllBytes(real))).isTrue();
    }

    @Test
    void force_does_not_replace_a_folder() {
        Path in = fixture.file("message", new byte[10]);

        Cli.Outcome outcome = encrypt(in.toString(), "", "--force", "--no-context");

        assertThat(outcome.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.err()).contains("is not a file that can be replaced");
    }

    @Test
    void an_input_that_is_not_there_is_named() {
        Cli.Outcome outcome = encrypt(fixture.path("none").toString(), "sealed", CONTEXT);

        assertThat(outcome.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.err())
                .contains("There is no file or folder " + fixture.path("none"))
                .contains("[no-such-file]");
        assertThat(fixture.files()).isEmpty();
    }

    @Test
    void a_folder_is_no_input() {
        assertThat(encrypt(folder.toString(), "sealed", CONTEXT).exit()).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void a_folder_that_is_not_there_is_named() {
        Path in = fixture.file("message", new byte[10]);

        Cli.Outcome outcome = encrypt(in.toString(), "none/sealed", CONTEXT);

        assertThat(outcome.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.err()).contains("There is no file or folder " + fixture.path("none") + ".");
    }

    @Test
    void a_folder_that_can_not_be_written_to_is_named() {
        Path in = fixture.file("message", new byte[10]);
        Path unwritable = Unwritable.folder(folder);

        Cli.Outcome outcome = Cli.run(
                "encrypt",
                "--kek",
                fixture.kek(),
                "--in",
                in.toString(),
                "--out",
                unwritable.resolve("sealed").toString(),
                "--no-context");

        assertThat(outcome.exit()).isEqualTo(ExitCode.DENIED);
        assertThat(outcome.err()).contains(unwritable.toString()).hasLineCount(1);
    }

    @Test
    void standard_output_that_no_one_reads_is_a_failure() {
        OutputStream closed = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException("Broken pipe");
            }
        };

        Cli.Outcome outcome = new Cli()
                .writing(closed)
                .reading(new byte[10])
                .call("encrypt", "--kek", fixture.kek(), "--in", "-", "--out", "-", "--no-context");

        assertThat(outcome.exit()).isEqualTo(ExitCode.DENIED);
        assertThat(outcome.err()).contains("Broken pipe").contains("[input-output]");
    }

    @Test
    void json_tells_what_was_written_and_under_which_keys() throws IOException {
        Path in = fixture.file("message", new byte[10]);

        Cli.Outcome outcome = encrypt(in.toString(), "sealed", "--json", "--no-context");

        assertThat(outcome.json().path("in").asText()).isEqualTo(in.toString());
        assertThat(outcome.json().path("out").asText())
                .isEqualTo(fixture.path("sealed").toString());
        assertThat(outcome.json().path("form").asText()).isEqualTo("binary");
        assertThat(outcome.json().path("messageBytes").asLong()).isEqualTo(10);
        assertThat(outcome.json().path("envelopeBytes").asLong()).isEqualTo(Files.size(fixture.path("sealed")));
        assertThat(outcome.json().path("keys").get(0).path("kek").asText()).isEqualTo("cards");
        assertThat(outcome.json().path("keys").get(0).path("version").asText()).isEqualTo("1");
        assertThat(outcome.err()).contains("Encrypted");
    }

    @Test
    void json_and_the_envelope_can_not_share_standard_output() throws IOException {
        Cli.Outcome outcome = new Cli()
                .reading(new byte[10])
                .call("encrypt", "--json", "--kek", fixture.kek(), "--in", "-", "--out", "-", "--no-context");

        assertThat(outcome.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.error().path("code").asText()).isEqualTo("usage");
    }

    @Test
    void quiet_says_nothing() {
        Path in = fixture.file("message", Fixture.message(3 << 20));

        Cli.Outcome outcome = encrypt(in.toString(), "sealed", "--quiet", "--no-context");

        assertThat(outcome.out() + outcome.err()).isEmpty();
    }

    @Test
    void progress_is_plain_lines_where_there_is_no_terminal() {
        Path in = fixture.file("message", Fixture.message(3 << 20));

        Cli.Outcome outcome = encrypt(in.toString(), "sealed", "--no-context");

        assertThat(outcome.err().lines())
                .hasSize(5)
                .allSatisfy(line -> assertThat(line).doesNotContain("\r"))
                .element(0)
                .asString()
                .startsWith("Encrypting  25 % of 3.0 MiB, ");
    }

    @Test
    void a_terminal_keeps_no_line_of_progress() {
        Path in = fixture.file("message", Fixture.message(3 << 20));

        Cli.Outcome outcome = new Cli()
                .onATerminal()
                .call(
                        "encrypt",
                        "--kek",
                        fixture.kek(),
                        "--in",
                        in.toString(),
                        "--out",
                        fixture.path("sealed").toString(),
                        "--no-context");

        assertThat(outcome.err().split("\n")).hasSize(1);
        assertThat(outcome.err()).contains("Encrypted ");
    }

    @Test
    void a_key_that_is_not_there_is_never_made() {
        Path in = fixture.file("message", new byte[10]);
        Path none = fixture.path("none.key");

        Cli.Outcome outcome = Cli.run(
                "encrypt",
                "--kek",
                "local:cards=" + none,
                "--in",
                in.toString(),
                "--out",
                fixture.path("sealed").toString(),
                "--no-context");

        assertThat(outcome.exit()).isEqualTo(ExitCode.DENIED);
        assertThat(outcome.err()).contains("[kek-not-found]");
        assertThat(fixture.files()).containsExactly("message");
    }

    private Cli.Outcome encrypt(String in, String out, String... more) {
        String[] args = new String[7 + more.length];
        args[0] = "encrypt";
        args[1] = "--kek";
        args[2] = fixture.kek();
        args[3] = "--in";
        args[4] = in;
        args[5] = "--out";
        args[6] = fixture.path(out).toString();
        System.arraycopy(more, 0, args, 7, more.length);
        return Cli.run(args);
    }
}

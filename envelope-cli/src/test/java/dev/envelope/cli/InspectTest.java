package dev.envelope.cli;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EnvelopeCipher;
import dev.envelope.Keyring;
import dev.envelope.LocalKey;
import dev.envelope.cli.shell.ExitCode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.io.SequenceInputStream;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InspectTest {

    @TempDir
    private Path folder;

    private Fixture fixture;

    @BeforeEach
    void makeAKey() {
        fixture = Fixture.in(folder);
    }

    @Test
    void a_text_is_shown_as_a_table_and_called_unproven() {
        String text = fixture.cipher().encryptToText(new byte[16], Fixture.CONTEXT);

        Cli.Outcome outcome = Cli.run("inspect", text);

        assertThat(outcome.exit()).isEqualTo(ExitCode.DONE);
        assertThat(outcome.err()).isEmpty();
        assertThat(outcome.out().lines())
                .startsWith(
                        "form            text",
                        "format version  1",
                        "primary key     cards, version 1, wrapped in 73 bytes",
                        "key block       88 bytes",
                        "content block   88 bytes",
                        "message         16 bytes, if authentic")
                .anyMatch(line -> line.startsWith("Nothing shown is authenticated"));
    }

    @Test
    void json_says_the_same_to_programs() throws IOException {
        String text = fixture.cipher().encryptToText(new byte[16], Fixture.CONTEXT);

        Cli.Outcome outcome = Cli.run("inspect", "--json", text);

        assertThat(outcome.json())
                .hasToString("{\"form\":\"text\",\"formatVersion\":1,"
                        + "\"keys\":[{\"kek\":\"cards\",\"version\":\"1\",\"wrappedBytes\":73}],"
                        + "\"keyBlockBytes\":88,\"contentBytes\":88,\"messageBytes\":16,\"authenticated\":false}");
    }

    @Test
    void further_keys_are_shown() {
        Keyring keyring = Keyring.of(LocalKey.ephemeral("frankfurt")).alsoEncryptingWith(LocalKey.ephemeral("dublin"));
        String text = EnvelopeCipher.using(keyring).encryptToText(new byte[16], Fixture.CONTEXT);

        assertThat(Cli.run("inspect", text).out())
                .contains("primary key     frankfurt, version ephemeral, wrapped in 73 bytes")
                .contains("extra key 1     dublin, version ephemeral, wrapped in 73 bytes");
    }

    @Test
    void a_file_may_hold_either_form() {
        Path binary = fixture.file("binary", fixture.cipher().encrypt(new byte[16], Fixture.CONTEXT));
        Path text = fixture.file(
                "text", (fixture.cipher().encryptToText(new byte[16], Fixture.CONTEXT) + "\n").getBytes(US_ASCII));

        assertThat(Cli.run("inspect", "@" + binary).out()).contains("form            binary", "16 bytes, if authentic");
        assertThat(Cli.run("inspect", "@" + text).out()).contains("form            text", "16 bytes, if authentic");
    }

    @Test
    void standard_input_may_hold_either_form() {
        byte[] binary = fixture.cipher().encrypt(new byte[16], Fixture.CONTEXT);
        String text = fixture.cipher().encryptToText(new byte[16], Fixture.CONTEXT) + "\n";

        assertThat(new Cli().reading(binary).call("inspect", "-").out()).contains("binary", "16 bytes, if authentic");
        assertThat(new Cli()
                        .reading(text.getBytes(US_ASCII))
                        .call("inspect", "-")
                        .out())
                .contains("text", "16 bytes, if authentic");
    }

    @Test
    void of_a_large_file_only_the_beginning_and_the_length_are_read() throws IOException {
        Path sparse = fixture.file("sparse", fixture.cipher().encrypt(new byte[16], Fixture.CONTEXT));
        long whole = 88 + 56 + (1L << 20) * 16_400 + 16;
        try (RandomAccessFile file = new RandomAccessFile(sparse.toFile(), "rw")) {
            file.setLength(whole);
        }

        assertThat(Cli.run("inspect", "@" + sparse).out()).contains("message         17179869184 bytes");
    }

    @Test
    void a_large_stream_is_counted_without_being_kept() throws IOException {
        byte[] envelope = fixture.cipher().encrypt(Fixture.message(3 << 20), Fixture.CONTEXT);

        Cli.Outcome outcome = new Cli().reading(envelope).call("inspect", "--json", "-");

        assertThat(outcome.json().path("messageBytes").asLong()).isEqualTo(3 << 20);
    }

    @Test
    void a_large_text_is_told_by_its_beginning_and_its_length() throws IOException {
        for (int length : new int[] {3_000_000, 3_000_001, 3_000_002}) {
            byte[] text = fixture.cipher()
                    .encryptToText(Fixture.message(length), Fixture.CONTEXT)
                    .getBytes(US_ASCII);
            byte[] line = Arrays.copyOf(text, text.length + 1);
            line[text.length] = '\n';

            Cli.Outcome ofFile = Cli.run("inspect", "--json", "@" + fixture.file("text", text));
            Cli.Outcome ofStream = new Cli().reading(inParts(line)).call("inspect", "--json", "-");

            assertThat(ofFile.json().path("messageBytes").asLong()).isEqualTo(length);
            assertThat(ofStream.json()).isEqualTo(ofFile.json());
        }
    }

    @Test
    void a_large_text_that_was_cut_in_a_byte_is_refused() {
        byte[] text = fixture.cipher()
                .encryptToText(Fixture.message(3_000_000), Fixture.CONTEXT)
                .getBytes(US_ASCII);
        int head = "env1:cards:1:".length();
        int cut = head + (text.length - head) / 4 * 4 - 3;

        Cli.Outcome outcome = new Cli().reading(Arrays.copyOf(text, cut)).call("inspect", "-");

        assertThat(outcome.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(outcome.err()).contains("[truncated]");
    }

    @Test
    void a_large_text_that_is_broken_is_refused() {
        byte[] text = fixture.cipher()
                .encryptToText(Fixture.message(3_000_000), Fixture.CONTEXT)
                .getBytes(US_ASCII);
        byte[] upperCase = text.clone();
        upperCase[5] = 'C';
        byte[] endless = text.clone();
        Arrays.fill(endless, 5, 1000, (byte) 'a');
        byte[] notBase64 = text.clone();
        notBase64[500] = '=';

        assertThat(new Cli().reading(upperCase).call("inspect", "-").err()).contains("[malformed]");
        assertThat(new Cli().reading(endless).call("inspect", "-").err()).contains("[malformed]");
        assertThat(new Cli().reading(notBase64).call("inspect", "-").err()).contains("[malformed]");
    }

    @Test
    void what_is_no_envelope_is_refused_without_being_repeated() {
        Cli.Outcome outcome = Cli.run("inspect", "4111111111111111");

        assertThat(outcome.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(outcome.err())
                .contains("[not-an-envelope]")
                .doesNotContain("4111")
                .hasLineCount(1);
    }

    @Test
    void json_tells_why_it_was_refused() throws IOException {
        Path cut = fixture.file("cut", Arrays.copyOf(fixture.cipher().encrypt(new byte[16], Fixture.CONTEXT), 90));

        Cli.Outcome outcome = Cli.run("inspect", "--json", "@" + cut);

        assertThat(outcome.exit()).isEqualTo(ExitCode.REFUSED);
        assertThat(outcome.error().path("code").asText()).isEqualTo("truncated");
    }

    @Test
    void a_file_that_is_not_there_is_named() {
        Cli.Outcome outcome = Cli.run("inspect", "@" + fixture.path("none"));

        assertThat(outcome.exit()).isEqualTo(ExitCode.USAGE);
        assertThat(outcome.err()).contains(fixture.path("none").toString());
    }

    private static InputStream inParts(byte[] bytes) {
        int half = bytes.length / 2;
        return new SequenceInputStream(
                new ByteArrayInputStream(bytes, 0, half), new ByteArrayInputStream(bytes, half, bytes.length - half));
    }
}

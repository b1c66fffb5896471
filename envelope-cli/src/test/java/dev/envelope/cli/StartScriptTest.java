package dev.envelope.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.envelope.LocalKey;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The start script as a process of its own, in a folder laid out as the package is: tests run before there is a package, so the
 * jars are those of the tests.
 */
class StartScriptTest {

    private static final Path SCRIPT = Path.of("src", "main", "bin", "envelope");

    @TempDir
    private Path folder;

    private Path script;

    private record Ended(int exit, String out, String err) {}

    @BeforeEach
    void layOut() throws IOException {
        assumeTrue(File.separatorChar == '/', "the start script is for a POSIX shell");
        Path home = folder.resolve("a folder with spaces");
        script = home.resolve("bin").resolve("envelope");
        Files.createDirectories(script.getParent());
        Files.copy(SCRIPT, script);
        assertThat(script.toFile().setExecutable(true)).isTrue();
        Path lib = Files.createDirectory(home.resolve("lib"));
        // a class path that ends in * takes jars only, so one jar names the others
        ClassPathJar.write(lib.resolve("all.jar"), System.getProperty("java.class.path"));
        Files.write(folder.resolve("message"), Fixture.message(200_000));
    }

    @Test
    void what_it_encrypts_it_inspects_and_decrypts() throws Exception {
        String key = "local:cards=" + folder.resolve("cards.key");

        assertThat(call("keygen", folder.resolve("cards.key").toString()).exit).isZero();
        assertThat(call("encrypt", "--kek", key, "--in", file("message"), "--out", file("sealed"), "--context", "id=42")
                        .exit)
                .isZero();
        Ended inspected = call("inspect", "--json", "@" + file("sealed"));
        assertThat(new ObjectMapper()
                        .readTree(inspected.out)
                        .path("messageBytes")
                        .asInt())
                .isEqualTo(200_000);
        assertThat(call("decrypt", "--kek", key, "--in", file("sealed"), "--out", file("opened"), "--context", "id=42")
                        .exit)
                .isZero();
        assertThat(folder.resolve("opened")).hasBinaryContent(Fixture.message(200_000));
    }

    @Test
    void it_is_found_through_a_link_and_ends_with_the_codes_that_are_written_down() throws Exception {
        Path link = Files.createSymbolicLink(folder.resolve("envelope"), script);
        script = link;

        assertThat(call("--version").exit).isZero();
        assertThat(call("encrypt").exit).isEqualTo(2);
        assertThat(call("inspect", "4111").exit).isEqualTo(3);
        assertThat(call("inspect", "4111").err).hasLineCount(1).contains("[not-an-envelope]");
    }

    @Test
    void a_signal_in_the_middle_of_a_decryption_leaves_nothing() throws Exception {
        assumeInterruptsArrive();
        Fixture fixture = Fixture.in(Files.createDirectory(folder.resolve("work")));
        byte[] envelope = fixture.cipher().encrypt(Fixture.message(1 << 20), Fixture.CONTEXT);
        Process process = start(
                "decrypt",
                "--kek",
                fixture.kek(),
                "--in",
                "-",
                "--out",
                fixture.path("opened").toString(),
                "--context",
                "table=cards",
                "--context",
                "id=42");
        try (OutputStream in = process.getOutputStream()) {
            in.write(envelope, 0, envelope.length / 2);
            in.flush();
            while (written(fixture.folder()) == 0) {
                assertThat(process.isAlive()).isTrue();
                TimeUnit.MILLISECONDS.sleep(20);
            }
            interrupt(process);
            assertThat(process.waitFor()).isEqualTo(130);
        }

        assertThat(fixture.files()).isEmpty();
    }

    @Test
    void a_signal_stops_a_rotation_which_still_tells_what_it_did() throws Exception {
        assumeInterruptsArrive();
        Fixture fixture = Fixture.in(Files.createDirectory(folder.resolve("work")));
        CardsDatabase cards = CardsDatabase.inFile(fixture.path("cards"));
        cards.insert(fixture.cipher(), 0, 30);
        LocalKey.rotateFile("cards", fixture.path("cards.key")).close();
        Path err = folder.resolve("err");
        Path out = folder.resolve("out");
        Path report = folder.resolve("report.json");
        ProcessBuilder builder = builder(cards.args(
                "run", fixture.kek(), "--create-tables", "--rows-per-second", "1", "--report", report.toString()));
        builder.environment().put("ENVELOPE_DB_PASSWORD", CardsDatabase.PASSWORD);

        Process process =
                builder.redirectError(err.toFile()).redirectOutput(out.toFile()).start();
        while (!Files.exists(err) || !Files.readString(err).contains("Round 1: ")) {
            assertThat(process.isAlive()).isTrue();
            TimeUnit.MILLISECONDS.sleep(20);
        }
        interrupt(process);

        assertThat(process.waitFor()).isEqualTo(130);
        assertThat(report).as(Files.readString(err)).exists();
        assertThat(new ObjectMapper()
                        .readTree(Files.readString(report))
                        .path("ending")
                        .asText())
                .isEqualTo("stopped");
        assertThat(Files.readString(out)).contains("run it again to go on");
    }

    /** What a shell starts in the background ignores the signal of Ctrl-C, and so does all that is started by that. */
    private static void assumeInterruptsArrive() throws Exception {
        assumeTrue(
                new ProcessBuilder("sh", "-c", "kill -INT $$").start().waitFor() != 0,
                "SIGINT is ignored by this process and those it starts");
    }

    private static void interrupt(Process process) throws Exception {
        new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    }

    /** How much of the plaintext is in the unfinished file. */
    private static long written(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".tmp"))
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    private Ended call(String... args) throws Exception {
        Path err = folder.resolve("err");
        Path out = folder.resolve("out");
        Process process = builder(args)
                .redirectError(err.toFile())
                .redirectOutput(out.toFile())
                .start();
        process.getOutputStream().close();
        int exit = process.waitFor();
        return new Ended(exit, Files.readString(out, UTF_8), Files.readString(err, UTF_8));
    }

    private Process start(String... args) throws IOException {
        return builder(args)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    private ProcessBuilder builder(String... args) {
        List<String> command = new ArrayList<>(List.of(script.toString()));
        command.addAll(Arrays.asList(args));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder;
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }
}

package dev.envelope.examples.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.EnvelopeException;
import dev.envelope.LocalKey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommandsTest {

    private static final SecretName NAME = new SecretName("db.env");

    @TempDir
    Path folder;

    private final MemoryBucket bucket = new MemoryBucket();
    private final SecretStore store = new SecretStore(bucket, LocalKey.ephemeral("secrets"));
    private final ByteArrayOutputStream data = new ByteArrayOutputStream();
    private final Commands commands = new Commands(
            bucket,
            store,
            new Traffic(),
            false,
            data,
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8));

    @Test
    void a_file_is_put_and_got() throws IOException {
        Path file = Files.writeString(folder.resolve("in"), "KEY=value\n");
        Path copy = Files.writeString(folder.resolve("out"), "something else");

        commands.put(file, NAME);
        commands.get(NAME, copy);
        commands.get(NAME);

        assertThat(copy).hasSameBinaryContentAs(file);
        assertThat(data.toString(StandardCharsets.UTF_8)).isEqualTo("KEY=value\n");
    }

    @Test
    void a_part_is_printed() throws IOException {
        commands.put(Files.writeString(folder.resolve("in"), "KEY=value\n"), NAME);

        commands.range(NAME, 4, 5);

        assertThat(data.toString(StandardCharsets.UTF_8)).isEqualTo("value");
    }

    @Test
    void content_that_was_cut_leaves_the_file_as_it_was() throws IOException {
        Path file = Files.writeString(folder.resolve("out"), "earlier");
        store.put(NAME, new GeneratedFile(1, 40_000).open());
        KeyObject key = store.require(NAME).value();
        bucket.write(
                key.contentKey(),
                Arrays.copyOf(bucket.objects.get(key.contentKey()).bytes(), 20_000));
        String etag = bucket.objects.get(key.contentKey()).etag();
        bucket.write(NAME.keyObject(), new KeyObject(key.keyBlock(), key.contentKey(), etag).toBytes());

        assertThatThrownBy(() -> commands.get(NAME, file)).isInstanceOf(EnvelopeException.class);

        assertThat(file).hasContent("earlier");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void what_is_known_without_a_key_is_told() throws IOException {
        store.put(NAME, new GeneratedFile(1, 100).open());
        commands.info(NAME);

        assertThat(data.toString(StandardCharsets.UTF_8))
                .contains("keys/db.env", "secrets", "172 bytes")
                .doesNotContain("MISSING", "NOT");
    }
}

package dev.envelope;

import static dev.envelope.testsupport.TestBytes.ascii;
import static dev.envelope.testsupport.TestBytes.hex;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.envelope.testsupport.Skip;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalKeyFileTest {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("id", "42");
    private static final String DIGITS = hex(ascii("the old key has thirty-two bytes"));

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("cards.key");
    }

    @Test
    void is_created_where_there_is_none() {
        LocalKey created = LocalKey.fromFileOrCreate("cards", file);
        assertThat(opens(LocalKey.fromFile("cards", file), sealed(created))).isTrue();
    }

    @Test
    void is_created_for_its_owner_alone() throws IOException {
        requirePosix();
        LocalKey.fromFileOrCreate("cards", file).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void is_not_replaced_where_there_is_one() {
        byte[] sealed = sealed(LocalKey.fromFileOrCreate("cards", file));
        assertThat(opens(LocalKey.fromFileOrCreate("cards", file), sealed)).isTrue();
    }

    @Test
    void leaves_no_other_file_behind() throws IOException {
        LocalKey.fromFileOrCreate("cards", file).close();
        LocalKey.rotateFile("cards", file).close();
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void is_one_key_for_all_who_create_it_at_the_same_time() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(8);
        try {
            for (int round = 0; round < 20; round++) {
                Path raced = folder.resolve("raced-" + round);
                CountDownLatch start = new CountDownLatch(1);
                List<Future<LocalKey>> keys = new ArrayList<>();
                for (int i = 0; i < 8; i++) {
                    keys.add(threads.submit(() -> {
                        start.await();
                        return LocalKey.fromFileOrCreate("cards", raced);
                    }));
                }
                start.countDown();
                byte[] sealed = sealed(keys.get(0).get());
                for (Future<LocalKey> key : keys) {
                    assertThat(opens(key.get(), sealed)).isTrue();
                }
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rw-r-----", "rw----r--", "rw--w----", "rw-----w-", "rwxrwxrwx"})
    void is_refused_where_others_may_use_it(String permissions) throws IOException {
        requirePosix();
        LocalKey.fromFileOrCreate("cards", file).close();
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(permissions));

        assertThatExceptionOfType(KekMisconfiguredException.class)
                .isThrownBy(() -> LocalKey.fromFile("cards", file))
                .withMessageContaining("chmod 600")
                .withMessageContaining(file.toString());
        assertThatExceptionOfType(KekMisconfiguredException.class)
                .isThrownBy(() -> LocalKey.fromFileOrCreate("cards", file));
        assertThatExceptionOfType(KekMisconfiguredException.class).isThrownBy(() -> LocalKey.rotateFile("cards", file));
    }

    @Test
    void is_refused_where_it_belongs_to_someone_else() throws IOException {
        requirePosix();
        LocalKey.fromFileOrCreate("cards", file).close();
        try {
            Files.setOwner(
                    file, file.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("nobody"));
        } catch (IOException e) {
            Assumptions.abort("only root gives files away: " + e);
        }

        assertThatExceptionOfType(KekMisconfiguredException.class)
                .isThrownBy(() -> LocalKey.fromFile("cards", file))
                .withMessageContaining("it belongs to nobody");
    }

    @Test
    void may_be_read_only() throws IOException {
        requirePosix();
        byte[] sealed = sealed(LocalKey.fromFileOrCreate("cards", file));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("r--------"));
        assertThat(opens(LocalKey.fromFile("cards", file), sealed)).isTrue();
    }

    @Test
    void is_not_found_where_there_is_none() {
        assertThatExceptionOfType(KekUnusableException.class)
                .isThrownBy(() -> LocalKey.fromFile("cards", file))
                .withMessageContaining("there is no file " + file)
                .extracting(KekUnusableException::code)
                .isEqualTo(ErrorCode.KEK_NOT_FOUND);
    }

    @Test
    void can_not_be_created_in_a_folder_that_does_not_exist() {
        assertThatExceptionOfType(KekMisconfiguredException.class)
                .isThrownBy(() -> LocalKey.fromFileOrCreate("cards", folder.resolve("missing/cards.key")));
    }

    @Test
    void encrypts_with_the_version_that_was_added_last() {
        LocalKey.fromFileOrCreate("cards", file).close();
        assertThat(LocalKey.rotateFile("cards", file).currentVersion()).contains("2");
        assertThat(LocalKey.fromFile("cards", file).currentVersion()).contains("2");
    }

    @Test
    void decrypts_with_the_versions_before_that() {
        byte[] sealed = sealed(LocalKey.fromFileOrCreate("cards", file));
        LocalKey.rotateFile("cards", file).close();
        assertThat(opens(LocalKey.rotateFile("cards", file), sealed)).isTrue();
    }

    @Test
    void stays_its_owners_alone_when_a_version_is_added() throws IOException {
        requirePosix();
        LocalKey.fromFileOrCreate("cards", file).close();
        LocalKey.rotateFile("cards", file).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void gets_a_version_on_a_line_of_its_own_though_its_last_line_has_no_end() throws IOException {
        write("1:" + DIGITS);
        LocalKey.rotateFile("cards", file).close();
        assertThat(Files.readAllLines(file)).hasSize(2);
    }

    @Test
    void names_a_new_version_as_no_other_is_named() throws IOException {
        write("3:" + DIGITS + "\n2:" + DIGITS + "\n");
        assertThat(LocalKey.rotateFile("cards", file).currentVersion()).contains("4");
    }

    @Test
    void may_have_comments_blank_lines_and_upper_case_digits() throws IOException {
        write("# the old one\n\n1:" + DIGITS + "\r\n\n# the new one\n2:" + DIGITS.toUpperCase(Locale.ROOT));
        assertThat(LocalKey.fromFile("cards", file)).hasToString("LocalKey[cards, versions [1, 2], encrypts with 2]");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "# nothing but a comment\n", " \n\t\n"})
    void is_refused_without_a_key(String text) throws IOException {
        write(text);
        assertRefused("there is no key in it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", ":%s", "v_2:%s", "=%s"})
    void names_the_entry_that_has_no_version(String entry) throws IOException {
        write("1:" + DIGITS + "\n" + String.format(entry, DIGITS) + "\n");
        assertRefused("entry 2 does not begin with a version");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2:", "2:abc", "2:%s0", "2:0x%s", "2:%s:", "2:%sg"})
    void names_the_entry_that_has_no_key(String entry) throws IOException {
        write("1:" + DIGITS + "\n" + String.format(entry, DIGITS) + "\n");
        assertRefused("entry 2 does not end in a key of 64 hexadecimal digits");
    }

    @Test
    void names_the_entry_whose_version_is_there_twice() throws IOException {
        write("1:" + DIGITS + "\n2:" + DIGITS + "\n1:" + DIGITS + "\n");
        assertRefused("entry 3 has the version of an entry before it");
    }

    private void assertRefused(String reason) {
        assertThatExceptionOfType(KekMisconfiguredException.class)
                .isThrownBy(() -> LocalKey.fromFile("cards", file))
                .withMessageContaining(file + ": " + reason)
                .satisfies(e -> {
                    for (Throwable t = e; t != null; t = t.getCause()) {
                        assertThat(t.toString()).doesNotContain(DIGITS.substring(0, 6));
                    }
                });
    }

    private void write(String text) throws IOException {
        Files.writeString(file, text);
        if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
        }
    }

    private void requirePosix() {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            throw Skip.because("the permissions of key files, because this file system has no POSIX permissions");
        }
    }

    private static byte[] sealed(LocalKey key) {
        return EnvelopeCipher.using(key).encrypt(ascii("secret"), CONTEXT);
    }

    private static boolean opens(LocalKey key, byte[] sealed) {
        return new String(EnvelopeCipher.using(key).decrypt(sealed, CONTEXT), StandardCharsets.US_ASCII)
                .equals("secret");
    }
}

package dev.envelope.fuzz;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.LocalKey;
import dev.envelope.internal.wrap.KeyVersions;
import dev.envelope.internal.wrap.KeyVersions.KeyVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The file of a local key: refused without repeating what may be a key, or versions that print and read the same. */
class KeyFileFuzzTest {

    private static final Pattern SECRET = Pattern.compile("[0-9a-fA-F]{16,}");
    private static final Path FILE = file();

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] bytes) throws IOException {
        Files.write(FILE, bytes);
        List<KeyVersion> versions;
        try (LocalKey key = LocalKey.fromFile("cards", FILE)) {
            versions = KeyVersions.parse(new String(bytes, UTF_8));
            EnvelopeCipher cipher = EnvelopeCipher.using(key);
            EncryptionContext none = EncryptionContext.none();
            Invariant.require(cipher.decrypt(cipher.encrypt(bytes(), none), none).length == 3, () -> "does not work");
        } catch (EnvelopeException e) {
            for (Throwable next = e; next != null; next = next.getCause()) {
                String said = String.valueOf(next.getMessage()).replace(FILE.toString(), "");
                Invariant.require(!SECRET.matcher(said).find(), () -> "a key in a message");
            }
            return;
        }
        List<KeyVersion> again = KeyVersions.parse(versions.stream()
                .map(version -> version.version() + ":" + HexFormat.of().formatHex(version.key()))
                .collect(Collectors.joining("\n")));
        Invariant.require(again.size() == versions.size(), () -> "other versions when printed");
        for (int i = 0; i < again.size(); i++) {
            Invariant.require(
                    again.get(i).version().equals(versions.get(i).version())
                            && Arrays.equals(again.get(i).key(), versions.get(i).key()),
                    () -> "another version when printed");
        }
    }

    static Stream<Arguments> seeds() {
        String hex = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
        return Stream.of(
                        "# a comment\n1:" + hex + "\n",
                        "1:" + hex + ",2:" + hex.toUpperCase(Locale.ROOT) + "\r\n",
                        "1:" + hex + " 1:" + hex,
                        "1:" + hex.substring(1),
                        ":" + hex,
                        "a b:" + hex,
                        "\ufeff1:" + hex,
                        "")
                .map(text -> Arguments.of((Object) text.getBytes(UTF_8)));
    }

    private static byte[] bytes() {
        return new byte[] {1, 2, 3};
    }

    private static Path file() {
        try {
            Path file = Files.createTempFile(
                    "key", ".txt", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

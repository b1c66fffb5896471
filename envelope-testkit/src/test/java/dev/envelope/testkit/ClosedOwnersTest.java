package dev.envelope.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the heap still holds of keys and messages when those that owned them are closed. */
class ClosedOwnersTest {

    /** A copy that is not the library's to wipe: which secret, where, and why it may be there. */
    private record KnownCopy(String secret, List<String> fields, String heldBy, String reason) {

        boolean isMetBy(String found) {
            return found.startsWith(secret + " as it is in ")
                    && fields.stream().anyMatch(field -> found.contains(" in " + field + " < "))
                    && found.contains(" < " + heldBy);
        }
    }

    /** A copy anywhere else is a defect. */
    private static final List<KnownCopy> KNOWN_COPIES = List.of(
            new KnownCopy(
                    "the key of a content",
                    List.of(
                            "com.sun.crypto.provider.AESCrypt.lastKey",
                            "com.sun.crypto.provider.AESCrypt.K",
                            "com.sun.crypto.provider.AESCrypt.sessionK"),
                    "com.sun.crypto.provider.GaloisCounterMode.",
                    "a spare cipher for AES-GCM holds the key of what it sealed or opened last, which is the key of one"
                            + " record and not its data key, until it is used again"),
            new KnownCopy(
                    "the key of a content",
                    List.of("com.sun.crypto.provider.GaloisCounterMode.lastKey"),
                    "javax.crypto.Cipher.spi",
                    "the same cipher compares with the key before, so as not to use a nonce twice"));

    /** What is the application's to keep: it is searched for in what the library shows, and not in the heap. */
    private static final Set<String> OF_THE_APPLICATION =
            Set.of("a value of a context", "another value of a context", "the id of a tenant");

    /** What is refused before anyone has it. */
    private static final Set<String> NEVER_HELD = Set.of("half a data key", "a key of a wrong length");

    @TempDir
    static Path folder;

    private static final Set<String> names = new TreeSet<>();
    private static Set<String> open;
    private static Set<String> closed;

    @BeforeAll
    static void dumpTwice() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:+UseSerialGC",
                        "-Xmx512m",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        ClosedOwners.class.getName(),
                        folder.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        SecretSearch search = search(folder.resolve(ClosedOwners.SECRETS));
        open = found(folder.resolve(ClosedOwners.OPEN), search);
        closed = found(folder.resolve(ClosedOwners.CLOSED), search);
    }

    @Test
    void no_key_and_no_message_is_left_but_in_known_places_of_the_jdk() {
        assertThat(closed)
                .filteredOn(found -> KNOWN_COPIES.stream().noneMatch(known -> known.isMetBy(found)))
                .isEmpty();
    }

    @Test
    void while_they_are_open_the_search_finds_secrets_of_every_kind_in_the_library() {
        for (String name : names) {
            assertThat(open)
                    .as(name)
                    .anyMatch(found -> found.startsWith(name + " as it is in ")
                            && (found.contains(" in dev.envelope.internal.")
                                    || found.contains(" in java.lang.String.")));
        }
    }

    @Test
    void while_they_are_open_the_search_finds_messages_in_everything_that_buffers_them() {
        assertThat(List.of(
                        "dev.envelope.internal.content.Chunk.input",
                        "dev.envelope.internal.content.Chunk.output",
                        "dev.envelope.internal.content.ContentChannel.opened",
                        "dev.envelope.internal.content.ContentInputStream.output"))
                .allMatch(field -> open.stream().anyMatch(found -> found.startsWith("a message as it is in " + field)));
    }

    @Test
    void every_known_place_is_one_that_is_still_met() {
        assertThat(KNOWN_COPIES)
                .allMatch(known -> Stream.concat(open.stream(), closed.stream()).anyMatch(known::isMetBy));
    }

    private static SecretSearch search(Path secrets) throws IOException {
        SecretSearch search = new SecretSearch();
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(secrets)))) {
            while (in.available() > 0) {
                String name = in.readUTF();
                byte[] secret = in.readNBytes(in.readInt());
                if (OF_THE_APPLICATION.contains(name)) {
                    continue;
                }
                search.add(name, secret);
                names.add(name);
                if (name.equals("a local key") || name.equals("the key of a tenant")) {
                    search.add("what " + name + " wraps with", DerivedKeys.forWrapping(secret));
                    search.add("what " + name + " derives with", DerivedKeys.forDeriving(secret));
                    names.addAll(List.of("what " + name + " wraps with", "what " + name + " derives with"));
                }
            }
        }
        names.removeAll(NEVER_HELD);
        return search;
    }

    /** What was found, in which form, and in which field. */
    private static Set<String> found(Path file, SecretSearch search) throws IOException {
        HeapDump heap = HeapDump.read(file);
        Map<Long, Set<String>> secretsByArray = new HashMap<>();
        heap.forEachPrimitiveArray((id, content) -> {
            Set<String> secrets = search.findAllIn(content);
            if (!secrets.isEmpty()) {
                secretsByArray.put(id, secrets);
            }
        });
        Set<String> found = new TreeSet<>();
        heap.holdersOf(secretsByArray.keySet())
                .forEach((id, holders) -> holders.forEach(
                        holder -> secretsByArray.get(id).forEach(secret -> found.add(secret + " in " + holder))));
        return found;
    }
}

package dev.envelope.docs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.EncryptingInputStream;
import dev.envelope.EncryptingOutputStream;
import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.ErrorCode;
import dev.envelope.InvalidEnvelopeException;
import dev.envelope.Item;
import dev.envelope.KekAccessDeniedException;
import dev.envelope.KekUnavailableException;
import dev.envelope.KekUnusableException;
import dev.envelope.Keyring;
import dev.envelope.LocalKey;
import dev.envelope.Outcome;
import dev.envelope.RangeDecryptor;
import dev.envelope.Staleness;
import dev.envelope.format.ByteRange;
import dev.envelope.format.Envelope;
import dev.envelope.format.KeyBlock;
import dev.envelope.format.WrappedKeySize;
import dev.envelope.kek.KeyEncryptionKey;
import dev.envelope.testkit.InMemoryKms;
import dev.envelope.testkit.KmsErrorCode;
import dev.envelope.testkit.KmsOperation;
import dev.envelope.testkit.KmsPrincipal;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Provider;
import java.security.Security;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The snippets of README.md and of the book's part on using it, running. {@link SnippetsTest} sees to it that they are the same. */
class UsingItTest {

    @TempDir
    private Path directory;

    private Path file;
    private Path sealedFile;
    private byte[] message;

    private final EncryptionContext context = EncryptionContext.of("file", "report.pdf");
    private final EncryptionContext row = EncryptionContext.of("table", "cards", "id", "42", "column", "pan");
    private final EnvelopeCipher cipher = EnvelopeCipher.using(LocalKey.ephemeral("cards"));

    @BeforeEach
    void writeAFile() throws IOException {
        message = new byte[1_200_000];
        new Random(1).nextBytes(message);
        file = Files.write(directory.resolve("report.pdf"), message);
        sealedFile = directory.resolve("report.pdf.env");
    }

    @Test
    void start_in_five_minutes() {
        Path keyFile = directory.resolve("cards.key");

        KeyEncryptionKey kek =
                LocalKey.fromFileOrCreate("cards", keyFile); // the only line that differs per key service
        EnvelopeCipher cipher = EnvelopeCipher.using(kek);

        EncryptionContext row = EncryptionContext.of("table", "cards", "id", "42", "column", "pan");
        String sealed = cipher.encryptToText("4111111111111111", row);
        String opened = cipher.decryptToString(sealed, row);

        assertThat(opened).isEqualTo("4111111111111111");
    }

    @Test
    void move_a_record_to_another_context() {
        EncryptionContext renamedRow = EncryptionContext.of("table", "payment_cards", "id", "42", "column", "pan");
        String sealed = cipher.encryptToText("4111111111111111", row);

        String moved = cipher.reencrypt(sealed, row, renamedRow);

        assertThat(cipher.decryptToString(moved, renamedRow)).isEqualTo("4111111111111111");
    }

    @Test
    void the_width_of_a_column_is_exact() {
        KeyEncryptionKey kek = LocalKey.ephemeral("cards");

        WrappedKeySize key =
                kek.wrappedKeySize().orElseThrow(); // a cloud's keys do not know theirs: give a size that you have seen
        long width = Envelope.textLength(19, key); // of a card number with at most 19 digits

        assertThat(EnvelopeCipher.using(kek).encryptToText("4111111111111111111", row))
                .hasSize((int) width);
    }

    @Test
    void a_list_gives_an_outcome_for_each_item() {
        List<Item> items = List.of(new Item(cipher.encrypt(new byte[] {1}, row), row), new Item(new byte[] {2}, row));

        for (Outcome<byte[]> outcome : cipher.decryptAll(items)) {
            if (outcome.isSuccess()) {
                use(outcome.orElseThrow());
            } else {
                report(outcome.failure().orElseThrow().code());
            }
        }

        assertThat(used).hasSize(1);
        assertThat(reported).containsExactly(ErrorCode.NOT_AN_ENVELOPE);
    }

    private final List<byte[]> used = new ArrayList<>();
    private final List<ErrorCode> reported = new ArrayList<>();

    private void use(byte[] record) {
        used.add(record);
    }

    private void report(ErrorCode code) {
        reported.add(code);
    }

    @Test
    void files_are_encrypted_and_decrypted_by_streams() throws IOException {
        ByteArrayOutputStream destination = new ByteArrayOutputStream();

        try (InputStream plain = Files.newInputStream(file);
                InputStream sealing = cipher.encryptingStream(plain, context)) {
            Files.copy(sealing, sealedFile);
        }
        try (InputStream sealed = Files.newInputStream(sealedFile);
                InputStream opening = cipher.decryptingStream(sealed, context)) {
            opening.transferTo(destination);
        }

        assertThat(destination.toByteArray()).isEqualTo(message);
    }

    @Test
    void several_threads_work_on_a_stream_where_it_is_asked_for() throws IOException {
        EnvelopeCipher fast = cipher.withStreamThreads(Runtime.getRuntime().availableProcessors());

        try (InputStream plain = Files.newInputStream(file);
                InputStream sealing = fast.encryptingStream(plain, context)) {
            Files.copy(sealing, sealedFile);
        }

        assertThat(cipher.decrypt(Files.readAllBytes(sealedFile), context)).isEqualTo(message);
    }

    @Test
    void a_message_whose_source_failed_never_opens() throws IOException {
        assertThatThrownBy(this::encryptAReportThatFails).hasMessage("the source failed");

        try (InputStream sealed = Files.newInputStream(sealedFile)) {
            assertThatThrownBy(() -> cipher.decryptingStream(sealed, context).readAllBytes())
                    .isInstanceOf(InvalidEnvelopeException.class);
        }
    }

    private void encryptAReportThatFails() throws IOException {
        try (OutputStream sink = Files.newOutputStream(sealedFile);
                EncryptingOutputStream sealing = cipher.encryptingStream(sink, context)) {
            try {
                writeReport(sealing);
            } catch (IOException e) {
                sealing.abort();
                throw e;
            }
        }
    }

    private void writeReport(OutputStream report) throws IOException {
        report.write(message, 0, 100_000);
        throw new IOException("the source failed");
    }

    @Test
    void any_part_is_read_without_what_lies_before() throws IOException {
        Files.write(sealedFile, cipher.encrypt(message, context));
        ByteBuffer buffer = ByteBuffer.allocate(4096);

        try (SeekableByteChannel sealed = Files.newByteChannel(sealedFile);
                SeekableByteChannel channel = cipher.decryptingChannel(sealed, context)) {
            channel.position(1_000_000);
            channel.read(buffer);
        }

        assertThat(buffer.array()).isEqualTo(Arrays.copyOfRange(message, 1_000_000, 1_004_096));
    }

    @Test
    void only_the_bytes_that_are_needed_are_fetched() throws IOException {
        Files.write(sealedFile, cipher.encrypt(message, context));

        try (RangeDecryptor ranges = cipher.ranges(fetch(new ByteRange(0, 1024)), context)) {
            ByteRange needed = ranges.ciphertextRange(1_000_000, 4096);
            use(ranges.decrypt(1_000_000, 4096, fetch(needed)));
        }

        assertThat(used).containsExactly(Arrays.copyOfRange(message, 1_000_000, 1_004_096));
    }

    private byte[] fetch(ByteRange range) throws IOException {
        try (InputStream stored = Files.newInputStream(sealedFile)) {
            stored.skipNBytes(range.offset());
            return stored.readNBytes((int) range.length());
        }
    }

    @Test
    void a_key_block_is_kept_apart() throws IOException {
        InputStream plain = Files.newInputStream(file);
        try (EncryptingInputStream content = cipher.detached().encryptingStream(plain, context)) {
            upload(content, content.keyBlock().toText());
        }

        try (InputStream stored = Files.newInputStream(sealedFile);
                InputStream opening =
                        cipher.detached().decryptingStream(KeyBlock.parse(uploadedKeyBlock), stored, context)) {
            assertThat(opening.readAllBytes()).isEqualTo(message);
        }
    }

    private String uploadedKeyBlock = "";

    private void upload(InputStream content, String keyBlock) throws IOException {
        Files.copy(content, sealedFile);
        uploadedKeyBlock = keyBlock;
    }

    @Test
    void a_keyring_holds_several_keys() {
        KeyEncryptionKey frankfurt = LocalKey.ephemeral("frankfurt");
        KeyEncryptionKey dublin = LocalKey.ephemeral("dublin");
        KeyEncryptionKey retired = LocalKey.ephemeral("retired");
        byte[] old = EnvelopeCipher.using(retired).encrypt(new byte[] {1}, row);

        Keyring keyring = Keyring.of(frankfurt).alsoEncryptingWith(dublin).decryptingWith(retired);
        EnvelopeCipher cipher = EnvelopeCipher.using(keyring);

        assertThat(cipher.decrypt(old, row)).containsExactly(1);
    }

    @Test
    void what_is_stale_is_rewrapped() {
        byte[] oldKey = new byte[32];
        byte[] newKey = new byte[32];
        newKey[0] = 1;
        String stored = EnvelopeCipher.using(LocalKey.of("cards", "1", oldKey)).encryptToText("4111", row);
        EnvelopeCipher cipher =
                EnvelopeCipher.using(LocalKey.of("cards", "2", newKey).withPrevious("1", oldKey));

        if (cipher.needsRewrap(stored) != Staleness.CURRENT) {
            String fresh = cipher.rewrap(stored, row);
            compareAndSet(stored, fresh);
        }

        assertThat(written).startsWith("env1:cards:2:");
    }

    private String written = "";

    private void compareAndSet(String stored, String fresh) {
        assertThat(stored).startsWith("env1:cards:1:");
        written = fresh;
    }

    @Test
    void a_cipher_has_settings() {
        Keyring keyring = Keyring.of(LocalKey.ephemeral("cards"));
        Provider jcaProvider = Security.getProvider("SunJCE");

        EnvelopeCipher cipher = EnvelopeCipher.builder(keyring)
                .timeout(Duration.ofSeconds(5))
                .provider(jcaProvider)
                .build();

        assertThat(cipher.decrypt(cipher.encrypt(new byte[] {1}, row), row)).containsExactly(1);
    }

    @Test
    void rights_are_tested_offline() {
        InMemoryKms kms = new InMemoryKms();
        String keyId = kms.createKey("cards-key");
        EnvelopeCipher writer = EnvelopeCipher.using(
                kms.kek("cards", keyId, KmsPrincipal.named("api", KmsOperation.GENERATE_DATA_KEY)));
        EnvelopeCipher reader =
                EnvelopeCipher.using(kms.kek("cards", keyId, KmsPrincipal.named("processor", KmsOperation.DECRYPT)));

        byte[] sealed = writer.encrypt("4111".getBytes(UTF_8), row);
        assertThat(reader.decrypt(sealed, row)).asString(UTF_8).isEqualTo("4111");
        assertThatThrownBy(() -> writer.decrypt(sealed, row)).isInstanceOf(KekAccessDeniedException.class);
    }

    @Test
    void failures_are_tested_offline() {
        InMemoryKms kms = new InMemoryKms();
        String keyId = kms.createKey("cards-key");
        EnvelopeCipher cipher = EnvelopeCipher.using(kms.kek("cards", keyId, KmsPrincipal.administrator()));
        byte[] sealed = cipher.encrypt("4111".getBytes(UTF_8), row);

        kms.faults().failNext(1, KmsErrorCode.THROTTLED); // the next call
        assertThatThrownBy(() -> cipher.decrypt(sealed, row)).isInstanceOf(KekUnavailableException.class);

        kms.disable(keyId); // every call, until it is enabled
        assertThatThrownBy(() -> cipher.decrypt(sealed, row)).isInstanceOf(KekUnusableException.class);
    }
}

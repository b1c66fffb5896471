package dev.envelope.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.envelope.DetachedCipher;
import dev.envelope.EncryptingInputStream;
import dev.envelope.EncryptingOutputStream;
import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeListener;
import dev.envelope.Item;
import dev.envelope.KeyCaching;
import dev.envelope.Keyring;
import dev.envelope.LocalKey;
import dev.envelope.Outcome;
import dev.envelope.RangeDecryptor;
import dev.envelope.TextItem;
import dev.envelope.format.ByteRange;
import dev.envelope.format.Envelope;
import dev.envelope.format.KeyBlock;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.GeneratedDataKey;
import dev.envelope.kek.KeyEncryptionKey;
import dev.envelope.kek.UnwrapRequest;
import dev.envelope.kek.WrapRequest;
import dev.envelope.rotation.ImpatientJob;
import dev.envelope.rotation.RotationJob;
import dev.envelope.rotation.RotationListener;
import dev.envelope.rotation.StoredRow;
import dev.envelope.tenant.InMemoryTenantKeyStore;
import dev.envelope.tenant.ShredReceipt;
import dev.envelope.tenant.TenantKeyStore;
import dev.envelope.tenant.TenantKeys;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.Security;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * Every public operation of the library, over a key service in memory, with secrets all along. Each can be called again and
 * again, whatever failed meanwhile, and returns what there is to look at beside a record.
 */
final class EveryOperation {

    /** One operation, or a few that belong together. */
    interface Call {
        /** Returns objects whose text form must show no secret. */
        Object run() throws Exception;
    }

    private static final String JOB_COLUMN = "pan";
    private static final int LARGE = 100_000;

    /** What the operations are those of: a listener, the provider of a key and a store of tenants. */
    record Parts(
            EnvelopeListener listener,
            RotationListener rotationListener,
            BiFunction<InMemoryKms, String, KeyEncryptionKey> kek,
            TenantKeyStore store) {

        /** All of them of this module, or of no one. */
        static Parts ofTestkit(EnvelopeListener listener, RotationListener rotationListener) {
            return new Parts(
                    listener,
                    rotationListener,
                    (kms, keyId) -> kms.kek("cards", keyId, KmsPrincipal.administrator()),
                    new InMemoryTenantKeyStore());
        }
    }

    private final SecretSource secrets;
    private final Path folder;
    private final List<Object> owners = new ArrayList<>();
    private final Map<String, Call> calls = new LinkedHashMap<>();

    final VirtualClock clock = new VirtualClock();
    final InMemoryKms kms = new InMemoryKms(clock);
    final UnreliableStore store;
    final String keyId = kms.createKey("key");
    final KeyEncryptionKey kek;
    final EncryptionContext row;
    final EncryptionContext otherRow;
    final byte[] message;
    final byte[] large;
    final String text;
    final String tenant;
    final EnvelopeCipher cipher;
    final EnvelopeCipher migrating;
    final EnvelopeCipher local;
    final LocalKey localKey;
    final TenantKeys tenants;
    final byte[] sealed;
    final String sealedText;
    final byte[] largeSealed;
    final byte[] localSealed;
    final KeyBlock keyBlock;
    final byte[] content;
    final byte[] tenantSealed;

    private final EnvelopeListener listener;
    private final RotationListener rotationListener;
    private int files;

    EveryOperation(SecretSource secrets, Path folder, Parts parts) {
        this.secrets = secrets;
        this.folder = folder;
        this.listener = parts.listener();
        this.rotationListener = parts.rotationListener();
        this.store = new UnreliableStore(parts.store());
        row = EncryptionContext.of("table", "cards", "merchant", secrets.text("a value of a context"));
        otherRow = row.with("more", secrets.text("another value of a context"));
        message = secrets.bytes("a message", 64);
        text = secrets.text("a message that is text");
        tenant = secrets.text("the id of a tenant");
        large = repeated(message, LARGE);
        kek = new RememberingKek(
                parts.kek().apply(kms, keyId), (key, context) -> secrets.remember(purpose(context), key));
        cipher = keep(settings(Keyring.of(kek)).build());
        migrating = keep(settings(Keyring.of(kek))
                .insecureAllowPlaintextUntil(Instant.MAX)
                .build());
        byte[] key = secrets.bytes("a local key", 32);
        byte[] previous = secrets.bytes("a local key", 32);
        LocalKey first = keep(LocalKey.of("local", "2", key));
        localKey = keep(first.withPrevious("1", previous));
        local = keep(EnvelopeCipher.builder(Keyring.of(localKey).decryptingWith(kek))
                .listener(listener)
                .build());
        tenants = keep(tenantBuilder().build());
        tenants.create(tenant);
        Arrays.fill(key, (byte) 0);
        Arrays.fill(previous, (byte) 0);
        sealed = cipher.encrypt(message, row);
        sealedText = cipher.encryptToText(text, row);
        largeSealed = cipher.encrypt(large, row);
        localSealed = local.encrypt(message, row);
        tenantSealed = tenants.cipher(tenant).encrypt(message, row);
        for (byte[] each : List.of(sealed, largeSealed)) {
            remember("a data key of a key service", each, kek);
        }
        remember("a data key of a local key", localSealed, localKey);
        remember("a data key of a tenant", tenantSealed, tenants.key(tenant));
        Envelope parsed = Envelope.parse(largeSealed);
        keyBlock = parsed.keyBlock();
        content = parsed.content();
        records();
        lists();
        moves();
        streams();
        ranges();
        detached();
        settings();
        localKeys();
        dataKeys();
        tenantKeys();
        rotation();
    }

    /** All of them by what they call. */
    Map<String, Call> calls() {
        return calls;
    }

    /** Everything that holds keys, closed or not. */
    List<Object> owners() {
        return owners;
    }

    /**
     * Tells of the data key of an envelope and of the key of its content. For what a local key or a tenant's made in this
     * process there is no other way to learn them.
     */
    private void remember(String name, byte[] envelope, KeyEncryptionKey opening) {
        Envelope parsed = Envelope.parse(envelope);
        try (DataKey key = opened(envelope, opening)) {
            secrets.remember(name, key);
            byte[] salt = Arrays.copyOf(parsed.content(), 24);
            byte[] contentKey = key.use(bytes -> DerivedKeys.ofContent(bytes, salt, row));
            secrets.remember("the key of a content", contentKey);
            wipe(contentKey);
        }
    }

    private DataKey opened(byte[] envelope, KeyEncryptionKey opening) {
        return opening.unwrap(Envelope.parse(envelope).keyBlock().primary(), row, TestDeadlines.minute());
    }

    /** Leaves caches full, and something of everything open: what is held then is what is to be gone once it is closed. */
    void leaveOpen() throws IOException {
        wipe(cipher.decrypt(sealed, row));
        wipe(tenants.cipher(tenant).decrypt(tenantSealed, row));
        wipe(local.decrypt(localSealed, row));
        secrets.remember("a data key", keep(DataKey.generate()));
        keep(opened(localSealed, localKey));
        keep(opened(tenantSealed, tenants.key(tenant)));
        keep(cipher.decryptingStream(new ByteArrayInputStream(largeSealed), row))
                .read();
        keep(cipher.withStreamThreads(2).decryptingStream(new ByteArrayInputStream(largeSealed), row))
                .read();
        keep(cipher.encryptingStream(new ByteArrayOutputStream(), row)).write(large, 0, 20_000);
        keep(cipher.withStreamThreads(2).encryptingStream(new ByteArrayOutputStream(), row))
                .write(large, 0, 20_000);
        keep(cipher.encryptingStream(new ByteArrayInputStream(large), row)).readNBytes(20_000);
        SeekableByteChannel channel = keep(cipher.decryptingChannel(keep(file(largeSealed)), row));
        readSome(channel);
        readRange(keep(cipher.ranges(Arrays.copyOf(largeSealed, 16_384), row)), largeSealed);
    }

    /** Closes what has to be closed, empties caches, and wipes what is the application's. Nothing works any more. */
    void close() {
        cipher.clearKeyCache();
        migrating.clearKeyCache();
        tenants.close();
        for (Object owner : owners) {
            if (owner instanceof AutoCloseable closeable) {
                try {
                    closeable.close();
                } catch (Exception e) {
                    throw new AssertionError(owner.getClass() + " does not close", e);
                }
            }
        }
        wipe(message);
        wipe(large);
        // a key that is known, and closed, is the last one that a spare cipher was used with
        remember("a data key of a key service", EnvelopeCipher.using(kek).encrypt(new byte[1], row), kek);
    }

    // ------------------------------------------------------------ records

    private void records() {
        call("EnvelopeCipher.encrypt", () -> {
            cipher.encrypt(message, row);
            cipher.encrypt(ByteBuffer.wrap(message), row);
            byte[] envelope = local.encrypt(message, row);
            remember("a data key of a local key", envelope, localKey);
            return List.of(Envelope.parse(envelope), Envelope.parse(envelope).inspect());
        });
        call("EnvelopeCipher.decrypt", () -> {
            wipe(cipher.decrypt(sealed, row));
            wipe(cipher.decrypt(sealedText, row));
            wipe(cipher.decrypt(ByteBuffer.wrap(sealed), row).array());
            wipe(local.decrypt(localSealed, row));
            wipe(migrating.decrypt(message, row));
            return List.of(row, otherRow, cipher, local, migrating);
        });
        call("EnvelopeCipher.encryptToText, EnvelopeCipher.decryptToString", () -> {
            String sealedAgain = cipher.encryptToText(message, row);
            cipher.decryptToString(cipher.encryptToText(text, row), row);
            migrating.decryptToString(text, row);
            return Envelope.parse(sealedAgain);
        });
    }

    private void lists() {
        call("EnvelopeCipher.encryptAll, EnvelopeCipher.encryptAllToText", () -> {
            List<Item> items = List.of(new Item(message, row), new Item(message, otherRow), new Item(sealed, row));
            return List.of(items, met(cipher.encryptAll(items)), met(cipher.encryptAllToText(items)));
        });
        call("EnvelopeCipher.decryptAll, EnvelopeCipher.decryptAllText", () -> {
            List<Item> items = List.of(new Item(sealed, row), new Item(sealed, otherRow), new Item(message, row));
            List<TextItem> texts = List.of(new TextItem(sealedText, row), new TextItem(text, otherRow));
            return List.of(items, texts, met(cipher.decryptAll(items)), met(cipher.decryptAllText(texts)));
        });
        call("EnvelopeCipher.rewrapAll, EnvelopeCipher.rewrapAllText", () -> {
            kms.rotate(keyId);
            cipher.refreshVersions();
            List<Item> items = List.of(new Item(sealed, row), new Item(sealed, otherRow), new Item(message, row));
            List<TextItem> texts = List.of(new TextItem(sealedText, row), new TextItem(text, otherRow));
            return List.of(met(cipher.rewrapAll(items)), met(cipher.rewrapAllText(texts)));
        });
    }

    private void moves() {
        call("EnvelopeCipher.rewrap, EnvelopeCipher.refreshVersions", () -> {
            kms.rotate(keyId);
            cipher.refreshVersions();
            cipher.rewrap(sealed, row);
            cipher.rewrap(sealedText, row);
            return Envelope.parse(local.rewrap(sealed, row)).keyBlock();
        });
        call("EnvelopeCipher.decryptAndRewrap", () -> {
            kms.rotate(keyId);
            cipher.refreshVersions();
            var binary = cipher.decryptAndRewrap(sealed, row);
            wipe(binary.message());
            var asText = cipher.decryptAndRewrap(sealedText, row);
            wipe(asText.message());
            var plain = migrating.decryptAndRewrap(message, row);
            wipe(plain.message());
            return List.of(binary, asText, plain);
        });
        call("EnvelopeCipher.reencrypt", () -> {
            cipher.reencrypt(sealed, row, otherRow);
            return Envelope.parse(cipher.reencrypt(sealedText, row, otherRow));
        });
        call(
                "EnvelopeCipher.needsRewrap",
                () -> List.of(
                        cipher.needsRewrap(sealed), cipher.needsRewrap(sealedText), cipher.needsRewrap(keyBlock)));
    }

    private void streams() {
        call("EnvelopeCipher.encryptingStream", () -> {
            List<Object> met = new ArrayList<>();
            for (int threads = 1; threads <= 3; threads += 2) {
                EnvelopeCipher with = cipher.withStreamThreads(threads);
                EncryptingOutputStream out = keep(with.encryptingStream(new ByteArrayOutputStream(), row));
                out.write(message[0]);
                out.write(large);
                out.flush();
                out.close();
                EncryptingOutputStream given = keep(with.encryptingStream(new ByteArrayOutputStream(), row));
                given.write(large);
                given.abort();
                EncryptingInputStream in = keep(with.encryptingStream(new ByteArrayInputStream(large), row));
                in.readAllBytes();
                in.close();
                EncryptingInputStream left = keep(with.encryptingStream(new ByteArrayInputStream(large), row));
                left.readNBytes(20_000);
                left.close();
                met.addAll(List.of(out, out.keyBlock(), given, in, in.keyBlock(), left));
            }
            return met;
        });
        call("EnvelopeCipher.decryptingStream", () -> {
            List<Object> met = new ArrayList<>();
            for (int threads = 1; threads <= 3; threads += 2) {
                EnvelopeCipher with = cipher.withStreamThreads(threads);
                InputStream whole = keep(with.decryptingStream(new ByteArrayInputStream(largeSealed), row));
                wipe(whole.readAllBytes());
                whole.close();
                InputStream left = keep(with.decryptingStream(new ByteArrayInputStream(largeSealed), row));
                wipe(left.readNBytes(20_000));
                left.close();
                met.addAll(List.of(whole, left));
            }
            return met;
        });
        call("EnvelopeCipher.decryptingChannel", () -> {
            try (SeekableByteChannel file = file(largeSealed);
                    SeekableByteChannel channel = keep(cipher.decryptingChannel(file, row))) {
                readSome(channel);
                return channel;
            }
        });
    }

    private void ranges() {
        call(
                "EnvelopeCipher.ranges, RangeDecryptor.ciphertextRange, RangeDecryptor.decrypt, RangeDecryptor.close",
                () -> {
                    try (RangeDecryptor ranges = keep(cipher.ranges(Arrays.copyOf(largeSealed, 16_384), row))) {
                        return readRange(ranges, largeSealed);
                    }
                });
    }

    private void detached() {
        DetachedCipher detached = cipher.detached();
        call("EnvelopeCipher.detached, DetachedCipher.encryptingStream", () -> {
            EncryptingOutputStream out = keep(detached.encryptingStream(new ByteArrayOutputStream(), row));
            out.write(large);
            out.close();
            EncryptingInputStream in = keep(detached.encryptingStream(new ByteArrayInputStream(large), row));
            in.readAllBytes();
            in.close();
            return List.of(detached, out.keyBlock(), in.keyBlock());
        });
        call("DetachedCipher.decryptingStream", () -> {
            try (InputStream in = keep(detached.decryptingStream(keyBlock, new ByteArrayInputStream(content), row))) {
                wipe(in.readAllBytes());
                return in;
            }
        });
        call("DetachedCipher.decryptingChannel", () -> {
            try (SeekableByteChannel file = file(content);
                    SeekableByteChannel channel = keep(detached.decryptingChannel(keyBlock, file, row))) {
                readSome(channel);
                return channel;
            }
        });
        call("DetachedCipher.ranges", () -> {
            try (RangeDecryptor ranges = keep(detached.ranges(keyBlock, Arrays.copyOf(content, 56), row))) {
                return readRange(ranges, content);
            }
        });
        call("DetachedCipher.rewrap", () -> {
            kms.rotate(keyId);
            cipher.refreshVersions();
            return detached.rewrap(keyBlock, Arrays.copyOf(content, 56), row);
        });
    }

    private void settings() {
        call(
                "EnvelopeCipher.using, EnvelopeCipher.builder, EnvelopeCipher.withTimeout,"
                        + " EnvelopeCipher.withStreamThreads, EnvelopeCipher.withListener, EnvelopeCipher.keyring",
                () -> List.of(
                        EnvelopeCipher.using(localKey),
                        EnvelopeCipher.using(Keyring.of(kek)),
                        EnvelopeCipher.builder(Keyring.of(kek)).allowNestedEnvelopes(),
                        cipher.withTimeout(Duration.ofSeconds(5)),
                        cipher.withStreamThreads(2),
                        cipher.withListener(listener),
                        cipher.keyring()));
        call(
                "EnvelopeCipher.overhead, EnvelopeCipher.keyCacheStats, EnvelopeCipher.clearKeyCache,"
                        + " EnvelopeCipher.toString",
                () -> {
                    local.overhead(16);
                    cipher.clearKeyCache();
                    return cipher.keyCacheStats();
                });
        call(
                "KeyCaching.defaults, KeyCaching.off, KeyCaching.withMaximumAge, KeyCaching.withMaximumSize,"
                        + " KeyCaching.withMaximumUses, KeyCaching.withRefreshAhead, KeyCaching.withNegativeAge,"
                        + " KeyCaching.withExecutor",
                () -> {
                    KeyCaching caching = KeyCaching.defaults()
                            .withMaximumAge(Duration.ofMinutes(2))
                            .withMaximumSize(1)
                            .withMaximumUses(2)
                            .withRefreshAhead(0.5)
                            .withNegativeAge(Duration.ofSeconds(1))
                            .withExecutor(Runnable::run);
                    EnvelopeCipher small = keep(settings(Keyring.of(kek).withMinimumRecipients(1))
                            .keyCaching(caching)
                            .build());
                    for (int i = 0; i < 3; i++) {
                        wipe(small.decrypt(sealed, row));
                        wipe(small.decrypt(largeSealed, row));
                    }
                    clock.advance(Duration.ofMinutes(3));
                    wipe(small.decrypt(sealed, row));
                    small.clearKeyCache();
                    return List.of(caching, KeyCaching.off(), small.keyCacheStats());
                });
        call(
                "Keyring.of, Keyring.alsoEncryptingWith, Keyring.decryptingWith, Keyring.withMinimumRecipients,"
                        + " Keyring.preferring, Keyring.find, Keyring.names, Keyring.encrypting,"
                        + " Keyring.minimumRecipients, Keyring.preferred",
                () -> {
                    Keyring two = Keyring.of(kek)
                            .alsoEncryptingWith(localKey)
                            .withMinimumRecipients(2)
                            .preferring("local");
                    EnvelopeCipher both = settings(two).build();
                    byte[] envelope = both.encrypt(message, row);
                    wipe(both.decrypt(envelope, row));
                    return List.of(
                            two,
                            Keyring.of(localKey).decryptingWith(kek),
                            two.find("local"),
                            two.names(),
                            two.encrypting(),
                            two.preferred(),
                            Envelope.parse(envelope).inspect());
                });
    }

    // ------------------------------------------------------------ keys

    private void localKeys() {
        call("LocalKey.of, LocalKey.withPrevious, LocalKey.withProvider, LocalKey.ephemeral, LocalKey.close", () -> {
            byte[] bytes = secrets.bytes("a local key", 32);
            try (LocalKey key = keep(LocalKey.of("mine", "2", bytes));
                    LocalKey both = keep(key.withPrevious("1", bytes));
                    LocalKey other = keep(both.withProvider(Security.getProvider("SunJCE")));
                    LocalKey ephemeral = keep(LocalKey.ephemeral("short"))) {
                for (LocalKey each : List.of(key, both, other, ephemeral)) {
                    byte[] envelope = EnvelopeCipher.using(each).encrypt(message, row);
                    wipe(EnvelopeCipher.using(each).decrypt(envelope, row));
                    remember("a data key of a local key", envelope, each);
                }
                return List.of(key, both, other, ephemeral, EnvelopeCipher.using(both));
            } finally {
                Arrays.fill(bytes, (byte) 0);
            }
        });
        call("LocalKey.fromFileOrCreate, LocalKey.fromFile, LocalKey.rotateFile", () -> {
            Path file = folder.resolve("local-" + files++ + ".key");
            try (LocalKey created = keep(LocalKey.fromFileOrCreate("filed", file));
                    LocalKey again = keep(LocalKey.fromFileOrCreate("filed", file))) {
                byte[] envelope = EnvelopeCipher.using(created).encrypt(message, row);
                wipe(EnvelopeCipher.using(again).decrypt(envelope, row));
                try (LocalKey rotated = keep(LocalKey.rotateFile("filed", file));
                        LocalKey read = keep(LocalKey.fromFile("filed", file))) {
                    wipe(EnvelopeCipher.using(rotated).decrypt(envelope, row));
                    rememberFile(file);
                    return List.of(created, again, rotated, read, read.currentVersion());
                }
            }
        });
        call("LocalKey.fromFile of a file that is none", () -> {
            Path file = Files.writeString(folder.resolve("broken-" + files++ + ".key"), "1:" + text);
            file.toFile().setReadable(false, false);
            file.toFile().setReadable(true, true);
            return LocalKey.fromFile("filed", file);
        });
        call("LocalKey.fromEnvironment", () -> LocalKey.fromEnvironment("env", "NO_SUCH_VARIABLE_OF_ENVELOPE"));
        call(
                "LocalKey.wrap, LocalKey.unwrap, LocalKey.name, LocalKey.currentVersion, LocalKey.wrappedKeySize,"
                        + " LocalKey.capabilities",
                () -> withKek(localKey));
    }

    private void dataKeys() {
        call(
                "DataKey.generate, DataKey.takeFrom, DataKey.use, DataKey.sameBytesAs, DataKey.close, DataKey.destroy",
                () -> {
                    DataKey generated = keep(DataKey.generate());
                    secrets.remember("a data key", generated);
                    DataKey taken = keep(DataKey.takeFrom(generated.use(byte[]::clone)));
                    List<String> open = List.of(
                            generated.toString(), taken.toString(), String.valueOf(generated.sameBytesAs(taken)));
                    generated.close();
                    taken.destroy();
                    return List.of(open, generated, taken, generated.isDestroyed());
                });
        call("DataKey.use of one that is closed", () -> {
            DataKey closed = keep(DataKey.generate());
            secrets.remember("a data key", closed);
            closed.close();
            return closed.<byte[]>use(byte[]::clone);
        });
        call("DataKey.takeFrom of too few bytes", () -> DataKey.takeFrom(secrets.bytes("half a data key", 16)));
        call("the key service's key", () -> withKek(kek));
    }

    private void tenantKeys() {
        call(
                "TenantKeys.over, TenantKeys.builder, TenantKeys.create, TenantKeys.rotate, TenantKeys.find,"
                        + " TenantKeys.close, TenantKeys.keyCacheStats",
                () -> {
                    String another = secrets.text("the id of a tenant");
                    try (TenantKeys node = keep(tenantBuilder().build())) {
                        node.create(another);
                        EnvelopeCipher own = keep(node.cipher(another));
                        byte[] envelope = own.encrypt(message, row);
                        node.rotate(another);
                        wipe(own.decrypt(own.rewrap(envelope, row), row));
                        wipe(own.decryptAndRewrap(envelope, row).message());
                        remember("a data key of a tenant", envelope, node.key(another));
                        return List.of(node, own, node.find(another), node.keyCacheStats());
                    }
                });
        call("TenantKeys.cipher, TenantKeys.key", () -> {
            EnvelopeCipher own = tenants.cipher(tenant);
            byte[] envelope = own.encrypt(message, row);
            wipe(own.decrypt(tenantSealed, row));
            remember("a data key of a tenant", envelope, tenants.key(tenant));
            try (EncryptingOutputStream out = keep(own.encryptingStream(new ByteArrayOutputStream(), row))) {
                out.write(large);
            }
            return List.of(own, tenants.key(tenant), withKek(tenants.key(tenant)));
        });
        call("TenantKeys.suspend, TenantKeys.resume", () -> {
            try {
                tenants.suspend(tenant);
                return met(tenants.cipher(tenant).decryptAll(List.of(new Item(tenantSealed, row))));
            } finally {
                tenants.resume(tenant);
            }
        });
        call("TenantKeys.shred, TenantKeys.isGenuine, TenantKeys.replay", () -> {
            String gone = secrets.text("the id of a tenant");
            tenants.create(gone);
            EnvelopeCipher own = tenants.cipher(gone);
            byte[] envelope = own.encrypt(message, row);
            remember("a data key of a tenant", envelope, tenants.key(gone));
            ShredReceipt receipt = tenants.shred(gone);
            tenants.isGenuine(receipt);
            tenants.replay(receipt);
            ShredReceipt same = ShredReceipt.parse(receipt.toText());
            return List.of(receipt, same, tenants.find(gone), met(own.decryptAll(List.of(new Item(envelope, row)))));
        });
        call("TenantKeys.rewrapStored", () -> {
            kms.rotate(keyId);
            var report = tenants.rewrapStored();
            return List.of(report, report.failures());
        });
        call(
                "TenantKeys.list, TenantKeys.export, TenantKeys.refresh, TenantKeys.clearKeyCache,"
                        + " TenantKeys.toString",
                () -> {
                    tenants.export(new StringBuilder());
                    tenants.refresh();
                    tenants.clearKeyCache();
                    return List.of(
                            tenants,
                            tenants.list().toList(),
                            store.stored(tenant),
                            store.stored(tenant).keys(),
                            store.changesSince(0, TestDeadlines.minute()));
                });
    }

    // ------------------------------------------------------------ rotation

    private void rotation() {
        call(
                "RotationJob.rewrapping, RotationJob.plan, RotationJob.dryRun, RotationJob.run, RotationJob.verify",
                () -> {
                    InMemoryTable table = table();
                    table.put(List.of("1"), JOB_COLUMN, sealed);
                    table.put(List.of("2"), JOB_COLUMN, Arrays.copyOf(sealed, 40));
                    table.put(List.of("3"), JOB_COLUMN, localSealed);
                    table.put(List.of("4"), JOB_COLUMN, cipher.encrypt(message, otherRow));
                    RotationJob job =
                            job(RotationJob.rewrapping(table).cipher(local).everyEnvelope());
                    return List.of(
                            table,
                            job,
                            job.plan(),
                            job.dryRun(),
                            job.run(),
                            job.verify(),
                            table.quarantine("rewrap cards (pan)", 10, TestDeadlines.minute()),
                            table.census(JOB_COLUMN, TestDeadlines.minute()));
                });
        call("RotationJob.encrypting, RotationJob.insecurelyDecrypting", () -> {
            InMemoryTable table = table();
            try {
                table.put(List.of("1"), JOB_COLUMN, message);
                table.put(List.of("2"), JOB_COLUMN, text.getBytes(UTF_8));
                RotationJob encrypting = job(RotationJob.encrypting(table).cipher(migrating));
                RotationJob decrypting =
                        job(RotationJob.insecurelyDecrypting(table).cipher(migrating));
                return List.of(
                        encrypting.plan(),
                        encrypting.run(),
                        encrypting.verify(),
                        decrypting.run(),
                        decrypting.verify());
            } finally {
                table.keys().forEach(table::remove);
            }
        });
        call("RotationJob.run where the table fails", () -> {
            InMemoryTable table = table();
            table.put(List.of("1"), JOB_COLUMN, sealed);
            for (InMemoryTable.Call each : InMemoryTable.Call.values()) {
                table.failNext(each, 1, () -> dev.envelope.KekUnavailableException.unavailable("cards", "down", null));
            }
            return job(RotationJob.rewrapping(table).cipher(local)).run();
        });
        call("RotationJob.stop, RotationJob.toString", () -> {
            String id = tenant;
            RotationJob job = job(RotationJob.rewrapping(table()).cipherOfTenant(each -> id, tenants::cipher));
            job.stop();
            return List.of(job, job.run());
        });
    }

    private RotationJob job(RotationJob.Builder builder) {
        return keep(ImpatientJob.of(
                builder.context(EveryOperation::contextOf).mostBad(1).listener(rotationListener)));
    }

    private static EncryptionContext contextOf(StoredRow stored) {
        return EncryptionContext.of("table", "cards", "merchant", stored.required("merchant"));
    }

    private InMemoryTable table() {
        InMemoryTable table = InMemoryTable.named("cards", "id").binaryColumn(JOB_COLUMN);
        for (String id : List.of("1", "2", "3", "4")) {
            table.put(List.of(id), "merchant", row.asMap().get("merchant"));
        }
        return table;
    }

    // ------------------------------------------------------------ parts

    private void call(String name, Call call) {
        calls.put(name, call);
    }

    private <T> T keep(T owner) {
        owners.add(owner);
        return owner;
    }

    private EnvelopeCipher.Builder settings(Keyring keyring) {
        return EnvelopeCipher.builder(keyring)
                .keyCaching(KeyCaching.defaults())
                .nanoTime(clock::nanoTime)
                .wallClock(clock)
                .listener(listener);
    }

    private TenantKeys.Builder tenantBuilder() {
        return TenantKeys.builder(Keyring.of(kek), store)
                .pollInterval(Duration.ofHours(1))
                .nanoTime(clock::nanoTime)
                .wallClock(clock)
                .audit((action, info, at) -> {})
                .listener(listener);
    }

    /** Every operation of a key-encryption key. */
    private List<Object> withKek(KeyEncryptionKey key) {
        List<Object> met = new ArrayList<>();
        try (GeneratedDataKey generated = keep(key.generateDataKey(row, TestDeadlines.minute()))) {
            secrets.remember("a data key", generated.key());
            WrapRequest wrap = new WrapRequest(generated.key(), row);
            UnwrapRequest unwrap = new UnwrapRequest(generated.wrapped(), row);
            met.addAll(List.of(generated, generated.key(), generated.wrapped(), wrap, unwrap, key));
            met.add(key.wrap(generated.key(), row, TestDeadlines.minute()));
            met.add(key.wrapAll(List.of(wrap), TestDeadlines.minute()));
            met.add(key.rewrap(generated.wrapped(), row, TestDeadlines.minute()));
            met.add(key.rewrapAll(List.of(unwrap), TestDeadlines.minute()));
            for (Outcome<DataKey> each : key.unwrapAll(List.of(unwrap), TestDeadlines.minute())) {
                met.add(each);
                keep(each.orElseThrow()).close();
            }
            for (Outcome<GeneratedDataKey> each : key.generateDataKeys(List.of(row), TestDeadlines.minute())) {
                met.add(each);
                secrets.remember("a data key", each.orElseThrow().key());
                keep(each.orElseThrow()).close();
            }
            key.refreshVersion(TestDeadlines.minute());
            met.add(List.of(key.name(), key.currentVersion(), key.capabilities(), key.wrappedKeySize()));
        }
        return met;
    }

    private static <T> List<Object> met(List<Outcome<T>> outcomes) {
        List<Object> met = new ArrayList<>();
        for (Outcome<T> each : outcomes) {
            met.add(each);
            met.add(each.failure());
            if (each.isSuccess() && each.orElseThrow() instanceof byte[] bytes) {
                wipe(bytes);
            }
        }
        return met;
    }

    private SeekableByteChannel file(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("content-" + files++), bytes);
        return Files.newByteChannel(file, Set.of(StandardOpenOption.READ));
    }

    private static void readSome(SeekableByteChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(1000);
        channel.position(40_000);
        channel.read(buffer);
        channel.position(10);
        channel.read(buffer.clear());
        channel.size();
        wipe(buffer.array());
    }

    private static ByteRange readRange(RangeDecryptor ranges, byte[] from) {
        ByteRange range = ranges.ciphertextRange(30_000, 10_000);
        int end = (int) Math.min(from.length, range.offset() + range.length());
        wipe(ranges.decrypt(30_000, 10_000, Arrays.copyOfRange(from, (int) range.offset(), end)));
        return range;
    }

    private void rememberFile(Path file) {
        try {
            for (String line : Files.readAllLines(file)) {
                if (!line.startsWith("#")) {
                    secrets.remember("a local key", HexFormat.of().parseHex(line.substring(line.indexOf(":") + 1)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] repeated(byte[] part, int length) {
        byte[] repeated = new byte[length];
        for (int i = 0; i < length; i++) {
            repeated[i] = part[i % part.length];
        }
        return repeated;
    }

    private static void wipe(byte[] bytes) {
        Arrays.fill(bytes, (byte) 0);
    }

    private static String purpose(EncryptionContext context) {
        return Optional.ofNullable(context.asMap().get("purpose"))
                .map(purpose -> purpose.contains("store") ? "the key of a store" : "the key of a tenant")
                .orElse("a data key of a key service");
    }
}

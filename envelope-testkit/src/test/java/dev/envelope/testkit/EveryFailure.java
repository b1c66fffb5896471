package dev.envelope.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.Item;
import dev.envelope.Keyring;
import dev.envelope.LocalKey;
import dev.envelope.TextItem;
import dev.envelope.format.Envelope;
import dev.envelope.format.KeyBlock;
import dev.envelope.format.WrappedKey;
import dev.envelope.tenant.ShredReceipt;
import dev.envelope.tenant.StoredTenant;
import dev.envelope.tenant.TenantState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Makes {@link EveryOperation} fail: at the key service, at the store, at what is to be opened, and at what is given. */
final class EveryFailure {

    /** A way into the library for something that may be an envelope. */
    private interface Opening {
        Object open(byte[] envelope) throws Exception;
    }

    private final EveryOperation all;
    private final SecretSource secrets;
    private final Path folder;
    private final Consumer<Object> met;

    EveryFailure(EveryOperation all, SecretSource secrets, Path folder, Consumer<Object> met) {
        this.all = all;
        this.secrets = secrets;
        this.folder = folder;
        this.met = met;
    }

    void provokeAll() throws Exception {
        brokenEnvelopes();
        refusedArguments();
        tenants();
        keyService();
        store();
        interrupts();
    }

    /** Each operation, while the key service does each of what a key service can do wrong. */
    void keyService() {
        for (KmsErrorCode code : KmsErrorCode.values()) {
            whileFaulty(faults -> faults.failNext(2, code));
        }
        whileFaulty(faults -> faults.passNext(1).failNext(2, KmsErrorCode.INTERNAL));
        whileFaulty(faults -> faults.garbleNext(2));
        whileFaulty(faults -> faults.loseNextRequests(2));
        whileFaulty(faults -> faults.loseNextAnswers(2));
        whileFaulty(faults -> faults.delayNext(1, Duration.ofMinutes(10)));
    }

    private void whileFaulty(Consumer<FaultScript> faults) {
        all.calls().forEach((name, call) -> {
            all.cipher.clearKeyCache();
            all.migrating.clearKeyCache();
            all.tenants.clearKeyCache();
            faults.accept(all.kms.faults());
            run(call);
            all.kms.faults().clear();
        });
        all.clock.advance(Duration.ofHours(1)); // what failed is remembered for a while
    }

    private void store() {
        all.calls().forEach((name, call) -> {
            if (name.startsWith("TenantKeys")) {
                all.tenants.clearKeyCache();
                all.store.down = true;
                run(call);
                all.store.down = false;
                all.tenants.clearKeyCache();
                all.store.storeKeyGone = true;
                run(call);
                all.store.storeKeyGone = false;
            }
        });
        all.tenants.clearKeyCache();
    }

    private void interrupts() {
        all.calls().forEach((name, call) -> {
            all.cipher.clearKeyCache();
            all.tenants.clearKeyCache();
            Thread.currentThread().interrupt();
            run(call);
            Thread.interrupted();
        });
    }

    // ------------------------------------------------------------ what is to be opened

    private void brokenEnvelopes() {
        for (Opening opening : openings()) {
            for (byte[] broken : broken(all.sealed)) {
                run(() -> opening.open(broken));
            }
            for (byte[] broken : broken(all.largeSealed)) {
                run(() -> opening.open(broken));
            }
            run(() -> opening.open(all.message));
            run(() -> opening.open(all.text.getBytes(UTF_8)));
            run(() -> opening.open(all.localSealed)); // under a key that the keyring does not hold
            run(() -> opening.open(all.tenantSealed));
        }
        for (String broken : Stream.of(all.text, "env1:" + all.text + ":1:" + all.text, "env1:cards:1:" + all.text)
                .flatMap(each -> Stream.of(each, each + "=", each + "\ud800", all.sealedText + each))
                .toList()) {
            run(() -> all.cipher.decrypt(broken, all.row));
            run(() -> all.cipher.decryptToString(broken, all.row));
            run(() -> all.cipher.rewrap(broken, all.row));
            run(() -> all.cipher.decryptAndRewrap(broken, all.row));
            run(() -> all.cipher.reencrypt(broken, all.row, all.otherRow));
            run(() -> all.cipher.needsRewrap(broken));
            run(() -> all.cipher.decryptAllText(List.of(new TextItem(broken, all.row))));
            run(() -> all.cipher.rewrapAllText(List.of(new TextItem(broken, all.row))));
            run(() -> Envelope.parse(broken));
            run(() -> KeyBlock.parse(broken));
            run(() -> ShredReceipt.parse(broken));
            run(() -> all.migrating.decrypt(broken, all.row));
        }
        run(() -> all.cipher.decrypt(all.sealedText, all.otherRow));
        run(() -> all.cipher.decryptToString(all.cipher.encryptToText(invalidUtf8(), all.row), all.row));
        run(() -> all.migrating.decrypt(all.text + "\ud800", all.row));
    }

    private List<Opening> openings() {
        List<Opening> openings = new ArrayList<>();
        for (EncryptionContext context : List.of(all.row, all.otherRow)) {
            EnvelopeCipher cipher = all.cipher;
            openings.addAll(List.of(
                    envelope -> cipher.decrypt(envelope, context),
                    envelope -> cipher.decrypt(ByteBuffer.wrap(envelope), context),
                    envelope -> cipher.decryptAll(List.of(new Item(envelope, context))),
                    envelope -> cipher.rewrap(envelope, context),
                    envelope -> cipher.rewrapAll(List.of(new Item(envelope, context))),
                    envelope -> cipher.decryptAndRewrap(envelope, context),
                    envelope -> cipher.reencrypt(envelope, context, all.otherRow),
                    envelope -> cipher.needsRewrap(envelope),
                    envelope -> Envelope.parse(envelope),
                    envelope -> KeyBlock.read(ByteBuffer.wrap(envelope)),
                    envelope -> all.tenants.cipher(all.tenant).decrypt(envelope, context),
                    envelope -> all.local.decrypt(envelope, context),
                    envelope -> all.local.rewrap(envelope, context),
                    envelope -> cipher.decryptingStream(new ByteArrayInputStream(envelope), context)
                            .transferTo(OutputStream.nullOutputStream()),
                    envelope -> cipher.withStreamThreads(3)
                            .decryptingStream(new ByteArrayInputStream(envelope), context)
                            .transferTo(OutputStream.nullOutputStream()),
                    envelope -> channel(envelope, context),
                    envelope -> cipher.ranges(Arrays.copyOf(envelope, Math.min(envelope.length, 16_384)), context)
                            .decrypt(0, 10, envelope)));
        }
        return openings;
    }

    private Object channel(byte[] envelope, EncryptionContext context) throws Exception {
        Path file = Files.write(folder.resolve("broken-channel"), envelope);
        try (FileChannel source = FileChannel.open(file)) {
            return all.cipher.decryptingChannel(source, context).read(ByteBuffer.allocate(100));
        }
    }

    /** Cut, lengthened and altered in every part. */
    private static List<byte[]> broken(byte[] envelope) {
        List<byte[]> broken = new ArrayList<>();
        int labels = 3 + 1 + 1 + "cards".length() + 1;
        for (int length : List.of(0, 3, 4, 5, 8, 12, 30, 60, envelope.length - 100, envelope.length - 1)) {
            broken.add(Arrays.copyOf(envelope, Math.min(length, envelope.length)));
        }
        broken.add(Arrays.copyOf(envelope, envelope.length + 1));
        for (int at : List.of(0, 3, 4, 6, labels, labels + 6, labels + 20, envelope.length - 70, envelope.length - 1)) {
            byte[] altered = envelope.clone();
            altered[at] ^= 1;
            broken.add(altered);
        }
        return broken;
    }

    // ------------------------------------------------------------ what is given

    private void refusedArguments() {
        run(() -> all.cipher.encrypt(all.sealed, all.row));
        run(() -> all.cipher
                .encryptingStream(new ByteArrayInputStream(all.sealed), all.row)
                .readAllBytes());
        run(() -> {
            try (OutputStream out = all.cipher.encryptingStream(new ByteArrayOutputStream(), all.row)) {
                out.write(all.sealed);
            }
            return null;
        });
        run(() -> all.cipher.encryptToText(all.text + "\ud800", all.row));
        run(() -> all.local.overhead(1L << 52));
        run(() -> EncryptionContext.of("a", all.text.repeat(500)));
        run(() -> EncryptionContext.of("a", all.text, "a", all.text));
        run(() -> EncryptionContext.of("a", all.text + "\ud800"));
        run(() -> all.row.with("merchant", all.text));
        run(() -> LocalKey.of("local", "1", secrets.bytes("a key of a wrong length", 31)));
        run(() -> all.localKey.withPrevious("1", secrets.bytes("a local key", 32)));
        run(() -> Keyring.of(all.kek).decryptingWith(all.kek));
        run(() -> {
            WrappedKey one = WrappedKey.of("cards", "1", new byte[1]);
            return KeyBlock.of(Collections.nCopies(9, one));
        });
        run(() -> EnvelopeCipher.using(all.localKey).decrypt(all.sealed, all.row));
        run(() -> EnvelopeCipher.using(LocalKey.of("local", "3", new byte[32])).decrypt(all.localSealed, all.row));
        run(() -> EnvelopeCipher.using(LocalKey.of("local", "2", new byte[32])).decrypt(all.localSealed, all.row));
    }

    // ------------------------------------------------------------ tenants

    private void tenants() {
        String unknown = secrets.text("the id of a tenant");
        String other = secrets.text("the id of a tenant");
        all.tenants.create(other);
        for (String id : List.of(unknown, "", all.text + "\ud800", all.text.repeat(100))) {
            run(() -> all.tenants.cipher(id).encrypt(all.message, all.row));
            run(() -> all.tenants.find(id));
            run(() -> all.tenants.rotate(id));
            run(() -> all.tenants.shred(id));
            run(() -> all.tenants.suspend(id));
            run(() -> all.tenants.resume(id));
            run(() -> all.tenants.key(id));
        }
        run(() -> all.tenants.cipher(other).decrypt(all.tenantSealed, all.row));
        run(() -> all.tenants.cipher(other).rewrap(all.tenantSealed, all.row));
        all.tenants.suspend(other);
        run(() -> all.tenants.cipher(other).encrypt(all.message, all.row));
        run(() -> all.tenants.rotate(other));
        ShredReceipt receipt = all.tenants.shred(other);
        run(() -> all.tenants.cipher(other).encrypt(all.message, all.row));
        run(() -> all.tenants.create(other));
        run(() -> all.tenants.rotate(other));
        run(() -> all.tenants.replay(new ShredReceipt(
                all.tenant, receipt.revision(), receipt.shreddedAt(), receipt.versions(), receipt.seal())));
        editedByHand();
    }

    private void editedByHand() {
        String edited = secrets.text("the id of a tenant");
        all.tenants.create(edited);
        StoredTenant stored = all.store.stored(edited);
        for (StoredTenant edit : List.of(
                TenantEdits.state(stored, TenantState.SUSPENDED),
                TenantEdits.keys(stored, all.store.stored(all.tenant).keys()),
                TenantEdits.createdAt(stored, stored.createdAt().minusSeconds(1)))) {
            all.store.edit(edited, any -> edit);
            all.tenants.clearKeyCache();
            run(() -> all.tenants.cipher(edited).encrypt(all.message, all.row));
            run(() -> all.tenants.find(edited));
            run(() -> all.tenants.list().toList());
            run(() -> {
                all.tenants.export(new StringBuilder());
                return null;
            });
            run(all.tenants::rewrapStored);
        }
        all.store.edit(edited, any -> stored);
    }

    // ------------------------------------------------------------ parts

    private void run(EveryOperation.Call call) {
        try {
            Object result = call.run();
            if (!(result instanceof String)) { // a record, or an envelope
                met.accept(result);
            }
        } catch (Exception e) {
            met.accept(e);
        }
    }

    private void run(Runnable call) {
        run(() -> {
            call.run();
            return List.of();
        });
    }

    private static byte[] invalidUtf8() {
        return new byte[] {-1};
    }
}

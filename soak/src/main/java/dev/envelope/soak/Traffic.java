package dev.envelope.soak;

import dev.envelope.DecryptedRecord;
import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.Item;
import dev.envelope.Outcome;
import dev.envelope.soak.Slot.State;
import dev.envelope.soak.Slot.Truth;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** What the application does with its records, one thing at a time. Safe for use by several threads. */
final class Traffic {

    private static final Shelf[] SHELVES = {
        Shelf.TENANTS, Shelf.TENANTS, Shelf.TENANTS, Shelf.SHARED, Shelf.MIRRORED, Shelf.LOCAL
    };
    private static final int LIST = 6;

    private final Site site;

    Traffic(Site site) {
        this.site = site;
    }

    /** A call of the application's, by one instance, for one slot. */
    private interface Call {
        void make(Instance instance, Slot slot, long began) throws SQLException, IOException;
    }

    void once(Random random) {
        Shelf shelf = SHELVES[random.nextInt(SHELVES.length)];
        Slot slot = site.tenancy.any(shelf, random).any(random);
        int roll = random.nextInt(100);
        if (roll < 38) {
            make("read", random, slot, (instance, of, began) -> read(instance, of, began, random));
        } else if (roll < 46) {
            make("read a list", random, slot, this::readList);
        } else if (roll < 72) {
            make("write", random, slot, (instance, of, began) -> write(instance, of, random));
        } else if (roll < 86) {
            make(
                    "write back what was rewrapped",
                    random,
                    slot,
                    (instance, of, began) -> writeBack(instance, of, random));
        } else if (roll < 96) {
            make(
                    "try what has to be refused",
                    random,
                    slot,
                    (instance, of, began) -> misuse(instance, of, began, random));
        } else {
            List<Owner> graves = site.tenancy.graves();
            if (!graves.isEmpty()) {
                Slot dead = graves.get(random.nextInt(graves.size())).any(random);
                make("read what was shredded", random, dead, this::readShredded);
            }
        }
    }

    private void make(String what, Random random, Slot slot, Call call) {
        Owner owner = slot.owner();
        Instance instance = site.fleet.enterAny(random);
        long began = site.inFlight.begin();
        try {
            call.make(instance, slot, began);
        } catch (EnvelopeException e) {
            judge(what, e, instance, owner, began);
        } catch (SQLException e) {
            if (site.weather.explainsStatement(began)) {
                site.tally.count(Tally.FAILURES, "SQLException");
            } else {
                site.findings.add("A statement failed, and no fault explains it: " + what + " of " + slot, e);
            }
        } catch (IOException | RuntimeException | Error e) {
            site.findings.add("A failure is not one of the library's hierarchy: " + what + " of " + slot, e);
        } finally {
            site.inFlight.end();
            instance.leave();
        }
    }

    private void judge(String what, EnvelopeException e, Instance instance, Owner owner, long began) {
        if (e.code() == ErrorCode.SHREDDED && owner.mayBeShredded()) {
            site.tally.count(Tally.REFUSALS, e.code());
        } else if (site.weather.explains(e.code(), owner.shelf(), instance, began)) {
            site.tally.count(Tally.FAILURES, e.code());
        } else {
            site.findings.add("No fault explains " + e.code() + ": " + what + ", " + owner + ", by " + instance, e);
        }
    }

    private void done(String what, Shelf shelf) {
        site.tally.count(Tally.OPERATIONS, what + ", " + shelf.name().toLowerCase(java.util.Locale.ROOT));
    }

    // ---------------------------------------------------------------- reading

    /** The row, where there is one and it may be as it is. */
    private Optional<StoredRecord> row(Slot slot) throws SQLException {
        Truth before = slot.truth();
        Optional<StoredRecord> row = site.rows.read(slot.owner().shelf(), slot.id());
        Truth after = slot.truth();
        if (!Slot.allows(before, row, after)) {
            site.findings.add(slot + " should be at " + before + " to " + after + ", and is "
                    + row.map(stored -> "at revision " + stored.revision()).orElse("gone") + ": an update was lost.");
        }
        return row;
    }

    private void read(Instance instance, Slot slot, long began, Random random) throws SQLException, IOException {
        Optional<StoredRecord> found = row(slot);
        if (found.isEmpty()) {
            return;
        }
        StoredRecord row = found.get();
        Owner owner = slot.owner();
        EnvelopeCipher cipher = instance.cipher(owner.shelf(), owner.name());
        if (random.nextInt(3) == 0) {
            String note = cipher.decryptToString(row.note(), context(slot, row, Shelf.NOTE));
            compare(slot, row.revision(), note.equals(Content.note(slot.id(), row.revision())), "its text");
            done("read text", owner.shelf());
        } else {
            Form form = Form.any(random);
            boolean right = form.reads(
                    cipher,
                    row.body(),
                    context(slot, row, Shelf.BODY),
                    Content.body(slot.id(), row.revision()),
                    random);
            compare(slot, row.revision(), right, "its bytes, by " + form);
            done("read " + form, owner.shelf());
        }
        requireAlive(instance, owner, began);
    }

    private void readList(Instance instance, Slot slot, long began) throws SQLException {
        Owner owner = slot.owner();
        List<StoredRecord> rows = new ArrayList<>();
        for (Slot each : owner.slots().stream().limit(LIST).toList()) {
            row(each).ifPresent(rows::add);
        }
        List<Item> items = rows.stream()
                .map(row ->
                        new Item(row.body(), owner.shelf().context(Shelf.BODY, owner.name(), row.id(), row.revision())))
                .toList();
        List<Outcome<byte[]>> outcomes =
                instance.cipher(owner.shelf(), owner.name()).decryptAll(items);
        for (int i = 0; i < rows.size(); i++) {
            Optional<EnvelopeException> failure = outcomes.get(i).failure();
            if (failure.isPresent()) {
                judge("read a list", failure.get(), instance, owner, began);
            } else {
                StoredRecord row = rows.get(i);
                byte[] expected = Content.body(row.id(), row.revision());
                compare(
                        slot,
                        row.revision(),
                        Arrays.equals(outcomes.get(i).orElseThrow(), expected),
                        "the bytes of record " + row.id());
                done("read in a list", owner.shelf());
            }
        }
    }

    private void compare(Slot slot, long revision, boolean right, String what) {
        if (!right) {
            site.findings.add(slot + " at revision " + revision + " opened to something else: " + what + ".");
        }
    }

    private void requireAlive(Instance instance, Owner owner, long began) {
        if (owner.mustBeShredded(instance, began)) {
            site.findings.add("A record of " + owner + " was opened by " + instance + " after it was shredded.");
        }
    }

    // ---------------------------------------------------------------- writing

    private void write(Instance instance, Slot slot, Random random) throws SQLException, IOException {
        if (!slot.tryLock()) {
            return;
        }
        try {
            State state = slot.truth().settled();
            if (!state.present()) {
                StoredRecord row = sealed(instance, slot, state.next(true), random);
                change(
                        slot,
                        state,
                        state.next(true),
                        () -> site.rows.insert(slot.owner().shelf(), row));
                done("insert", slot.owner().shelf());
            } else if (random.nextInt(5) == 0) {
                change(
                        slot,
                        state,
                        state.next(false),
                        () -> site.rows.delete(slot.owner().shelf(), slot.id(), state.revision()));
                done("delete", slot.owner().shelf());
            } else {
                StoredRecord row = sealed(instance, slot, state.next(true), random);
                change(
                        slot,
                        state,
                        state.next(true),
                        () -> site.rows.update(slot.owner().shelf(), row));
                done("update", slot.owner().shelf());
            }
        } finally {
            slot.unlock();
        }
    }

    private static StoredRecord sealed(Instance instance, Slot slot, State next, Random random) throws IOException {
        Owner owner = slot.owner();
        Shelf shelf = owner.shelf();
        long revision = next.revision();
        EnvelopeCipher cipher = instance.cipher(shelf, owner.name());
        byte[] body = Form.any(random)
                .writes(
                        cipher,
                        Content.body(slot.id(), revision),
                        shelf.context(Shelf.BODY, owner.name(), slot.id(), revision));
        String note = cipher.encryptToText(
                Content.note(slot.id(), revision), shelf.context(Shelf.NOTE, owner.name(), slot.id(), revision));
        return new StoredRecord(slot.id(), owner.name(), revision, body, note);
    }

    private interface Statement {
        boolean execute() throws SQLException;
    }

    private void change(Slot slot, State before, State after, Statement statement) throws SQLException {
        slot.begin(after);
        try {
            boolean changed = statement.execute();
            slot.settle(after);
            if (!changed) {
                site.findings.add(slot + " was not there at revision " + before.revision()
                        + " when it was to be written: an update was lost.");
            }
        } catch (SQLException e) {
            // Nobody knows whether it was done.
            slot.settle(isDone(slot, after) ? after : before);
            throw e;
        }
    }

    /** Asks until the database answers. */
    private boolean isDone(Slot slot, State after) {
        while (true) {
            try {
                Optional<StoredRecord> row = site.rows.read(slot.owner().shelf(), slot.id());
                return after.present()
                        ? row.filter(stored -> stored.revision() == after.revision())
                                .isPresent()
                        : row.isEmpty();
            } catch (SQLException e) {
                Thread.onSpinWait();
            }
        }
    }

    private void writeBack(Instance instance, Slot slot, Random random) throws SQLException {
        Optional<StoredRecord> found = row(slot);
        if (found.isEmpty()) {
            return;
        }
        StoredRecord row = found.get();
        Shelf shelf = slot.owner().shelf();
        EnvelopeCipher cipher = instance.cipher(shelf, slot.owner().name());
        Map<String, Long> key = Map.of("id", row.id());
        if (random.nextBoolean()) {
            DecryptedRecord<byte[]> opened = cipher.decryptAndRewrap(row.body(), context(slot, row, Shelf.BODY));
            byte[] expected = Content.body(row.id(), row.revision());
            compare(slot, row.revision(), Arrays.equals(opened.message(), expected), "its bytes, rewrapped");
            opened.fresh()
                    .ifPresent(fresh -> replaced(shelf, site.table(shelf).replace(Shelf.BODY, key, row.body(), fresh)));
        } else {
            DecryptedRecord<String> opened = cipher.decryptAndRewrap(row.note(), context(slot, row, Shelf.NOTE));
            byte[] expected = Content.note(row.id(), row.revision()).getBytes(java.nio.charset.StandardCharsets.UTF_8);
            compare(slot, row.revision(), Arrays.equals(opened.message(), expected), "its text, rewrapped");
            opened.fresh()
                    .ifPresent(fresh -> replaced(shelf, site.table(shelf).replace(Shelf.NOTE, key, row.note(), fresh)));
        }
        done("decrypt and rewrap", shelf);
    }

    private void replaced(Shelf shelf, boolean written) {
        done(written ? "write back" : "write back too late", shelf);
    }

    // ---------------------------------------------------------------- what has to be refused

    private void misuse(Instance instance, Slot slot, long began, Random random) throws SQLException {
        Optional<StoredRecord> found = row(slot);
        if (found.isEmpty()) {
            return;
        }
        StoredRecord row = found.get();
        Owner owner = slot.owner();
        Shelf shelf = owner.shelf();
        EnvelopeCipher cipher = instance.cipher(shelf, owner.name());
        EncryptionContext right = context(slot, row, Shelf.BODY);
        switch (random.nextInt(shelf == Shelf.TENANTS ? 3 : 2)) {
            case 0 ->
                refuse(
                        "another context",
                        Set.of(ErrorCode.CONTENT_REFUSED, ErrorCode.WRAPPED_KEY_REFUSED),
                        instance,
                        owner,
                        began,
                        () -> cipher.decrypt(
                                row.body(), shelf.context(Shelf.BODY, owner.name(), row.id(), row.revision() + 1)));
            case 1 -> {
                // within tag, commitment and salt, which end every envelope
                byte[] altered = row.body().clone();
                altered[altered.length - 1 - random.nextInt(72)] ^= (byte) (1 << random.nextInt(8));
                refuse(
                        "an altered record",
                        Set.of(ErrorCode.CONTENT_REFUSED),
                        instance,
                        owner,
                        began,
                        () -> cipher.decrypt(altered, right));
            }
            default -> {
                Owner other = site.tenancy.any(shelf, random);
                if (other != owner && !other.mayBeShredded()) {
                    refuse(
                            "a record of another tenant",
                            other.mayBeShredded()
                                    ? Set.of(ErrorCode.NO_KEY_OF_TENANT, ErrorCode.SHREDDED)
                                    : Set.of(ErrorCode.NO_KEY_OF_TENANT),
                            instance,
                            other,
                            began,
                            () -> instance.cipher(shelf, other.name()).decrypt(row.body(), right));
                }
            }
        }
    }

    private void readShredded(Instance instance, Slot slot, long began) throws SQLException {
        Optional<StoredRecord> row = site.rows.read(slot.owner().shelf(), slot.id());
        Owner owner = slot.owner();
        if (row.isPresent() && owner.mustBeShredded(instance, began)) {
            refuse(
                    "a shredded record",
                    Set.of(ErrorCode.SHREDDED),
                    instance,
                    owner,
                    began,
                    () -> instance.cipher(owner.shelf(), owner.name())
                            .decrypt(row.get().body(), context(slot, row.get(), Shelf.BODY)));
        }
    }

    private void refuse(
            String what, Set<ErrorCode> codes, Instance instance, Owner owner, long began, Runnable decryption) {
        try {
            decryption.run();
            site.findings.add("It was opened: " + what + ", " + owner + ", by " + instance + ".");
        } catch (EnvelopeException e) {
            if (codes.contains(e.code())) {
                site.tally.count(Tally.REFUSALS, e.code());
            } else {
                judge(what, e, instance, owner, began);
            }
        }
    }

    private static EncryptionContext context(Slot slot, StoredRecord row, String column) {
        return slot.owner().shelf().context(column, row.owner(), row.id(), row.revision());
    }
}

package dev.envelope.soak;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.Staleness;
import dev.envelope.format.Envelope;
import dev.envelope.format.KeyBlock;
import dev.envelope.rotation.KekVersion;
import dev.envelope.rotation.RotationReport;
import dev.envelope.rotation.Verification;
import dev.envelope.soak.Slot.State;
import dev.envelope.tenant.RewrapReport;
import dev.envelope.tenant.ShredReceipt;
import dev.envelope.tenant.TenantInfo;
import dev.envelope.tenant.TenantState;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Looks at everything once the actors have ended and the faults are off: rotates all of it, retires what is old, and reads each record. */
final class Inspection {

    private final Site site;
    private final Supplier<Instance> instances;
    private final List<String> seen = new ArrayList<>();

    Inspection(Site site, Supplier<Instance> instances) {
        this.site = site;
        this.instances = instances;
    }

    /** Returns what was seen, one sentence each. */
    List<String> inspect() throws SQLException {
        site.keys.rotateLocal();
        site.keys.keys().forEach(ServiceKey::rotate);
        try (Instance instance = instances.get()) {
            rotateTenants(instance);
            for (Shelf shelf : Shelf.values()) {
                rotate(shelf, instance);
            }
        }
        int retired = site.keys.retireLocalBelow(site.keys.localCurrent());
        for (ServiceKey key : site.keys.keys()) {
            retired += key.retireBelow(key.current());
        }
        say("All %,d versions of keys but the current ones were retired.", retired);
        try (Instance fresh = instances.get()) {
            for (Shelf shelf : Shelf.values()) {
                readAll(shelf, fresh);
            }
            readShredded(fresh);
        }
        return seen;
    }

    private void rotateTenants(Instance instance) {
        for (Owner tenant : site.ownersOf(Shelf.TENANTS)) {
            if (tenant.mayBeShredded()) {
                // The end came before anyone knew whether it was.
                ShredReceipt receipt = instance.tenants().shred(tenant.name());
                tenant.isShredded(receipt, instance);
                site.tenancy.remove(tenant);
                site.tenancy.bury(tenant, receipt).forEach(this::clearAway);
            } else {
                instance.tenants().rotate(tenant.name());
            }
        }
        RewrapReport report = instance.tenants().rewrapStored();
        check(report.failures().isEmpty(), "Stored keys of tenants can't be rewrapped: " + report);
    }

    private void clearAway(Owner grave) {
        try {
            site.rows.deleteAllOf(Shelf.TENANTS, grave.name());
        } catch (SQLException e) {
            site.findings.add("The rows of " + grave + " can't be deleted.", e);
        }
    }

    // ---------------------------------------------------------------- rotation

    private void rotate(Shelf shelf, Instance instance) {
        RotationReport report = Rotation.job(site, shelf, instance).run();
        check(
                report.ending() == RotationReport.Ending.DONE
                        && report.bad().stream().allMatch(bad -> bad.code() == ErrorCode.SHREDDED),
                "The last rotation of " + shelf + " is not done: " + report.toJson());
        Verification found = Rotation.job(site, shelf, instance).verify();
        check(found.isClean(), "Not all records of " + shelf + " can be verified: " + found.toJson());
        say(
                "%s: rotated for the last time, and all %,d values verified but for %,d of shredded tenants.",
                shelf, found.opened(), found.shredded());
        for (ServiceKey key : site.keys.keysOf(shelf)) {
            requireRetirable(shelf, found, key.id(), key.oldest(), key.current());
        }
        if (shelf == Shelf.LOCAL) {
            requireRetirable(shelf, found, "local", site.keys.localOldest(), site.keys.localCurrent());
        }
    }

    private void requireRetirable(Shelf shelf, Verification found, String kekName, int oldest, int current) {
        for (int version = oldest; version < current; version++) {
            var verdict = found.verdict(new KekVersion(kekName, Integer.toString(version)));
            check(verdict.mayBeRetired(), shelf + ": " + verdict.message());
        }
    }

    // ---------------------------------------------------------------- records

    private void readAll(Shelf shelf, Instance fresh) throws SQLException {
        int right = 0;
        int absent = 0;
        for (Owner owner : site.ownersOf(shelf)) {
            EnvelopeCipher cipher = fresh.cipher(shelf, owner.name());
            for (Slot slot : owner.slots()) {
                State state = slot.truth().settled();
                Optional<StoredRecord> row = site.rows.read(shelf, slot.id());
                if (!Slot.allows(slot.truth(), row, slot.truth())) {
                    site.findings.add(
                            slot + " should be " + (state.present() ? "at revision " + state.revision() : "gone")
                                    + ", and is "
                                    + row.map(stored -> "at revision " + stored.revision())
                                            .orElse("gone") + ": an update was lost.");
                } else if (row.isEmpty()) {
                    absent++;
                } else if (isRight(slot, row.get(), cipher)) {
                    right++;
                }
            }
        }
        long graves = shelf == Shelf.TENANTS ? rowsOfGraves() : 0;
        long rows = site.rows.count(shelf);
        check(
                rows == right + graves || !site.findings.isEmpty(),
                shelf + " has " + rows + " rows, and " + (right + graves) + " are known.");
        say("%s: %,d records opened to what was written last, and %,d are gone as they should.", shelf, right, absent);
    }

    private boolean isRight(Slot slot, StoredRecord row, EnvelopeCipher cipher) {
        Shelf shelf = slot.owner().shelf();
        try {
            boolean body = Arrays.equals(
                    cipher.decrypt(row.body(), context(shelf, row, Shelf.BODY)),
                    Content.body(row.id(), row.revision()));
            boolean note = cipher.decryptToString(row.note(), context(shelf, row, Shelf.NOTE))
                    .equals(Content.note(row.id(), row.revision()));
            check(body && note, slot + " opens to something else than what was written last.");
            // with more tenants than the cache holds, the current version may be forgotten
            cipher.refreshVersions();
            boolean current = isCurrent(shelf, Envelope.parse(row.body()).keyBlock(), cipher)
                    && isCurrent(shelf, Envelope.parse(row.note()).keyBlock(), cipher);
            check(current, slot + " is not under the keys of today after the last rotation.");
            return body && note && current;
        } catch (EnvelopeException e) {
            site.findings.add(slot + " can't be opened.", e);
            return false;
        }
    }

    private static boolean isCurrent(Shelf shelf, KeyBlock keyBlock, EnvelopeCipher cipher) {
        return cipher.needsRewrap(keyBlock) == Staleness.CURRENT
                && keyBlock.keys().size() == (shelf == Shelf.MIRRORED ? 2 : 1);
    }

    // ---------------------------------------------------------------- shredded tenants

    private long rowsOfGraves() throws SQLException {
        long rows = 0;
        for (Owner grave : site.tenancy.graves()) {
            for (Slot slot : grave.slots()) {
                rows += site.rows.read(Shelf.TENANTS, slot.id()).isPresent() ? 1 : 0;
            }
        }
        return rows;
    }

    private void readShredded(Instance fresh) throws SQLException {
        int refused = 0;
        for (Owner grave : site.tenancy.graves()) {
            for (Slot slot : grave.slots()) {
                Optional<StoredRecord> row = site.rows.read(Shelf.TENANTS, slot.id());
                if (row.isPresent()) {
                    requireShredded(slot, row.get(), fresh);
                    refused++;
                }
            }
        }
        for (ShredReceipt receipt : site.tenancy.receipts()) {
            check(fresh.tenants().isGenuine(receipt), "A receipt is not genuine: " + receipt);
            Optional<TenantState> state =
                    fresh.tenants().find(receipt.tenantId()).map(TenantInfo::state);
            check(
                    state.equals(Optional.of(TenantState.SHREDDED)),
                    receipt.tenantId() + " was shredded, and is " + state);
        }
        say(
                "%,d records of shredded tenants were refused as such, and all %,d receipts are genuine.",
                refused, site.tenancy.receipts().size());
    }

    private void requireShredded(Slot slot, StoredRecord row, Instance fresh) {
        try {
            fresh.cipher(Shelf.TENANTS, row.owner()).decrypt(row.body(), context(Shelf.TENANTS, row, Shelf.BODY));
            site.findings.add(slot + " was opened after it was shredded.");
        } catch (EnvelopeException e) {
            check(e.code() == ErrorCode.SHREDDED, slot + " was shredded, and is refused as " + e.code());
        }
    }

    private static EncryptionContext context(Shelf shelf, StoredRecord row, String column) {
        return shelf.context(column, row.owner(), row.id(), row.revision());
    }

    private void check(boolean holds, String otherwise) {
        if (!holds) {
            site.findings.add(otherwise);
        }
    }

    private void say(String format, Object... args) {
        seen.add(String.format(Locale.ROOT, format, args));
    }
}

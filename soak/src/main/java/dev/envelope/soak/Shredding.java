package dev.envelope.soak;

import dev.envelope.EnvelopeException;
import dev.envelope.tenant.ShredReceipt;
import java.sql.SQLException;
import java.util.List;
import java.util.Random;

/** Creates tenants, gives their keys new versions, and shreds them. */
final class Shredding {

    private static final int ROTATIONS_PER_SHREDDING = 4;

    private final Site site;

    Shredding(Site site) {
        this.site = site;
    }

    private interface Change {
        void make(Instance instance);
    }

    void once(Random random) throws InterruptedException {
        List<Owner> living = site.ownersOf(Shelf.TENANTS);
        if (living.size() < Tenancy.LIVING) {
            create(random);
        } else if (random.nextInt(1 + ROTATIONS_PER_SHREDDING) > 0) {
            rotate(random);
        } else {
            shred(random);
        }
    }

    private void create(Random random) throws InterruptedException {
        Owner tenant = site.tenancy.next();
        if (change(random, tenant, instance -> instance.tenants().create(tenant.name()))) {
            site.tenancy.add(tenant);
            site.tally.count(Tally.TENANTS, "created");
        }
    }

    private void rotate(Random random) throws InterruptedException {
        Owner tenant = site.tenancy.any(Shelf.TENANTS, random);
        if (change(random, tenant, instance -> instance.tenants().rotate(tenant.name()))) {
            site.tally.count(Tally.TENANTS, "rotated");
        }
    }

    private void shred(Random random) throws InterruptedException {
        Owner tenant = site.tenancy.any(Shelf.TENANTS, random);
        tenant.isAboutToBeShredded();
        if (change(random, tenant, instance -> {
            ShredReceipt receipt = instance.tenants().shred(tenant.name());
            tenant.isShredded(receipt, instance);
            site.tenancy.bury(tenant, receipt).forEach(this::clearAway);
        })) {
            site.tally.count(Tally.TENANTS, "shredded");
            // Traffic goes on with it for a while.
            site.pause(300);
            site.tenancy.remove(tenant);
        }
    }

    private void clearAway(Owner grave) {
        for (int attempt = 0; attempt < 20; attempt++) {
            try {
                site.rows.deleteAllOf(Shelf.TENANTS, grave.name());
                return;
            } catch (SQLException e) {
                site.tally.count(Tally.FAILURES, "SQLException");
            }
        }
        site.findings.add("The rows of " + grave + " can't be deleted.");
    }

    /** Does it on any instance, and again where that fails by a fault, since nobody knows whether it was done; false at the end. */
    private boolean change(Random random, Owner tenant, Change change) throws InterruptedException {
        while (!site.isEnded()) {
            Instance instance = site.fleet.enterAny(random);
            long began = site.inFlight.begin();
            try {
                change.make(instance);
                return true;
            } catch (EnvelopeException e) {
                if (!site.weather.explains(e.code(), Shelf.TENANTS, instance, began)) {
                    site.findings.add("No fault explains " + e.code() + ": a change of " + tenant, e);
                }
                site.tally.count(Tally.FAILURES, e.code());
            } finally {
                site.inFlight.end();
                instance.leave();
            }
            site.pause(50);
        }
        return false;
    }
}

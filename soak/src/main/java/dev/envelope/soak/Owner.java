package dev.envelope.soak;

import dev.envelope.tenant.ShredReceipt;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Whose records some are: a tenant, or a whole shelf where there are none. */
final class Owner {

    /** After a tenant was shredded, the longest time that another instance may still open its records: the age of its caches. */
    private static final long AFTERLIFE_NANOS =
            Instance.MAXIMUM_AGE.plus(Duration.ofMillis(500)).toNanos();

    private final Shelf shelf;
    private final String name;
    private final List<Slot> slots = new ArrayList<>();
    private volatile boolean dying;
    private volatile @Nullable Shredded shredded;

    private record Shredded(ShredReceipt receipt, long nanos, Instance by) {}

    Owner(Shelf shelf, String name, long firstId, int records) {
        this.shelf = shelf;
        this.name = name;
        for (long id = firstId; id < firstId + records; id++) {
            slots.add(new Slot(id, this));
        }
    }

    Shelf shelf() {
        return shelf;
    }

    String name() {
        return name;
    }

    List<Slot> slots() {
        return slots;
    }

    Slot any(Random random) {
        return slots.get(random.nextInt(slots.size()));
    }

    void isAboutToBeShredded() {
        dying = true;
    }

    void isShredded(ShredReceipt receipt, Instance by) {
        shredded = new Shredded(receipt, System.nanoTime(), by);
    }

    /** Whether its records may be refused as shredded. */
    boolean mayBeShredded() {
        return dying;
    }

    /** Whether they have to be, by an instance, for a call that began at a time. */
    boolean mustBeShredded(Instance instance, long began) {
        Shredded then = shredded;
        return then != null && began - then.nanos > (instance == then.by ? 0 : AFTERLIFE_NANOS);
    }

    @Override
    public String toString() {
        return shelf + " " + name;
    }
}

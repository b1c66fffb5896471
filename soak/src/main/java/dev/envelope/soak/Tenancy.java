package dev.envelope.soak;

import dev.envelope.tenant.ShredReceipt;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Whose records there are: tenants that live, tenants that were shredded a while ago and whose rows are still there, and the rest. */
final class Tenancy {

    static final int LIVING = 16;

    private static final int RECORDS_OF_TENANT = 12;
    private static final int RECORDS_OF_SHELF = 150;
    private static final int MOST_GRAVES = 6;

    private final Map<Shelf, List<Owner>> owners = new EnumMap<>(Shelf.class);
    private final Deque<Owner> graves = new ArrayDeque<>();
    private final List<ShredReceipt> receipts = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger created = new AtomicInteger();

    Tenancy() {
        for (Shelf shelf : Shelf.values()) {
            List<Owner> all = new CopyOnWriteArrayList<>();
            if (shelf != Shelf.TENANTS) {
                all.add(new Owner(shelf, "everyone", 1, RECORDS_OF_SHELF));
            }
            owners.put(shelf, all);
        }
    }

    List<Owner> ownersOf(Shelf shelf) {
        return owners.getOrDefault(shelf, List.of());
    }

    Owner any(Shelf shelf, Random random) {
        List<Owner> all = ownersOf(shelf);
        return all.get(random.nextInt(all.size()));
    }

    /** A tenant that is not there yet: to be created, and added then. */
    Owner next() {
        int number = created.incrementAndGet();
        return new Owner(Shelf.TENANTS, "tenant-" + number, (long) number * RECORDS_OF_TENANT, RECORDS_OF_TENANT);
    }

    void add(Owner tenant) {
        ownersOf(Shelf.TENANTS).add(tenant);
    }

    void remove(Owner tenant) {
        ownersOf(Shelf.TENANTS).remove(tenant);
    }

    /** Buries a tenant; returns those whose rows may go. */
    synchronized List<Owner> bury(Owner tenant, ShredReceipt receipt) {
        receipts.add(receipt);
        graves.addLast(tenant);
        return graves.size() > MOST_GRAVES ? List.of(graves.removeFirst()) : List.of();
    }

    synchronized List<Owner> graves() {
        return List.copyOf(graves);
    }

    List<ShredReceipt> receipts() {
        synchronized (receipts) {
            return List.copyOf(receipts);
        }
    }
}

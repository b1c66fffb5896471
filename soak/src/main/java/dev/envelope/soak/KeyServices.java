package dev.envelope.soak;

import dev.envelope.LocalKey;
import dev.envelope.testkit.InMemoryKms;
import dev.envelope.testkit.KmsOperation;
import dev.envelope.testkit.KmsPrincipal;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** The key services and their keys, and the versions of the local key. */
final class KeyServices {

    private static final String LOCAL = "local";

    final InMemoryKms east = new InMemoryKms();
    final InMemoryKms west = new InMemoryKms();
    final ServiceKey root = new ServiceKey(east, "root");
    final ServiceKey shared = new ServiceKey(east, "shared");
    final ServiceKey mirroredEast = new ServiceKey(east, "mirrored-east");
    final ServiceKey mirroredWest = new ServiceKey(west, "mirrored-west");
    private final long seed;
    private final AtomicInteger localCurrent = new AtomicInteger(1);
    private final AtomicInteger localOldest = new AtomicInteger(1);

    KeyServices(long seed) {
        this.seed = seed;
    }

    List<ServiceKey> keys() {
        return List.of(root, shared, mirroredEast, mirroredWest);
    }

    List<ServiceKey> keysOf(Shelf shelf) {
        return switch (shelf) {
            case TENANTS -> List.of(root);
            case SHARED -> List.of(shared);
            case MIRRORED -> List.of(mirroredEast, mirroredWest);
            case LOCAL -> List.of();
        };
    }

    /** A key as an instance has it, whose rights are withdrawn while that says so. */
    RevocableKek kek(ServiceKey key, String instance, BooleanSupplier denied) {
        return new RevocableKek(
                key.service().kek(key.id(), key.id(), KmsPrincipal.named(instance, KmsOperation.values())),
                key.service().kek(key.id(), key.id(), KmsPrincipal.named(instance)),
                denied);
    }

    int localCurrent() {
        return localCurrent.get();
    }

    int localOldest() {
        return localOldest.get();
    }

    void rotateLocal() {
        localCurrent.incrementAndGet();
    }

    int retireLocalBelow(int version) {
        return version - localOldest.getAndSet(version);
    }

    /** The local key of a new instance: it knows the next version already, so that it opens what those after it write. */
    LocalKey local() {
        int current = localCurrent.get();
        LocalKey key = LocalKey.of(LOCAL, Integer.toString(current), material(current));
        for (int version = localOldest.get(); version <= current + 1; version++) {
            if (version != current) {
                try (LocalKey before = key) {
                    key = before.withPrevious(Integer.toString(version), material(version));
                }
            }
        }
        return key;
    }

    private byte[] material(int version) {
        byte[] material = new byte[32];
        new Random(seed * 31 + version).nextBytes(material);
        return material;
    }
}

package dev.envelope.soak;

import dev.envelope.testkit.InMemoryKms;
import dev.envelope.testkit.KmsErrorCode;
import dev.envelope.testkit.KmsException;
import java.util.concurrent.atomic.AtomicInteger;

/** A key of a key service, and which of its versions there are. */
final class ServiceKey {

    private final InMemoryKms service;
    private final String id;
    private final AtomicInteger current = new AtomicInteger(1);
    private final AtomicInteger oldest = new AtomicInteger(1);

    ServiceKey(InMemoryKms service, String id) {
        this.service = service;
        this.id = service.createKey(id);
    }

    String id() {
        return id;
    }

    InMemoryKms service() {
        return service;
    }

    int current() {
        return current.get();
    }

    int oldest() {
        return oldest.get();
    }

    /** False if it is disabled just now. */
    boolean rotate() {
        try {
            service.rotate(id);
            current.incrementAndGet();
            return true;
        } catch (KmsException e) {
            if (e.code() == KmsErrorCode.DISABLED) {
                return false;
            }
            throw e;
        }
    }

    /** Retires all versions below one; returns how many. */
    int retireBelow(int version) {
        service.setMinimumDecryptionVersion(id, version);
        return version - oldest.getAndSet(version);
    }

    @Override
    public String toString() {
        return id;
    }
}

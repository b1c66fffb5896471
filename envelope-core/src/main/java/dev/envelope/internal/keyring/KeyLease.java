package dev.envelope.internal.keyring;

import dev.envelope.format.KeyBlock;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.KeyEncryptionKey;
import java.util.ArrayList;
import java.util.List;

/**
 * Whether a data key may still be used by who has it for long, such as an open stream: a key that came out of a cache has
 * an age, and a tenant's key may be withdrawn.
 */
@FunctionalInterface
public interface KeyLease {

    /** Of a key that a key service handed out to be used once, however long that takes. */
    KeyLease ENDLESS = deadline -> {};

    /**
     * Throws if the data key may not be used any longer.
     *
     * @param deadline when to give up asking
     */
    void require(Deadline deadline);

    /**
     * The lease of a new record's data key.
     *
     * @param encrypting the keys that wrapped it
     * @param keyBlock the key block
     * @return the lease: as long as all of them allow it
     */
    static KeyLease of(List<KeyEncryptionKey> encrypting, KeyBlock keyBlock) {
        List<KeyLease> leases = new ArrayList<>();
        for (KeyEncryptionKey kek : encrypting) {
            keyBlock.key(kek.name()).map(wrapped -> of(kek, wrapped)).ifPresent(leases::add);
        }
        return deadline -> leases.forEach(lease -> lease.require(deadline));
    }

    /** The lease of a data key that was wrapped or unwrapped in this process or by a key service. */
    static KeyLease of(KeyEncryptionKey kek, WrappedKey wrapped) {
        return kek instanceof InProcessKek inProcess ? deadline -> inProcess.requireUsable(wrapped, deadline) : ENDLESS;
    }
}

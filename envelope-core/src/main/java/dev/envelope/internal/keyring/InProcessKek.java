package dev.envelope.internal.keyring;

import dev.envelope.LocalKey;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.KeyEncryptionKey;

/**
 * A key-encryption key that is no service: what it does costs no call and is not reported as one. What it has unwrapped may
 * be withdrawn, so whoever uses a data key for long asks it again.
 */
public interface InProcessKek extends KeyEncryptionKey {

    /**
     * Throws if a data key may not be used any longer, which was wrapped or unwrapped before.
     *
     * @param wrapped the wrapped data key
     * @param deadline when to give up
     */
    void requireUsable(WrappedKey wrapped, Deadline deadline);

    /**
     * Tells whether a key-encryption key costs no call to any service.
     *
     * @param kek any key
     * @return true for the keys of tenants and for local keys
     */
    static boolean costsNoCall(KeyEncryptionKey kek) {
        return kek instanceof InProcessKek || kek instanceof LocalKey;
    }
}

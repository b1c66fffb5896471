package dev.envelope.rotation;

import dev.envelope.Keyring;
import dev.envelope.format.KeyBlock;
import dev.envelope.format.WrappedKey;
import dev.envelope.internal.keyring.InProcessKek;
import dev.envelope.kek.KekCapability;
import dev.envelope.kek.KeyEncryptionKey;
import java.util.Optional;

/** How many calls to key services something takes, as far as a keyring tells. Asks no one. */
final class KeyCallEstimate {

    private KeyCallEstimate() {}

    static long ofEncrypting(Keyring keyring) {
        return keyring.encrypting().stream().mapToLong(KeyCallEstimate::call).sum();
    }

    /** One call of the first key that is known. */
    static long ofOpening(Keyring keyring, KeyBlock keyBlock) {
        return keyBlock.keys().stream()
                .flatMap(key -> keyring.find(key.kekName()).stream())
                .findFirst()
                .map(KeyCallEstimate::call)
                .orElse(0L);
    }

    static long ofRewrap(Keyring keyring, KeyBlock keyBlock) {
        long calls = 0;
        boolean opens = false;
        for (KeyEncryptionKey kek : keyring.encrypting()) {
            Optional<WrappedKey> entry = keyBlock.key(kek.name());
            if (entry.isPresent()
                    && kek.currentVersion().equals(Optional.of(entry.get().kekVersion()))) {
                continue;
            }
            calls += call(kek);
            opens |= entry.isEmpty() || !kek.capabilities().contains(KekCapability.REWRAPS_NATIVELY);
        }
        return calls + (opens ? ofOpening(keyring, keyBlock) : 0);
    }

    private static long call(KeyEncryptionKey kek) {
        return InProcessKek.costsNoCall(kek) ? 0 : 1;
    }
}

package dev.envelope.internal.keyring;

import dev.envelope.EncryptionContext;
import dev.envelope.Keyring;
import dev.envelope.Staleness;
import dev.envelope.format.KeyBlock;
import dev.envelope.format.WrappedKey;
import dev.envelope.internal.event.Events;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings a key block up to date with a keyring: one entry for each encrypting key in the keyring's order, entries that are
 * current copied, those of unknown names kept, those of keys that only decrypt dropped.
 */
public final class Rewrapper {

    private final Keyring keyring;
    private final List<GuardedKek> encrypting;
    private final DataKeyOpener opener;
    private final Events events;

    /**
     * A rewrapper.
     *
     * @param keyring what the key block shall be up to date with
     * @param events where calls to key services, and what was rewrapped, are reported
     */
    public Rewrapper(Keyring keyring, Events events) {
        this.events = events;
        this.keyring = keyring;
        this.encrypting = keyring.encrypting().stream()
                .map(kek -> new GuardedKek(kek, events))
                .toList();
        // Whoever moves a million records opens each once: nothing to keep.
        this.opener = new DataKeyOpener(keyring, UnwrappedKeys.UNCACHED, events);
    }

    /**
     * Asks the key services of the encrypting keys which versions wrap now.
     *
     * @param deadline when to give up
     */
    public void refreshVersions(Deadline deadline) {
        encrypting.forEach(kek -> kek.refreshVersion(deadline));
    }

    /**
     * Tells whether a key block is up to date, asking no key service.
     *
     * @param keyBlock the key block
     * @return what can be told
     */
    public Staleness staleness(KeyBlock keyBlock) {
        List<String> wanted =
                new ArrayList<>(encrypting.stream().map(GuardedKek::name).toList());
        boolean unknown = false;
        for (GuardedKek kek : encrypting) {
            Optional<WrappedKey> entry = keyBlock.key(kek.name());
            Optional<String> current = kek.currentVersion();
            if (entry.isEmpty()) {
                return Staleness.STALE;
            }
            if (current.isEmpty() || entry.get().kekVersion().isEmpty()) {
                unknown = true;
            } else if (!entry.get().kekVersion().equals(current.get())) {
                return Staleness.STALE;
            }
        }
        foreign(keyBlock).forEach(key -> wanted.add(key.kekName()));
        List<String> found = keyBlock.keys().stream().map(WrappedKey::kekName).toList();
        if (!found.equals(wanted)) {
            return Staleness.STALE;
        }
        return unknown ? Staleness.UNKNOWN : Staleness.CURRENT;
    }

    /**
     * Rewraps a key block.
     *
     * @param keyBlock the key block
     * @param context what its data key is bound to
     * @param commitmentCheck is shown the data key before anything is wrapped in this process, and throws if it is not the
     *     one of the content; a derived data key does not authenticate by itself
     * @param deadline when to give up
     * @return the key block that is up to date
     */
    public KeyBlock rewrap(
            KeyBlock keyBlock, EncryptionContext context, Consumer<DataKey> commitmentCheck, Deadline deadline) {
        List<WrappedKey> rewrapped = new ArrayList<>();
        boolean proven = false;
        @Nullable OpenedKey opened = null;
        try {
            for (GuardedKek kek : encrypting) {
                Optional<WrappedKey> entry = keyBlock.key(kek.name());
                if (entry.isPresent() && isCurrent(kek, entry.get())) {
                    rewrapped.add(entry.get());
                } else if (entry.isPresent() && kek.rewrapsNatively()) {
                    rewrapped.add(kek.rewrap(entry.get(), context, deadline));
                    events.rewrapped(kek.name());
                    proven = true;
                } else {
                    if (opened == null) {
                        opened = opener.open(keyBlock, context, deadline);
                        commitmentCheck.accept(opened.key());
                        proven = true;
                    }
                    rewrapped.add(kek.wrap(opened.key(), context, deadline));
                    events.rewrapped(kek.name());
                }
            }
        } finally {
            if (opened != null) {
                opened.close();
            }
        }
        rewrapped.addAll(foreign(keyBlock));
        if (!proven && rewrapped.size() < keyBlock.keys().size()) {
            // Labels alone say that the copied entries open: prove one of them before others are dropped for it.
            try (OpenedKey kept = opener.open(KeyBlock.of(rewrapped), context, deadline)) {
                commitmentCheck.accept(kept.key());
            }
        }
        return KeyBlock.of(rewrapped);
    }

    private List<WrappedKey> foreign(KeyBlock keyBlock) {
        return keyBlock.keys().stream()
                .filter(key -> keyring.find(key.kekName()).isEmpty())
                .toList();
    }

    private static boolean isCurrent(GuardedKek kek, WrappedKey entry) {
        return kek.currentVersion().map(entry.kekVersion()::equals).orElse(false);
    }
}

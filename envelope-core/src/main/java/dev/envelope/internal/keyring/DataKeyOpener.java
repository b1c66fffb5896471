package dev.envelope.internal.keyring;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeException;
import dev.envelope.KekNotInKeyringException;
import dev.envelope.Keyring;
import dev.envelope.Outcome;
import dev.envelope.format.KeyBlock;
import dev.envelope.format.WrappedKey;
import dev.envelope.internal.event.Events;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.KeyEncryptionKey;
import dev.envelope.kek.UnwrapRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Unwraps the data key of a key block: by the first entry whose key the keyring holds (or prefers), and by a further one
 * only after a failure that is retryable. There is no trying of keys: one envelope costs one unwrap.
 */
public final class DataKeyOpener {

    private final Keyring keyring;
    private final UnwrappedKeys keys;
    private final Events events;

    /**
     * An opener.
     *
     * @param keyring whose keys to use
     * @param keys what they unwrap
     * @param events where calls to key services are reported
     */
    public DataKeyOpener(Keyring keyring, UnwrappedKeys keys, Events events) {
        this.keyring = keyring;
        this.events = events;
        this.keys = keys;
    }

    /**
     * Unwraps a data key.
     *
     * @param keyBlock the key block
     * @param context what it was bound to
     * @param deadline when to give up
     * @return the data key, which the caller owns
     */
    public OpenedKey open(KeyBlock keyBlock, EncryptionContext context, Deadline deadline) {
        List<Entry> entries = entries(keyBlock);
        @Nullable EnvelopeException first = null;
        for (int i = 0; i < entries.size(); i++) {
            Entry entry = entries.get(i);
            try {
                return keys.unwrap(entry.kek, entry.wrapped, context, deadline.share(entries.size() - i));
            } catch (EnvelopeException e) {
                first = suppressing(first, e);
                if (!e.isRetryable()) {
                    break;
                }
            }
        }
        throw first == null ? notInKeyring(keyBlock) : first;
    }

    /**
     * One key block of a list.
     *
     * @param keyBlock the key block
     * @param context what it was bound to
     */
    public record Request(KeyBlock keyBlock, EncryptionContext context) {}

    /**
     * Unwraps several data keys, in as few calls as the key services allow.
     *
     * @param requests the key blocks
     * @param deadline when to give up, for all of them together
     * @return an outcome for each, in the same order; the caller owns the keys
     */
    public List<Outcome<DataKey>> openAll(List<Request> requests, Deadline deadline) {
        List<Attempt> attempts = requests.stream().map(Attempt::new).toList();
        // One round asks each key once for all that it may open. All keys are asked at the same time, so that one that
        // hangs does not use up the time of the others. Further rounds serve what failed retryably.
        boolean finished = false;
        try {
            while (askOnce(attempts, deadline)) {}
            finished = true;
            return attempts.stream().map(Attempt::outcome).toList();
        } finally {
            if (!finished) {
                attempts.forEach(Attempt::abandon);
            }
        }
    }

    /** One round; false if there is nothing left to ask. */
    private boolean askOnce(List<Attempt> attempts, Deadline deadline) {
        Map<GuardedKek, List<Attempt>> byKek = new LinkedHashMap<>();
        for (Attempt attempt : attempts) {
            if (attempt.isPending()) {
                byKek.computeIfAbsent(attempt.next().kek, kek -> new ArrayList<>())
                        .add(attempt);
            }
        }
        if (byKek.isEmpty()) {
            return false;
        }
        int rounds = attempts.stream()
                .filter(Attempt::isPending)
                .mapToInt(Attempt::left)
                .max()
                .orElse(1);
        Deadline share = deadline.share(rounds);
        Concurrently.run(byKek.entrySet().stream()
                .map(group -> new Concurrently.Call(
                        group.getKey().name(), () -> unwrap(group.getKey(), group.getValue(), share)))
                .toList());
        return true;
    }

    private void unwrap(GuardedKek kek, List<Attempt> group, Deadline deadline) {
        List<UnwrapRequest> batch = group.stream()
                .map(attempt -> new UnwrapRequest(attempt.next().wrapped, attempt.context))
                .toList();
        List<Outcome<DataKey>> outcomes = keys.unwrapAll(kek, batch, deadline);
        for (int i = 0; i < group.size(); i++) {
            group.get(i).record(outcomes.get(i));
        }
    }

    private record Entry(GuardedKek kek, WrappedKey wrapped) {}

    private List<Entry> entries(KeyBlock keyBlock) {
        List<Entry> entries = new ArrayList<>(1);
        for (WrappedKey wrapped : keyBlock.keys()) {
            keyring.find(wrapped.kekName())
                    .ifPresent((KeyEncryptionKey kek) -> entries.add(new Entry(new GuardedKek(kek, events), wrapped)));
        }
        if (entries.size() > 1 && !keyring.preferred().isEmpty()) {
            entries.sort(Comparator.comparingInt(this::preference));
        }
        return entries;
    }

    private int preference(Entry entry) {
        int index = keyring.preferred().indexOf(entry.wrapped.kekName());
        return index < 0 ? Integer.MAX_VALUE : index;
    }

    private KekNotInKeyringException notInKeyring(KeyBlock keyBlock) {
        return new KekNotInKeyringException(
                keyBlock.keys().stream().map(WrappedKey::kekName).toList(), keyring.names());
    }

    static EnvelopeException suppressing(@Nullable EnvelopeException first, EnvelopeException next) {
        if (first == null) {
            return next;
        }
        // A batch that failed as a whole gives each of its items the same exception, and a cache that remembers a
        // refusal
        // each of its callers.
        if (first != next
                && first.getSuppressed().length < KeyBlock.MAX_KEYS
                && !Arrays.asList(first.getSuppressed()).contains(next)) {
            first.addSuppressed(next);
        }
        return first;
    }

    /**
     * What has been tried for one key block of a list. Told by one thread at a time, and by one that nobody waits for any more where
     * the caller was interrupted.
     */
    private final class Attempt {

        private final KeyBlock keyBlock;
        private final EncryptionContext context;
        private final List<Entry> entries;
        private int tried;
        private volatile @Nullable Outcome<DataKey> success;
        private @Nullable EnvelopeException failure;
        private volatile boolean abandoned;

        Attempt(Request request) {
            this.keyBlock = request.keyBlock;
            this.context = request.context;
            this.entries = entries(request.keyBlock);
        }

        boolean isPending() {
            return success == null && tried < entries.size() && (failure == null || failure.isRetryable());
        }

        int left() {
            return entries.size() - tried;
        }

        Entry next() {
            return entries.get(tried);
        }

        void record(Outcome<DataKey> outcome) {
            tried++;
            if (outcome.isSuccess()) {
                success = outcome;
                if (abandoned) {
                    outcome.orElseThrow().close();
                }
            } else {
                EnvelopeException e = outcome.failure().orElseThrow();
                failure = suppressing(failure, e);
                if (!e.isRetryable()) {
                    tried = entries.size();
                }
            }
        }

        /** Whichever of this and a late answer comes second sees the other. */
        void abandon() {
            abandoned = true;
            if (success != null) {
                success.orElseThrow().close();
            }
        }

        Outcome<DataKey> outcome() {
            if (success != null) {
                return success;
            }
            return Outcome.failure(failure == null ? notInKeyring(keyBlock) : failure);
        }
    }
}

package dev.envelope.internal.keyring;

import static java.util.Objects.requireNonNull;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeException;
import dev.envelope.Keyring;
import dev.envelope.Outcome;
import dev.envelope.Staleness;
import dev.envelope.format.KeyBlock;
import dev.envelope.format.WrappedKey;
import dev.envelope.internal.event.Events;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.UnwrapRequest;
import dev.envelope.kek.WrapRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
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
     * One key block to rewrap.
     *
     * @param keyBlock the key block
     * @param context what its data key is bound to
     * @param commitmentCheck is shown the data key before anything is wrapped in this process, and throws if it is not the
     *     one of the content; a derived data key does not authenticate by itself
     */
    public record Request(KeyBlock keyBlock, EncryptionContext context, Consumer<DataKey> commitmentCheck) {}

    /**
     * Rewraps a key block.
     *
     * @param request the key block
     * @param deadline when to give up
     * @return the key block that is up to date
     */
    public KeyBlock rewrap(Request request, Deadline deadline) {
        return rewrapAll(List.of(request), deadline).get(0).orElseThrow();
    }

    /**
     * Rewraps a key block whose data key is at hand, if it is stale.
     *
     * @param keyBlock the key block
     * @param context what its data key is bound to
     * @param proven the data key, which is known to be the one of the content; stays the caller's
     * @param deadline when to give up
     * @return the key block that is up to date; empty if this one is not known to be stale, or no key service could wrap now
     */
    public Optional<KeyBlock> refreshed(
            KeyBlock keyBlock, EncryptionContext context, DataKey proven, Deadline deadline) {
        if (staleness(keyBlock) != Staleness.STALE) {
            return Optional.empty();
        }
        Move move = new Move(new Request(keyBlock, context, key -> {}));
        try {
            move.opened(Outcome.success(proven.use(DataKey::takeFrom)));
            rewrap(List.of(move), deadline);
            return move.failure == null ? Optional.of(move.outcome().orElseThrow()) : Optional.empty();
        } finally {
            move.close();
        }
    }

    /**
     * Rewraps several key blocks, in as few calls as the key services allow.
     *
     * @param requests the key blocks
     * @param deadline when to give up, for all of them together
     * @return for each, in the same order, the key block that is up to date or the failure
     */
    public List<Outcome<KeyBlock>> rewrapAll(List<Request> requests, Deadline deadline) {
        List<Move> moves = requests.stream().map(Move::new).toList();
        try {
            open(moves.stream().filter(Move::wantsToWrap).toList(), deadline);
            rewrap(moves, deadline);
            // Labels alone say that copied entries open: prove one of them before others are dropped for it.
            open(moves.stream().filter(Move::wantsProof).toList(), deadline);
            return moves.stream().map(Move::outcome).toList();
        } finally {
            moves.forEach(Move::close);
        }
    }

    private void rewrap(List<Move> moves, Deadline deadline) {
        for (GuardedKek kek : encrypting) {
            rewrapNatively(kek, moves, deadline);
            wrap(kek, moves, deadline);
        }
    }

    private void open(List<Move> moves, Deadline deadline) {
        List<Outcome<DataKey>> opened = opener.openAll(
                moves.stream()
                        .map(move -> new DataKeyOpener.Request(move.toOpen(), move.request.context))
                        .toList(),
                deadline);
        for (int i = 0; i < moves.size(); i++) {
            moves.get(i).opened(opened.get(i));
        }
    }

    private void rewrapNatively(GuardedKek kek, List<Move> moves, Deadline deadline) {
        List<Move> natively =
                moves.stream().filter(move -> move.wantsNatively(kek)).toList();
        if (!natively.isEmpty()) {
            record(
                    kek,
                    natively,
                    kek.rewrapAll(
                            natively.stream()
                                    .map(move -> new UnwrapRequest(
                                            move.request
                                                    .keyBlock
                                                    .key(kek.name())
                                                    .orElseThrow(),
                                            move.request.context))
                                    .toList(),
                            deadline));
        }
    }

    private void wrap(GuardedKek kek, List<Move> moves, Deadline deadline) {
        List<Move> wrapped = moves.stream().filter(move -> move.wantsWrap(kek)).toList();
        if (!wrapped.isEmpty()) {
            record(
                    kek,
                    wrapped,
                    kek.wrapAll(
                            wrapped.stream()
                                    .map(move -> new WrapRequest(move.key(), move.request.context))
                                    .toList(),
                            deadline));
        }
    }

    private void record(GuardedKek kek, List<Move> moves, List<Outcome<WrappedKey>> outcomes) {
        for (int i = 0; i < moves.size(); i++) {
            if (moves.get(i).rewrapped(kek, outcomes.get(i))) {
                events.rewrapped(kek.name());
            }
        }
    }

    /** How far one key block is. */
    private final class Move {

        private final Request request;
        private final Map<String, WrappedKey> done = new HashMap<>();
        private final Set<String> natively = new HashSet<>();
        private boolean proven;
        private @Nullable DataKey key;
        private @Nullable EnvelopeException failure;

        Move(Request request) {
            this.request = request;
            for (GuardedKek kek : encrypting) {
                Optional<WrappedKey> entry = request.keyBlock.key(kek.name());
                if (entry.isPresent() && isCurrent(kek, entry.get())) {
                    done.put(kek.name(), entry.get());
                } else if (entry.isPresent() && kek.rewrapsNatively()) {
                    natively.add(kek.name());
                }
            }
        }

        boolean wantsToWrap() {
            return done.size() + natively.size() < encrypting.size();
        }

        boolean wantsNatively(GuardedKek kek) {
            return failure == null && natively.contains(kek.name());
        }

        boolean wantsWrap(GuardedKek kek) {
            return failure == null && !done.containsKey(kek.name()) && !natively.contains(kek.name());
        }

        boolean wantsProof() {
            return failure == null
                    && !proven
                    && result().size() < request.keyBlock.keys().size();
        }

        KeyBlock toOpen() {
            return wantsToWrap() ? request.keyBlock : KeyBlock.of(result());
        }

        DataKey key() {
            return requireNonNull(key, "opened before it is wrapped");
        }

        void opened(Outcome<DataKey> outcome) {
            Outcome<DataKey> checked = outcome.map(opened -> {
                key = opened;
                request.commitmentCheck.accept(opened);
                return opened;
            });
            failure = checked.failure().orElse(null);
            proven = failure == null;
        }

        boolean rewrapped(GuardedKek kek, Outcome<WrappedKey> outcome) {
            if (!outcome.isSuccess()) {
                failure = outcome.failure().orElseThrow();
                return false;
            }
            done.put(kek.name(), outcome.orElseThrow());
            natively.remove(kek.name());
            proven = true;
            return true;
        }

        Outcome<KeyBlock> outcome() {
            return failure == null ? Outcome.success(KeyBlock.of(result())) : Outcome.failure(failure);
        }

        void close() {
            if (key != null) {
                key.close();
            }
        }

        private List<WrappedKey> result() {
            List<WrappedKey> result = new ArrayList<>();
            encrypting.forEach(kek -> result.add(requireNonNull(done.get(kek.name()), "all were rewrapped")));
            result.addAll(foreign(request.keyBlock));
            return result;
        }
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

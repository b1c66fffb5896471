package dev.envelope.internal.keyring;

import static java.util.Objects.requireNonNull;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeException;
import dev.envelope.Outcome;
import dev.envelope.format.KeyBlock;
import dev.envelope.format.WrappedKey;
import dev.envelope.internal.keyring.DataKeyGenerator.NewRecordKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.GeneratedDataKey;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** What the encrypting keys have made of one record so far. Several of them report to it at the same time. */
final class NewRecord {

    private final EncryptionContext context;
    private final List<GuardedKek> encrypting;
    private final int minimumRecipients;
    private final Map<String, Outcome<WrappedKey>> byName = new ConcurrentHashMap<>();
    private @Nullable DataKey key;

    NewRecord(EncryptionContext context, List<GuardedKek> encrypting, int minimumRecipients) {
        this.context = context;
        this.encrypting = encrypting;
        this.minimumRecipients = minimumRecipients;
    }

    EncryptionContext context() {
        return context;
    }

    DataKey key() {
        return requireNonNull(key);
    }

    boolean needsKey() {
        return key == null;
    }

    /** Tells whether a key is still to wrap this record's data key: it was not asked yet, and the record can succeed. */
    boolean wants(GuardedKek kek) {
        return !byName.containsKey(kek.name()) && !isLost();
    }

    void addGenerated(GuardedKek kek, Outcome<GeneratedDataKey> outcome) {
        byName.put(kek.name(), outcome.map(GeneratedDataKey::wrapped));
        if (outcome.isSuccess()) {
            key = outcome.orElseThrow().key();
        }
    }

    void addWrapped(GuardedKek kek, Outcome<WrappedKey> outcome) {
        byName.put(kek.name(), outcome);
    }

    /** The data key and its key block in the keyring's order, or why there is none; then the data key is closed. */
    Outcome<NewRecordKey> finish() {
        if (isLost()) {
            abandon();
            return Outcome.failure(DataKeyGenerator.joined(failures()));
        }
        List<WrappedKey> wrapped = encrypting.stream()
                .map(kek -> byName.get(kek.name()))
                .filter(Objects::nonNull)
                .filter(Outcome::isSuccess)
                .map(Outcome::orElseThrow)
                .toList();
        Outcome<NewRecordKey> finished = Outcome.success(wrapped).map(all -> new NewRecordKey(key(), KeyBlock.of(all)));
        if (!finished.isSuccess()) {
            abandon();
        }
        return finished;
    }

    void abandon() {
        if (key != null) {
            key.close();
        }
    }

    /** A failure that can't pass is final, and so are too many of the others. */
    private boolean isLost() {
        List<EnvelopeException> failures = failures();
        return encrypting.size() - failures.size() < minimumRecipients
                || failures.stream().anyMatch(failure -> !failure.isRetryable());
    }

    private List<EnvelopeException> failures() {
        return encrypting.stream()
                .map(kek -> byName.get(kek.name()))
                .filter(Objects::nonNull)
                .flatMap(outcome -> outcome.failure().stream())
                .toList();
    }
}

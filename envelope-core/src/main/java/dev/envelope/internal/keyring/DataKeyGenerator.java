package dev.envelope.internal.keyring;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeException;
import dev.envelope.Keyring;
import dev.envelope.Outcome;
import dev.envelope.format.KeyBlock;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.GeneratedDataKey;
import dev.envelope.kek.WrapRequest;
import java.util.ArrayList;
import java.util.List;

/** Makes data keys for new records: the primary generates each one, the other encrypting keys wrap it as well. */
public final class DataKeyGenerator {

    private final GuardedKek primary;
    private final List<GuardedKek> others;

    /**
     * A generator.
     *
     * @param keyring whose encrypting keys to use
     */
    public DataKeyGenerator(Keyring keyring) {
        List<GuardedKek> encrypting =
                keyring.encrypting().stream().map(GuardedKek::new).toList();
        this.primary = encrypting.get(0);
        this.others = encrypting.subList(1, encrypting.size());
    }

    /**
     * A data key for one record, and the key block it goes with.
     *
     * @param key the data key; belongs to whoever owns this pair
     * @param keyBlock the key block
     */
    public record NewRecordKey(DataKey key, KeyBlock keyBlock) implements AutoCloseable {
        @Override
        public void close() {
            key.close();
        }
    }

    /**
     * Makes a data key.
     *
     * @param context what to bind it to
     * @param deadline when to give up
     * @return the data key and its key block, which the caller owns
     */
    public NewRecordKey generate(EncryptionContext context, Deadline deadline) {
        GeneratedDataKey generated = primary.generate(context, deadline);
        try {
            List<WrappedKey> wrapped = new ArrayList<>(1 + others.size());
            wrapped.add(generated.wrapped());
            for (GuardedKek other : others) {
                wrapped.add(other.wrap(generated.key(), context, deadline));
            }
            return new NewRecordKey(generated.key(), KeyBlock.of(wrapped));
        } catch (Throwable e) {
            generated.close();
            throw e;
        }
    }

    /**
     * Makes a data key for each of several records, in as few calls as the key services allow.
     *
     * @param contexts what to bind each to
     * @param deadline when to give up, for all of them together
     * @return an outcome for each, in the same order; the caller owns the keys
     */
    public List<Outcome<NewRecordKey>> generateAll(List<EncryptionContext> contexts, Deadline deadline) {
        List<Outcome<GeneratedDataKey>> generated = primary.generateAll(contexts, deadline);
        List<Outcome<List<WrappedKey>>> wrapped = new ArrayList<>();
        generated.forEach(outcome -> wrapped.add(outcome.map(pair -> List.of(pair.wrapped()))));
        for (GuardedKek other : others) {
            addWrappedBy(other, contexts, generated, wrapped, deadline);
        }
        List<Outcome<NewRecordKey>> keys = new ArrayList<>();
        for (int i = 0; i < contexts.size(); i++) {
            Outcome<GeneratedDataKey> pair = generated.get(i);
            Outcome<NewRecordKey> key = wrapped.get(i)
                    .map(all -> new NewRecordKey(pair.orElseThrow().key(), KeyBlock.of(all)));
            if (!key.isSuccess()) {
                pair.map(unused -> {
                    unused.close();
                    return unused;
                });
            }
            keys.add(key);
        }
        return keys;
    }

    private static void addWrappedBy(
            GuardedKek kek,
            List<EncryptionContext> contexts,
            List<Outcome<GeneratedDataKey>> generated,
            List<Outcome<List<WrappedKey>>> wrapped,
            Deadline deadline) {
        List<Integer> indexes = new ArrayList<>();
        List<WrapRequest> requests = new ArrayList<>();
        for (int i = 0; i < contexts.size(); i++) {
            if (wrapped.get(i).isSuccess()) {
                indexes.add(i);
                requests.add(new WrapRequest(generated.get(i).orElseThrow().key(), contexts.get(i)));
            }
        }
        List<Outcome<WrappedKey>> outcomes = kek.wrapAll(requests, deadline);
        for (int i = 0; i < indexes.size(); i++) {
            Outcome<WrappedKey> added = outcomes.get(i);
            int index = indexes.get(i);
            List<WrappedKey> soFar = wrapped.get(index).orElseThrow();
            wrapped.set(index, added.map(key -> append(soFar, key)));
        }
    }

    private static List<WrappedKey> append(List<WrappedKey> keys, WrappedKey key) throws EnvelopeException {
        List<WrappedKey> more = new ArrayList<>(keys);
        more.add(key);
        return more;
    }
}

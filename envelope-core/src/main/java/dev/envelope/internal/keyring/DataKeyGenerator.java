package dev.envelope.internal.keyring;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeException;
import dev.envelope.Keyring;
import dev.envelope.Outcome;
import dev.envelope.format.KeyBlock;
import dev.envelope.format.WrappedKey;
import dev.envelope.internal.event.Events;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.GeneratedDataKey;
import dev.envelope.kek.WrapRequest;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes data keys for new records: the first encrypting key that answers generates each one, and the others wrap it as well,
 * all at the same time.
 */
public final class DataKeyGenerator {

    private final List<GuardedKek> encrypting;
    private final int minimumRecipients;

    /**
     * A generator.
     *
     * @param keyring whose encrypting keys to use
     * @param events where calls to key services are reported
     */
    public DataKeyGenerator(Keyring keyring, Events events) {
        this.encrypting = keyring.encrypting().stream()
                .map(kek -> new GuardedKek(kek, events))
                .toList();
        this.minimumRecipients = keyring.minimumRecipients();
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
        if (encrypting.size() > 1) {
            return generateAll(List.of(context), deadline).get(0).orElseThrow();
        }
        GeneratedDataKey generated = encrypting.get(0).generate(context, deadline);
        return new NewRecordKey(generated.key(), KeyBlock.of(List.of(generated.wrapped())));
    }

    /**
     * Makes a data key for each of several records, in as few calls as the key services allow.
     *
     * @param contexts what to bind each to
     * @param deadline when to give up, for all of them together
     * @return an outcome for each, in the same order; the caller owns the keys
     */
    public List<Outcome<NewRecordKey>> generateAll(List<EncryptionContext> contexts, Deadline deadline) {
        List<NewRecord> records = contexts.stream()
                .map(context -> new NewRecord(context, encrypting, minimumRecipients))
                .toList();
        boolean finished = false;
        try {
            generate(records, deadline);
            wrap(records, deadline);
            List<Outcome<NewRecordKey>> keys =
                    records.stream().map(NewRecord::finish).toList();
            finished = true;
            return keys;
        } finally {
            if (!finished) {
                records.forEach(NewRecord::abandon);
            }
        }
    }

    private void generate(List<NewRecord> records, Deadline deadline) {
        for (int i = 0; i < encrypting.size(); i++) {
            GuardedKek kek = encrypting.get(i);
            List<NewRecord> keyless = records.stream()
                    .filter(record -> record.needsKey() && record.wants(kek))
                    .toList();
            if (keyless.isEmpty()) {
                return;
            }
            List<Outcome<GeneratedDataKey>> outcomes = kek.generateAll(
                    keyless.stream().map(NewRecord::context).toList(), deadline.share(encrypting.size() - i));
            for (int j = 0; j < keyless.size(); j++) {
                keyless.get(j).addGenerated(kek, outcomes.get(j));
            }
        }
    }

    private void wrap(List<NewRecord> records, Deadline deadline) {
        List<Concurrently.Call> calls = new ArrayList<>();
        for (GuardedKek kek : encrypting) {
            List<NewRecord> unwrapped =
                    records.stream().filter(record -> record.wants(kek)).toList();
            if (!unwrapped.isEmpty()) {
                calls.add(new Concurrently.Call(kek.name(), () -> wrap(kek, unwrapped, deadline)));
            }
        }
        Concurrently.run(calls);
    }

    private static void wrap(GuardedKek kek, List<NewRecord> records, Deadline deadline) {
        List<WrapRequest> requests = new ArrayList<>(records.size());
        for (NewRecord record : records) {
            requests.add(new WrapRequest(record.key(), record.context()));
        }
        List<Outcome<WrappedKey>> outcomes = kek.wrapAll(requests, deadline);
        for (int i = 0; i < records.size(); i++) {
            records.get(i).addWrapped(kek, outcomes.get(i));
        }
    }

    static EnvelopeException joined(List<EnvelopeException> failures) {
        EnvelopeException first = failures.get(0);
        failures.forEach(next -> DataKeyOpener.suppressing(first, next));
        return first;
    }
}

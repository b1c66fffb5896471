package dev.envelope.testsupport;

import dev.envelope.EncryptionContext;
import dev.envelope.LocalKey;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.KekCapability;
import dev.envelope.kek.KeyEncryptionKey;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;

/** A key service in small: a local key whose calls are recorded and can be made to fail, and which may hide its version. */
public final class RecordingKek implements KeyEncryptionKey {

    private final LocalKey key;
    private final List<String> calls = new CopyOnWriteArrayList<>();
    private final Deque<Supplier<? extends RuntimeException>> failures = new ConcurrentLinkedDeque<>();
    private final Deque<Runnable> actions = new ConcurrentLinkedDeque<>();
    private final Set<KekCapability> capabilities = EnumSet.of(KekCapability.BINDS_CONTEXT);
    private boolean versionVisible = true;
    private volatile Deadline lastDeadline;

    /** A recording of the calls to a key. */
    public RecordingKek(LocalKey key) {
        this.key = key;
    }

    /** A recording of the calls to a random key of this name. */
    public static RecordingKek named(String name) {
        return new RecordingKek(LocalKey.ephemeral(name));
    }

    /** Makes the next call fail. */
    public RecordingKek failingNextWith(Supplier<? extends RuntimeException> failure) {
        failures.add(failure);
        return this;
    }

    /** Does something at the beginning of the next call. */
    public void beforeNext(Runnable action) {
        actions.add(action);
    }

    /** Shows no version, as some key services do. */
    public RecordingKek withoutVersion() {
        versionVisible = false;
        return this;
    }

    /** Claims to rewrap inside the key service. */
    public RecordingKek rewrappingNatively() {
        capabilities.add(KekCapability.REWRAPS_NATIVELY);
        return this;
    }

    /** The calls so far, in order: wrap, unwrap, rewrap. */
    public List<String> calls() {
        return List.copyOf(calls);
    }

    /** The deadline of the last call. */
    public Deadline lastDeadline() {
        return lastDeadline;
    }

    /** Forgets the calls so far. */
    public void forgetCalls() {
        calls.clear();
    }

    @Override
    public String name() {
        return key.name();
    }

    @Override
    public WrappedKey wrap(DataKey dataKey, EncryptionContext context, Deadline deadline) {
        record("wrap", deadline);
        return key.wrap(dataKey, context, deadline);
    }

    @Override
    public DataKey unwrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
        record("unwrap", deadline);
        return key.unwrap(wrapped, context, deadline);
    }

    @Override
    public WrappedKey rewrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
        record("rewrap", deadline);
        return key.rewrap(wrapped, context, deadline);
    }

    @Override
    public Optional<String> currentVersion() {
        return versionVisible ? key.currentVersion() : Optional.empty();
    }

    @Override
    public Set<KekCapability> capabilities() {
        return capabilities;
    }

    private void record(String call, Deadline deadline) {
        calls.add(call);
        lastDeadline = deadline;
        Runnable action = actions.poll();
        if (action != null) {
            action.run();
        }
        Supplier<? extends RuntimeException> failure = failures.poll();
        if (failure != null) {
            throw failure.get();
        }
    }
}

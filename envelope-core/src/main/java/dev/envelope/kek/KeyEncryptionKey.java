package dev.envelope.kek;

import dev.envelope.CallInterruptedException;
import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeException;
import dev.envelope.KekException;
import dev.envelope.KekUnavailableException;
import dev.envelope.Outcome;
import dev.envelope.WrappedKeyRefusedException;
import dev.envelope.format.WrappedKey;
import dev.envelope.format.WrappedKeySize;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * A key-encryption key (KEK): it wraps and unwraps data keys and never leaves its key service. Implement this to connect
 * a key service of your own; the three methods without a default are enough.
 *
 * <p>What every implementation promises, and the contract suite of {@code envelope-testkit} checks:
 *
 * <ul>
 *   <li>It is safe for use by several threads, and takes no lock around I/O.
 *   <li>It honours the deadline ({@link KekUnavailableException} with {@link dev.envelope.ErrorCode#TIMED_OUT}), and
 *       reports an interrupt as {@link CallInterruptedException} with the thread's interrupt flag set.
 *   <li>It throws from the {@link EnvelopeException} hierarchy only, with the service's exception as cause: an outage is
 *       never reported as a missing key, nor a missing key as an outage. It does not retry where its client does already.
 *   <li>It logs no key, no wrapped key's content and no context value, and shows none in a message or {@code toString}.
 *   <li>It does not trust a {@linkplain WrappedKey#kekVersion() version} before the unwrap succeeded: anyone who can
 *       write the envelope can write the label.
 *   <li>It closes every {@link DataKey} that it made and does not return.
 * </ul>
 */
public interface KeyEncryptionKey {

    /**
     * Returns the name under which envelopes refer to this key: chosen by the application, the same in all its programs
     * and for the life of the data.
     *
     * @return 1 to 64 characters of {@code a-z 0-9 . / -}; always the same
     */
    String name();

    /**
     * Wraps a data key.
     *
     * @param key the data key, which stays the caller's; not closed
     * @param context what to bind it to
     * @param deadline when to give up
     * @return the wrapped data key, under this key's name
     * @throws EnvelopeException if the key service can't or won't
     */
    WrappedKey wrap(DataKey key, EncryptionContext context, Deadline deadline);

    /**
     * Unwraps a data key.
     *
     * @param wrapped a wrapped data key under this key's name; its bytes come from storage and may be anything
     * @param context what it was bound to
     * @param deadline when to give up
     * @return the data key, which the caller owns and closes
     * @throws WrappedKeyRefusedException if it was altered, wrapped by another key or bound to another context
     * @throws EnvelopeException if the key service can't or won't
     */
    DataKey unwrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline);

    /**
     * Makes a new data key and wraps it. By default the data key is made in this process.
     *
     * @param context what to bind it to
     * @param deadline when to give up
     * @return the data key and its wrapped form, which the caller owns and closes
     * @throws EnvelopeException if the key service can't or won't
     */
    default GeneratedDataKey generateDataKey(EncryptionContext context, Deadline deadline) {
        DataKey key = DataKey.generate();
        try {
            return new GeneratedDataKey(key, wrap(key, context, deadline));
        } catch (Throwable e) {
            key.close();
            throw e;
        }
    }

    /**
     * Replaces a wrapped data key by the same data key wrapped under the current version. By default it is unwrapped and
     * wrapped in this process; a provider that overrides this to let its service do it says so by
     * {@link KekCapability#REWRAPS_NATIVELY}, and only then does the library call it.
     *
     * @param wrapped a wrapped data key under this key's name
     * @param context what it was and will be bound to
     * @param deadline when to give up
     * @return the data key wrapped anew
     * @throws EnvelopeException if the key service can't or won't
     */
    default WrappedKey rewrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
        try (DataKey key = unwrap(wrapped, context, deadline)) {
            return wrap(key, context, deadline);
        }
    }

    /**
     * Returns the version under which this key wrapped last or is known to wrap now, without asking anyone.
     *
     * @return the version; empty where the key service shows none or none was seen yet
     */
    default Optional<String> currentVersion() {
        return Optional.empty();
    }

    /**
     * Asks the key service which version wraps now, so that {@link #currentVersion()} knows of a rotation that others made.
     * By default does nothing, for keys whose version is always known or never shown.
     *
     * @param deadline when to give up
     * @throws EnvelopeException if the key service can't or won't
     */
    default void refreshVersion(Deadline deadline) {}

    /**
     * Returns the size of the wrapped keys that {@link #generateDataKey} returns, where it is always the same.
     *
     * @return the size; empty where only the key service knows
     */
    default Optional<WrappedKeySize> wrappedKeySize() {
        return Optional.empty();
    }

    /**
     * Returns what this key can do and guarantees. By default nothing beyond wrapping and unwrapping.
     *
     * @return the capabilities; always the same
     */
    default Set<KekCapability> capabilities() {
        return Set.of();
    }

    /**
     * Makes several data keys; for services that can do so in fewer calls. By default one after the other.
     *
     * @param contexts what to bind each to
     * @param deadline when to give up, for all of them together
     * @return an outcome for each, in the same order; the caller owns and closes the keys
     */
    default List<Outcome<GeneratedDataKey>> generateDataKeys(List<EncryptionContext> contexts, Deadline deadline) {
        return eachOf(contexts, context -> generateDataKey(context, deadline));
    }

    /**
     * Wraps several data keys; for services that can do so in fewer calls. By default one after the other.
     *
     * @param requests the data keys, which stay the caller's
     * @param deadline when to give up, for all of them together
     * @return an outcome for each, in the same order
     */
    default List<Outcome<WrappedKey>> wrapAll(List<WrapRequest> requests, Deadline deadline) {
        return eachOf(requests, request -> wrap(request.key(), request.context(), deadline));
    }

    /**
     * Unwraps several data keys; for services that can do so in fewer calls. By default one after the other.
     *
     * @param requests the wrapped data keys
     * @param deadline when to give up, for all of them together
     * @return an outcome for each, in the same order; the caller owns and closes the keys
     */
    default List<Outcome<DataKey>> unwrapAll(List<UnwrapRequest> requests, Deadline deadline) {
        return eachOf(requests, request -> unwrap(request.wrapped(), request.context(), deadline));
    }

    /**
     * Rewraps several data keys; for services that can do so in fewer calls, and for rotation jobs, which call it. By default
     * one after the other.
     *
     * @param requests the wrapped data keys
     * @param deadline when to give up, for all of them together
     * @return an outcome for each, in the same order
     */
    default List<Outcome<WrappedKey>> rewrapAll(List<UnwrapRequest> requests, Deadline deadline) {
        return eachOf(requests, request -> rewrap(request.wrapped(), request.context(), deadline));
    }

    private <Q, R> List<Outcome<R>> eachOf(List<Q> requests, Function<Q, R> call) {
        List<Outcome<R>> outcomes = new ArrayList<>(requests.size());
        for (Q request : requests) {
            try {
                outcomes.add(Outcome.success(call.apply(request)));
            } catch (EnvelopeException e) {
                outcomes.add(Outcome.failure(e));
            } catch (RuntimeException e) {
                // One item must not lose the others, nor the data keys that they hold.
                outcomes.add(Outcome.failure(KekException.unclassified(name(), e)));
            }
        }
        return outcomes;
    }
}

package dev.envelope.internal.keyring;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.KekException;
import dev.envelope.KekMisconfiguredException;
import dev.envelope.KeyOperation;
import dev.envelope.Outcome;
import dev.envelope.format.WrappedKey;
import dev.envelope.internal.event.Events;
import dev.envelope.internal.event.KeyCall;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.GeneratedDataKey;
import dev.envelope.kek.KekCapability;
import dev.envelope.kek.KeyEncryptionKey;
import dev.envelope.kek.UnwrapRequest;
import dev.envelope.kek.WrapRequest;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A key-encryption key as the library calls it: no call once the deadline has passed, nothing thrown outside our
 * hierarchy, no answer believed that breaks the contract, and every call to a service reported.
 */
record GuardedKek(KeyEncryptionKey kek, Events events) {

    String name() {
        return kek.name();
    }

    boolean rewrapsNatively() {
        return classified(kek::capabilities).contains(KekCapability.REWRAPS_NATIVELY);
    }

    Optional<String> currentVersion() {
        return classified(kek::currentVersion);
    }

    void refreshVersion(Deadline deadline) {
        call(
                KeyOperation.REFRESH_VERSION,
                deadline,
                () -> {
                    kek.refreshVersion(deadline);
                    return kek;
                },
                Function.identity());
    }

    GeneratedDataKey generate(EncryptionContext context, Deadline deadline) {
        return call(KeyOperation.GENERATE, deadline, () -> kek.generateDataKey(context, deadline), this::checked);
    }

    WrappedKey wrap(DataKey key, EncryptionContext context, Deadline deadline) {
        return call(KeyOperation.WRAP, deadline, () -> kek.wrap(key, context, deadline), this::checked);
    }

    DataKey unwrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
        return call(KeyOperation.UNWRAP, deadline, () -> kek.unwrap(wrapped, context, deadline), this::present);
    }

    List<Outcome<GeneratedDataKey>> generateAll(List<EncryptionContext> contexts, Deadline deadline) {
        return callAll(
                KeyOperation.GENERATE,
                contexts.size(),
                deadline,
                () -> kek.generateDataKeys(contexts, deadline),
                this::checked,
                GeneratedDataKey::close);
    }

    List<Outcome<WrappedKey>> wrapAll(List<WrapRequest> requests, Deadline deadline) {
        return callAll(
                KeyOperation.WRAP,
                requests.size(),
                deadline,
                () -> kek.wrapAll(requests, deadline),
                this::checked,
                wrapped -> {});
    }

    List<Outcome<DataKey>> unwrapAll(List<UnwrapRequest> requests, Deadline deadline) {
        return callAll(
                KeyOperation.UNWRAP,
                requests.size(),
                deadline,
                () -> kek.unwrapAll(requests, deadline),
                this::present,
                DataKey::close);
    }

    List<Outcome<WrappedKey>> rewrapAll(List<UnwrapRequest> requests, Deadline deadline) {
        return callAll(
                KeyOperation.REWRAP,
                requests.size(),
                deadline,
                () -> kek.rewrapAll(requests, deadline),
                this::checked,
                wrapped -> {});
    }

    private <R> R call(KeyOperation operation, Deadline deadline, Supplier<R> call, Function<R, R> check) {
        if (kek instanceof InProcessKek) {
            return answered(deadline, call, check);
        }
        KeyCall reported = events.keyCall(name(), operation);
        try {
            R answer = answered(deadline, call, check);
            reported.succeeded(1);
            return answer;
        } catch (EnvelopeException e) {
            reported.failed(e.code(), 1);
            throw e;
        }
    }

    private <R> R answered(Deadline deadline, Supplier<R> call, Function<R, R> check) {
        deadline.check(name());
        return check.apply(classified(call));
    }

    private <R> R classified(Supplier<R> call) {
        try {
            return present(call.get());
        } catch (EnvelopeException e) {
            throw e;
        } catch (RuntimeException e) {
            throw KekException.unclassified(name(), e);
        }
    }

    private <R> List<Outcome<R>> callAll(
            KeyOperation operation,
            int size,
            Deadline deadline,
            Supplier<List<Outcome<R>>> call,
            Function<R, R> check,
            Consumer<R> discard) {
        KeyCall reported = events.keyCall(name(), operation);
        List<Outcome<R>> outcomes = outcomes(size, deadline, call, check, discard);
        if (!(kek instanceof InProcessKek)) {
            report(reported, outcomes);
        }
        return outcomes;
    }

    private <R> List<Outcome<R>> outcomes(
            int size, Deadline deadline, Supplier<List<Outcome<R>>> call, Function<R, R> check, Consumer<R> discard) {
        try {
            List<Outcome<R>> outcomes = answered(deadline, call, Function.identity());
            if (outcomes.size() != size) {
                outcomes.stream()
                        .filter(Objects::nonNull)
                        .forEach(outcome -> outcome.map(result -> {
                            discard.accept(result);
                            return result;
                        }));
                throw broken("answered a batch of " + size + " with " + outcomes.size() + " outcomes");
            }
            return outcomes.stream().map(outcome -> checked(outcome, check)).toList();
        } catch (EnvelopeException e) {
            List<Outcome<R>> failures = new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                failures.add(Outcome.failure(e));
            }
            return failures;
        }
    }

    /** A batch is told once for those that succeeded, and once for each code with which others failed. */
    private static <R> void report(KeyCall call, List<Outcome<R>> outcomes) {
        Map<ErrorCode, Integer> failures = new EnumMap<>(ErrorCode.class);
        int successes = 0;
        for (Outcome<R> outcome : outcomes) {
            if (outcome.isSuccess()) {
                successes++;
            } else {
                failures.merge(outcome.failure().orElseThrow().code(), 1, Integer::sum);
            }
        }
        if (successes > 0) {
            call.succeeded(successes);
        }
        failures.forEach(call::failed);
    }

    private <R> Outcome<R> checked(@Nullable Outcome<R> outcome, Function<R, R> check) {
        return outcome == null ? Outcome.failure(broken("returned null for an item")) : outcome.map(check);
    }

    private GeneratedDataKey checked(GeneratedDataKey generated) {
        present(generated);
        try {
            checked(generated.wrapped());
        } catch (EnvelopeException e) {
            generated.close();
            throw e;
        }
        return generated;
    }

    private WrappedKey checked(WrappedKey wrapped) {
        if (!present(wrapped).kekName().equals(name())) {
            throw broken("returned a key wrapped under the name '" + wrapped.kekName() + "'");
        }
        return wrapped;
    }

    private <R> R present(@Nullable R result) {
        if (result == null) {
            throw broken("returned null");
        }
        return Objects.requireNonNull(result);
    }

    private KekMisconfiguredException broken(String what) {
        return new KekMisconfiguredException(
                name(), "its provider " + what + "; report it to the provider's authors", null);
    }
}

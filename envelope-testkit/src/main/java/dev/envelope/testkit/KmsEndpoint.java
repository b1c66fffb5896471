package dev.envelope.testkit;

import dev.envelope.kek.Deadline;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The way of a call into the service and back: deadline and interrupts, scripted faults, the quota, the log. */
final class KmsEndpoint {

    private final Clock clock;
    private final CallLog calls = new CallLog();
    private final FaultScript faults = new FaultScript();
    private volatile RequestQuota quota = RequestQuota.UNLIMITED;

    KmsEndpoint(Clock clock) {
        this.clock = clock;
    }

    /**
     * One call.
     *
     * @param principal who calls
     * @param operation what is asked for
     * @param requestedKey the key id or alias, or null where that is left to the ciphertext
     * @param context the encryption context
     */
    record Request(
            KmsPrincipal principal,
            KmsOperation operation,
            @Nullable String requestedKey,
            Map<String, String> context) {

        @Override
        public String toString() {
            return operation + " with " + requestedKey + " by " + principal.name();
        }
    }

    /**
     * Carries out one call.
     *
     * @param request what is asked for, and by whom
     * @param deadline when to give up
     * @param work the operation itself, which notes what it touches
     * @param garble makes of an answer one that can't be right
     */
    <R> R call(Request request, Deadline deadline, Function<CallTrace, R> work, UnaryOperator<R> garble) {
        requireTime(deadline);
        CallTrace trace = new CallTrace();
        try {
            Fault fault = faults.take(request.operation);
            fault.beforeEffect(clock, deadline);
            quota.take(clock.instant());
            R answer = work.apply(trace);
            fault.afterEffect();
            log(request, trace, null);
            return fault.garblesAnswer() ? garble.apply(answer) : answer;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            log(request, trace, KmsErrorCode.INTERRUPTED);
            throw new KmsException(KmsErrorCode.INTERRUPTED, "the thread was interrupted while it waited", e);
        } catch (KmsException e) {
            log(request, trace, e.code());
            throw e;
        }
    }

    CallLog calls() {
        return calls;
    }

    FaultScript faults() {
        return faults;
    }

    void limit(int requests, Duration period) {
        quota = new RequestQuota(requests, period);
    }

    void removeLimit() {
        quota = RequestQuota.UNLIMITED;
    }

    private static void requireTime(Deadline deadline) {
        if (Thread.currentThread().isInterrupted()) {
            throw new KmsException(KmsErrorCode.INTERRUPTED, "the thread was interrupted before the call was made");
        }
        if (deadline.remaining().isZero()) {
            throw Fault.timedOut(deadline);
        }
    }

    private void log(Request request, CallTrace trace, @Nullable KmsErrorCode error) {
        calls.add(new KmsCall(
                clock.instant(),
                request.principal.name(),
                request.operation,
                Optional.ofNullable(request.requestedKey),
                trace.keyId(),
                trace.version(),
                Collections.unmodifiableMap(new TreeMap<>(request.context)),
                Optional.ofNullable(error)));
    }
}

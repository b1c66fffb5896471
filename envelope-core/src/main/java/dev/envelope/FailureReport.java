package dev.envelope;

import dev.envelope.internal.event.Events;
import java.util.List;
import java.util.function.Supplier;

/** Reports records that could not be encrypted, opened or moved: each once, where the application's call ends. */
record FailureReport(Events events) {

    <R> R observe(RecordOperation operation, Supplier<R> call) {
        try {
            return call.get();
        } catch (EnvelopeException e) {
            events.failed(operation, e.code());
            throw e;
        }
    }

    <R> List<Outcome<R>> observeAll(RecordOperation operation, List<Outcome<R>> outcomes) {
        for (Outcome<R> outcome : outcomes) {
            outcome.failure().ifPresent(e -> events.failed(operation, e.code()));
        }
        return outcomes;
    }
}

package dev.envelope.examples.secrets;

import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import java.io.IOException;
import java.util.Optional;

/** What the demonstration expects to be refused. */
final class Refusal {

    private Refusal() {}

    /** What may be refused. */
    @FunctionalInterface
    interface Call {
        void run() throws IOException;
    }

    static Optional<EnvelopeException> of(Call call) throws IOException {
        try {
            call.run();
            return Optional.empty();
        } catch (EnvelopeException e) {
            return Optional.of(e);
        }
    }

    static String message(Optional<? extends RuntimeException> refusal) {
        return refusal.map(Throwable::getMessage).orElse("It can.");
    }

    static boolean hasCode(Optional<EnvelopeException> refusal, ErrorCode code) {
        return refusal.map(EnvelopeException::code).filter(code::equals).isPresent();
    }
}

package dev.envelope;

import dev.envelope.internal.event.Events;
import dev.envelope.internal.format.EnvelopeBeginning;
import dev.envelope.internal.format.Utf8;
import java.nio.charset.CharacterCodingException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides what may be read as it is while a column is half encrypted. By its beginning alone: what begins as an envelope
 * does, in either form, is never let through, however broken it is.
 *
 * @param end from when on nothing may; null if nothing ever might
 * @param clock the time of day
 * @param events told of each value that is read as it is
 */
record PlaintextReading(@Nullable Instant end, InstantSource clock, Events events) {

    /** A value that is to be read. Nothing of it is looked at yet. */
    StoredValue of(byte[] value) {
        return new StoredValue(
                this, () -> EnvelopeBeginning.isAt(value), () -> value.clone(), () -> ParsedEnvelope.of(value));
    }

    /** A text that is to be read. Nothing of it is looked at yet. */
    StoredValue of(String value) {
        return new StoredValue(
                this, () -> EnvelopeBeginning.isAt(value), () -> bytes(value), () -> ParsedEnvelope.of(value));
    }

    /** A value of a column, an envelope or not. */
    record StoredValue(
            PlaintextReading reading, BooleanSupplier begins, Supplier<byte[]> copy, Supplier<ParsedEnvelope> parser) {

        /** The value as it is, if it is plaintext and that is allowed now; empty if it has to be an envelope. */
        Optional<byte[]> plaintext() {
            Instant end = reading.end;
            if (end == null || begins.getAsBoolean()) {
                return Optional.empty();
            }
            if (!reading.clock.instant().isBefore(end)) {
                throw over(end);
            }
            byte[] plaintext = copy.get();
            reading.events.plaintextRead();
            return Optional.of(plaintext);
        }

        ParsedEnvelope envelope() {
            return parser.get();
        }
    }

    private static byte[] bytes(String value) {
        try {
            return Utf8.encode(value);
        } catch (CharacterCodingException e) {
            throw new InvalidInputException(
                    ErrorCode.INVALID_TEXT,
                    "The text is no envelope, and as plaintext it is not valid UTF-16 (a lone surrogate), so it has no bytes"
                            + " to return. Look at who wrote the row.");
        }
    }

    private static InvalidEnvelopeException over(Instant end) {
        return new InvalidEnvelopeException(
                ErrorCode.NOT_AN_ENVELOPE,
                "This value is no envelope. Plaintext was allowed until " + end
                        + " and is refused since. If the column is"
                        + " not all encrypted yet, set insecureAllowPlaintextUntil to a later instant and encrypt the"
                        + " rest; if it is, look at who wrote this row.");
    }
}

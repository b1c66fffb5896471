package dev.envelope.testkit;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.GeneratedDataKey;
import dev.envelope.kek.KekCapability;
import dev.envelope.kek.KeyEncryptionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** The key that one test of the contract is about, with what the tests say about it again and again. */
final class KekUnderTest implements AutoCloseable {

    /** What most tests bind their keys to. */
    static final EncryptionContext ROW = EncryptionContext.of("table", "cards", "id", "42");

    /** The allowance of a call that is to be answered. */
    static final Duration AMPLE = Duration.ofSeconds(30);

    /** The allowance of a call that has to be answered too late. */
    static final Duration SHORT = Duration.ofMillis(250);

    private final KeyEncryptionKeyContract contract;
    private final List<KeyEncryptionKey> opened = new ArrayList<>();
    private final KeyEncryptionKey kek;

    KekUnderTest(KeyEncryptionKeyContract contract) {
        this.contract = contract;
        this.kek = owned(contract.kek());
    }

    KeyEncryptionKey kek() {
        return kek;
    }

    KeyEncryptionKey other() {
        return owned(contract.otherKek());
    }

    boolean can(KekCapability capability) {
        return kek.capabilities().contains(capability);
    }

    void assume(KekCapability capability) {
        assumeTrue(can(capability), () -> "Skipped: the provider does not declare " + capability);
    }

    Deadline deadline() {
        return deadline(AMPLE);
    }

    Deadline deadline(Duration allowed) {
        return Deadline.after(allowed, contract.nanoTime());
    }

    WrappedKey wrap(DataKey key, EncryptionContext context) {
        return kek.wrap(key, context, deadline());
    }

    /** A new data key, wrapped and forgotten. */
    WrappedKey wrapNew(EncryptionContext context) {
        try (DataKey key = DataKey.generate()) {
            return wrap(key, context);
        }
    }

    DataKey unwrap(WrappedKey wrapped, EncryptionContext context) {
        return kek.unwrap(wrapped, context, deadline());
    }

    GeneratedDataKey generate(EncryptionContext context) {
        return kek.generateDataKey(context, deadline());
    }

    WrappedKey rewrap(WrappedKey wrapped, EncryptionContext context) {
        return kek.rewrap(wrapped, context, deadline());
    }

    /** Whether a wrapped key opens to a data key, as far as the key under test is concerned. */
    boolean opensTo(DataKey expected, WrappedKey wrapped, EncryptionContext context) {
        return opensTo(expected, kek, wrapped, context);
    }

    boolean opensTo(DataKey expected, KeyEncryptionKey by, WrappedKey wrapped, EncryptionContext context) {
        try (DataKey key = by.unwrap(wrapped, context, deadline())) {
            return key.sameBytesAs(expected);
        }
    }

    KeyEncryptionKey rotated() {
        return contract.rotate(kek)
                .map(this::owned)
                .orElseGet(() -> abort("Skipped: rotate(...) of this suite is not provided"));
    }

    Provocation provoked(ErrorCode code) {
        Provocation provocation = contract.provoke(code, kek)
                .orElseGet(() -> abort("Skipped: provoke(...) of this suite does not provide " + code));
        owned(provocation.kek());
        return provocation;
    }

    long serviceCalls() {
        OptionalLong calls = contract.serviceCalls();
        assumeTrue(calls.isPresent(), "Skipped: serviceCalls() of this suite is not provided");
        return calls.getAsLong();
    }

    /** What a call throws, which has to be of the library's hierarchy. */
    static EnvelopeException failureOf(String what, ThrowingCallable call) {
        try {
            call.call();
        } catch (EnvelopeException e) {
            return e;
        } catch (Throwable e) {
            throw new AssertionError(what + ": has to throw an EnvelopeException, and threw " + e, e);
        }
        return fail(what + ": has to fail, and did not");
    }

    @Override
    public void close() {
        for (KeyEncryptionKey key : opened) {
            if (key instanceof AutoCloseable closeable) {
                try {
                    closeable.close();
                } catch (Exception e) {
                    throw new AssertionError("Closing " + key + " failed", e);
                }
            }
        }
    }

    private KeyEncryptionKey owned(KeyEncryptionKey key) {
        opened.add(key);
        return key;
    }
}

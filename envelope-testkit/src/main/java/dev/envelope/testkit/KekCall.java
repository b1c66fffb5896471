package dev.envelope.testkit;

import dev.envelope.kek.Deadline;
import dev.envelope.kek.GeneratedDataKey;
import dev.envelope.kek.KekCapability;
import dev.envelope.kek.KeyEncryptionKey;
import java.util.ArrayList;
import java.util.List;

/** The calls of a {@link KeyEncryptionKey} that may ask its service: what has to hold for one has to hold for all. */
enum KekCall {
    UNWRAP {
        @Override
        void make(KeyEncryptionKey kek, Canary with, Deadline deadline) {
            kek.unwrap(with.wrapped(), with.context(), deadline).close();
        }
    },
    WRAP {
        @Override
        void make(KeyEncryptionKey kek, Canary with, Deadline deadline) {
            kek.wrap(with.key(), with.context(), deadline);
        }
    },
    GENERATE {
        @Override
        void make(KeyEncryptionKey kek, Canary with, Deadline deadline) {
            try (GeneratedDataKey generated = kek.generateDataKey(with.context(), deadline)) {
                generated.wrapped();
            }
        }
    },
    REWRAP {
        @Override
        void make(KeyEncryptionKey kek, Canary with, Deadline deadline) {
            kek.rewrap(with.wrapped(), with.context(), deadline);
        }
    };

    /** Makes the call, of which only the success or failure is of interest, with secrets that no failure may show. */
    abstract void make(KeyEncryptionKey kek, Canary with, Deadline deadline);

    /** The calls that the provider answers itself, rather than by the defaults of the interface. */
    static List<KekCall> of(KekUnderTest test) {
        List<KekCall> calls = new ArrayList<>(List.of(UNWRAP, WRAP));
        if (test.can(KekCapability.GENERATES_REMOTELY)) {
            calls.add(GENERATE);
        }
        if (test.can(KekCapability.REWRAPS_NATIVELY)) {
            calls.add(REWRAP);
        }
        return calls;
    }

    /** Those of them that open something. */
    static List<KekCall> openingOf(KekUnderTest test) {
        return of(test).stream()
                .filter(call -> call == UNWRAP || call == REWRAP)
                .toList();
    }
}

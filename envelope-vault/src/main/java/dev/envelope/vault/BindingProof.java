package dev.envelope.vault;

import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;

/**
 * Makes sure that the server binds data keys to their contexts, by asking it once for what it has to refuse: Transit ignores a
 * {@code context} where the key is not derived, and a server from before Vault 1.13 ignores {@code associated_data}. Safe for use
 * by several threads; several may ask at first.
 */
final class BindingProof {

    private final TransitRequests requests;
    private final TransitCaller caller;
    private final Failures failures;
    private volatile boolean proven;

    BindingProof(TransitRequests requests, TransitCaller caller, Failures failures) {
        this.requests = requests;
        this.caller = caller;
        this.failures = failures;
    }

    /** After something was encrypted with a context. Of associated data, only opening tells for sure. */
    void encrypted(VaultAnswer answer, Deadline deadline) {
        switch (requests.binding()) {
            case ASSOCIATED_DATA -> {
                if (answer.warnings().stream().anyMatch(warning -> warning.contains("associated_data"))) {
                    throw notBound();
                }
            }
            case DERIVED_KEY -> {
                if (!proven) {
                    try (DataKey any = DataKey.generate()) {
                        requireRefusal(requests.encryptWithoutContext(any), Condition.CONTEXT_MISSING, deadline);
                    }
                }
            }
            case CONTENT_ONLY -> {}
        }
    }

    /** After a ciphertext was opened with its context. */
    void opened(Ciphertext ciphertext, Deadline deadline) {
        if (!proven && requests.binding().bindsContext()) {
            Condition refusal =
                    requests.binding() == ContextBinding.DERIVED_KEY ? Condition.CONTEXT_MISSING : Condition.REFUSED;
            requireRefusal(requests.decryptWithoutContext(ciphertext), refusal, deadline);
        }
    }

    /** After a ciphertext was rewrapped with its context. Asks for a rewrap as well: who rewraps need not have another right. */
    void rewrapped(Ciphertext ciphertext, Deadline deadline) {
        if (!proven && requests.binding() == ContextBinding.DERIVED_KEY) {
            requireRefusal(requests.rewrapWithoutContext(ciphertext), Condition.CONTEXT_MISSING, deadline);
        }
    }

    private void requireRefusal(VaultRequest request, Condition refusal, Deadline deadline) {
        try (VaultAnswer answer = caller.call(request, deadline)) {
            if (answer.isSuccess()) {
                throw notBound();
            }
            VaultException error = answer.error();
            if (error.condition() != refusal) {
                throw failures.of(error, error.condition(), "");
            }
            proven = true;
        }
    }

    private RuntimeException notBound() {
        return failures.misconfigured(
                requests.binding() == ContextBinding.DERIVED_KEY
                        ? requests.keyPath() + " is not a derived key, so that Transit ignores contexts: make one with"
                                + " derived=true, or choose another ContextBinding"
                        : "the server ignores associated data: it takes Vault 1.13 or newer, or OpenBao; or choose another"
                                + " ContextBinding",
                null);
    }
}

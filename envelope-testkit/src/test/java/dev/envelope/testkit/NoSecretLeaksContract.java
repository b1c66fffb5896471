package dev.envelope.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EnvelopeException;
import dev.envelope.EnvelopeListener;
import dev.envelope.ErrorCode;
import dev.envelope.kek.KeyEncryptionKey;
import dev.envelope.rotation.RotationListener;
import dev.envelope.tenant.InMemoryTenantKeyStore;
import dev.envelope.tenant.TenantKeyStore;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No key, no message, no value of a context and no tenant's id is in what the library logs, throws, tells or prints, whatever it
 * is asked to do and whatever fails. A module puts its provider, its store or its listener in the place of those in memory.
 *
 * <p>Keys of rows, which a quarantine is there to show, are no secrets here; nor is what {@code TenantAudit}, {@code list} and
 * {@code export} give an application of its own tenants, but for their text forms.
 */
public abstract class NoSecretLeaksContract {

    @Test
    void no_operation_and_no_failure_shows_a_secret(@TempDir Path folder) throws Exception {
        Canaries canaries = new Canaries();
        Evidence evidence = new Evidence(folder);
        try (evidence) {
            EveryOperation all = new EveryOperation(
                    canaries,
                    folder,
                    new EveryOperation.Parts(
                            listener(evidence),
                            evidence.listener(RotationListener.class),
                            (kms, keyId) -> kek(kms, keyId, evidence),
                            store()));
            for (EveryOperation.Call each : all.calls().values()) {
                try {
                    evidence.met(each.run());
                } catch (EnvelopeException | IllegalStateException | IllegalArgumentException e) {
                    evidence.met(e);
                }
            }
            new EveryFailure(all, canaries, folder, evidence::met).provokeAll();
            alsoMeet(evidence, canaries);
            all.close();
            evidence.met(all.owners());
        }

        evidence.assertShowsNone(canaries);
        Set<ErrorCode> provoked = EnumSet.allOf(ErrorCode.class);
        provoked.removeAll(notProvoked().keySet());
        assertThat(evidence.codes()).as("codes that were provoked").isEqualTo(provoked);
        assertThat(evidence.events())
                .as("event types of the library that were recorded")
                .containsExactlyInAnyOrder(
                        "dev.envelope.KeyCall",
                        "dev.envelope.CacheAccess",
                        "dev.envelope.CacheEviction",
                        "dev.envelope.Rewrap",
                        "dev.envelope.Shred",
                        "dev.envelope.RecordFailure",
                        "dev.envelope.PlaintextRead");
    }

    /** A key named {@code cards} that is kept in the service under this id. */
    protected KeyEncryptionKey kek(InMemoryKms kms, String keyId, Evidence evidence) {
        return kms.kek("cards", keyId, KmsPrincipal.administrator());
    }

    /** An empty store of tenants. */
    protected TenantKeyStore store() throws Exception {
        return new InMemoryTenantKeyStore();
    }

    /** Whom all operations tell. */
    protected EnvelopeListener listener(Evidence evidence) {
        return evidence.listener(EnvelopeListener.class);
    }

    /** Collects what there is beside, of what the operations left or of further ones. */
    protected void alsoMeet(Evidence evidence, Canaries canaries) throws Exception {}

    /** Codes that nothing here leads to, and why. */
    protected Map<ErrorCode, String> notProvoked() {
        return Map.of();
    }
}

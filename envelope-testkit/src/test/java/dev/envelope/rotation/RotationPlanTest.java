package dev.envelope.rotation;

import static dev.envelope.rotation.RotationRig.NEW;
import static dev.envelope.rotation.RotationRig.OLD;
import static dev.envelope.rotation.RotationRig.PAN;
import static dev.envelope.rotation.RotationRig.context;
import static dev.envelope.rotation.RotationRig.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.EnvelopeCipher;
import dev.envelope.KekUnavailableException;
import dev.envelope.Keyring;
import dev.envelope.LocalKey;
import dev.envelope.Staleness;
import dev.envelope.testkit.InMemoryKms;
import dev.envelope.testkit.KmsErrorCode;
import dev.envelope.testkit.KmsOperation;
import dev.envelope.testkit.KmsPrincipal;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a plan says. */
class RotationPlanTest {

    private final RotationRig rig = new RotationRig();
    private final InMemoryKms kms = new InMemoryKms();
    private final String keyId = kms.createKey("cards");
    private final EnvelopeCipher inKms = EnvelopeCipher.using(kms.kek("kms", keyId, KmsPrincipal.administrator()));

    @Test
    void it_counts_by_key_version_and_column() {
        rig.fill(30, rig.old);
        rig.put(31, rig.now);
        rig.table.put(id(1), "note", rig.now.encryptToText("hello", context("1", "note")));
        rig.table.put(id(2), "note", "not encrypted");
        rig.table.put(id(3), "note", "env1:cards:1");

        RotationPlan plan = rig.rewrapping().build().plan();

        assertThat(plan.rows()).isEqualTo(31); // and the one that is cut
        assertThat(plan.columns())
                .containsExactly(
                        new RotationPlan.Column(
                                PAN,
                                List.of(
                                        new RotationPlan.Version(OLD, 30, Staleness.STALE),
                                        new RotationPlan.Version(NEW, 1, Staleness.CURRENT)),
                                0,
                                0),
                        new RotationPlan.Column(
                                "note", List.of(new RotationPlan.Version(NEW, 1, Staleness.CURRENT)), 1, 1));
        assertThat(plan.columns().get(1).coverage()).isBetween(0.66, 0.67);
    }

    @Test
    void calls_are_as_many_as_a_run_then_makes() {
        LocalKey local = LocalKey.ephemeral("local");
        rig.fill(40, inKms);
        for (int i = 41; i <= 100; i++) {
            rig.put(i, EnvelopeCipher.using(local));
        }
        kms.rotate(keyId);
        RotationJob job = rig.rewrapping()
                .cipher(EnvelopeCipher.using(Keyring.of(kms.kek("kms", keyId, KmsPrincipal.administrator()))
                        .decryptingWith(local)))
                .build();

        long planned = job.plan().keyCalls();
        kms.calls().clear();
        job.run();

        assertThat(planned).isEqualTo(100);
        assertThat(kms.calls().count(KmsOperation.RE_ENCRYPT) + kms.calls().count(KmsOperation.ENCRYPT))
                .isEqualTo(100);
    }

    @Test
    void time_and_cost_follow_the_limits_and_the_price() {
        rig.fill(200, inKms);
        kms.rotate(keyId);

        RotationPlan plan = rig.rewrapping()
                .cipher(inKms)
                .keyCallsPerSecond(2)
                .keyCallPrice(new BigDecimal("300.00"))
                .build()
                .plan();

        assertThat(plan.time()).isEqualTo(Duration.ofSeconds(100));
        assertThat(plan.cost()).contains(new BigDecimal("6.00"));
    }

    @Test
    void it_opens_and_writes_nothing() {
        rig.fill(20, inKms);
        kms.rotate(keyId);
        kms.calls().clear();

        rig.rewrapping().cipher(inKms).build().plan();

        assertThat(kms.calls().count(KmsOperation.DECRYPT)).isZero();
        assertThat(kms.calls().count(KmsOperation.RE_ENCRYPT)).isZero();
    }

    @Test
    void a_key_service_that_does_not_answer_fails_it_instead_of_making_everything_stale() {
        rig.fill(20, inKms);
        kms.faults().failEveryCall(KmsErrorCode.INTERNAL);

        assertThatThrownBy(() -> rig.rewrapping().cipher(inKms).build().plan())
                .isInstanceOf(KekUnavailableException.class);
    }

    @Test
    void rows_under_a_key_that_shows_no_versions_are_not_to_be_moved() {
        EnvelopeCipher silent = EnvelopeCipher.using(new VersionlessKek(LocalKey.of("cards", "1", RotationRig.key(1))));
        rig.fill(20, silent);

        RotationPlan plan = rig.rewrapping().cipher(silent).build().plan();

        assertThat(plan.rows()).isZero();
        assertThat(plan.columns().get(0).versions().get(0).staleness()).isEqualTo(Staleness.UNKNOWN);
        assertThat(rig.rewrapping().cipher(silent).build().run().done()).isZero();
    }

    @Test
    void a_sample_that_is_broken_makes_its_group_one_to_look_at() {
        rig.put(1, rig.old);
        rig.table.put(id(1), PAN, Arrays.copyOf(rig.value(1), 30));

        assertThat(rig.rewrapping().build().plan().rows()).isEqualTo(1);
    }

    @Test
    void it_is_there_for_programs() {
        rig.fill(2, rig.old);

        assertThat(rig.rewrapping().build().plan().toJson())
                .contains(
                        "\"store\":\"cards\"",
                        "{\"kek\":\"cards\",\"version\":\"1\",\"rows\":2,\"staleness\":\"stale\"}",
                        "\"cost\":null");
    }
}

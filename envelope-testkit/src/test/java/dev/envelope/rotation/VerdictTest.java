package dev.envelope.rotation;

import static dev.envelope.rotation.RotationRig.NEW;
import static dev.envelope.rotation.RotationRig.OLD;
import static dev.envelope.rotation.RotationRig.PAN;
import static dev.envelope.rotation.RotationRig.context;
import static dev.envelope.rotation.RotationRig.id;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EnvelopeCipher;
import dev.envelope.Keyring;
import dev.envelope.LocalKey;
import dev.envelope.format.Envelope;
import dev.envelope.format.KeyBlock;
import dev.envelope.format.WrappedKey;
import dev.envelope.testkit.InMemoryKms;
import dev.envelope.testkit.KmsPrincipal;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Whether a version may be retired. */
class VerdictTest {

    private final RotationRig rig = new RotationRig();

    @Test
    void a_version_that_every_row_has_left_may_be_retired_and_that_is_proven() {
        rig.fill(700, rig.old);
        RotationJob job = rig.rewrapping().build();
        job.run();

        Verdict verdict = job.verify().verdict(OLD);

        assertThat(verdict.mayBeRetired()).isTrue();
        assertThat(verdict.proven()).isTrue();
        assertThat(verdict.message()).contains("cards:1 may be retired").contains("all 700 envelopes opened");
    }

    @Test
    void rows_that_still_need_it_are_named() {
        rig.fill(700, rig.now);
        rig.put(3, rig.old);
        rig.put(5, rig.old);

        Verdict verdict = rig.rewrapping().build().verify().verdict(OLD);

        assertThat(verdict.mayBeRetired()).isFalse();
        assertThat(verdict.rows()).isEqualTo(2);
        assertThat(verdict.keys()).containsExactlyInAnyOrder("{\"id\":\"3\"}", "{\"id\":\"5\"}");
    }

    @Test
    void a_row_that_does_not_open_may_need_any_version() {
        rig.fill(10, rig.now);
        rig.table.put(id(3), PAN, rig.value(4));

        Verification found = rig.rewrapping().build().verify();

        assertThat(found.refused()).isEqualTo(1);
        assertThat(found.bad().get(0).key()).isEqualTo("{\"id\":\"3\"}");
        assertThat(found.verdict(OLD).mayBeRetired()).isFalse();
        assertThat(found.verdict(OLD).message()).contains("1 rows could not be opened and may need it");
    }

    @Test
    void altered_content_is_found() {
        rig.fill(10, rig.now);
        byte[] altered = rig.value(3);
        altered[altered.length - 1] ^= 1;
        rig.table.put(id(3), PAN, altered);

        assertThat(rig.rewrapping().build().verify().refused()).isEqualTo(1);
    }

    @Test
    void a_label_that_lies_is_found_out() {
        rig.fill(10, rig.now);
        Envelope honest = Envelope.parse(rig.old.encrypt("x".getBytes(UTF_8), context("3", PAN)));
        WrappedKey key = honest.keyBlock().primary();
        rig.table.put(
                id(3),
                PAN,
                Envelope.of(KeyBlock.of(List.of(WrappedKey.of("cards", "2", key.bytes()))), honest.content())
                        .toBytes());

        Verdict verdict = rig.rewrapping().build().verify().verdict(OLD);

        assertThat(verdict.mayBeRetired()).isFalse();
    }

    @Test
    void a_version_that_is_named_behind_the_primary_is_still_in_use() {
        LocalKey second = LocalKey.ephemeral("second");
        EnvelopeCipher both = EnvelopeCipher.using(
                Keyring.of(second).alsoEncryptingWith(LocalKey.of("cards", "1", RotationRig.key(1))));
        rig.fill(5, both);

        Verdict verdict = rig.rewrapping().cipher(both).build().verify().verdict(OLD);

        assertThat(verdict.mayBeRetired()).isFalse();
        assertThat(verdict.rows()).isEqualTo(5);
    }

    @Test
    void where_labels_are_hints_the_verdict_says_that_it_rests_on_them() {
        InMemoryKms kms = new InMemoryKms();
        String keyId = kms.createKey("cards");
        EnvelopeCipher inKms = EnvelopeCipher.using(kms.kek("kms", keyId, KmsPrincipal.administrator()));
        rig.fill(5, inKms);

        Verification found = rig.rewrapping().cipher(inKms).build().verify();

        assertThat(found.verdict(new KekVersion("kms", "gone")).mayBeRetired()).isTrue();
        assertThat(found.verdict(new KekVersion("kms", "gone")).proven()).isFalse();
        assertThat(found.verdict(new KekVersion("kms", "gone")).message()).contains("By label only");
    }

    @Test
    void a_cipher_without_the_old_key_proves_that_it_is_not_needed() {
        InMemoryKms kms = new InMemoryKms();
        EnvelopeCipher inKms =
                EnvelopeCipher.using(kms.kek("kms", kms.createKey("cards"), KmsPrincipal.administrator()));
        rig.fill(5, inKms);

        Verdict verdict = rig.rewrapping().cipher(inKms).build().verify().verdict(OLD);

        assertThat(verdict.mayBeRetired()).isTrue();
        assertThat(verdict.proven()).isTrue();
    }

    @Test
    void the_current_version_may_not_be_retired() {
        rig.fill(5, rig.now);

        assertThat(rig.rewrapping().build().verify().verdict(NEW).mayBeRetired())
                .isFalse();
    }

    @Test
    void an_unfinished_verification_gives_no_leave() {
        rig.fill(5, rig.now);
        RotationJob job = rig.rewrapping().build();
        job.stop();

        Verification found = job.verify();

        assertThat(found.isClean()).isFalse();
        assertThat(found.verdict(OLD).mayBeRetired()).isFalse();
        assertThat(found.verdict(OLD).message()).contains("not all rows were looked at");
    }

    @Test
    void no_record_is_shown() {
        rig.fill(5, rig.now);

        Verification found = rig.rewrapping().build().verify();

        assertThat(found + found.toJson()).doesNotContain("41111111111");
        assertThat(found.toJson()).contains("\"mayBeRetired\":false", "\"opened\":5", "\"labelsProven\":true");
    }

    @Test
    void an_envelope_in_the_other_form_is_no_plaintext_and_may_need_any_version() {
        rig.fill(3, rig.now);
        rig.table.put(id(2), PAN, rig.old.encryptToText("x", context("2", PAN)).getBytes(UTF_8));
        rig.table.put(id(3), PAN, "plain".getBytes(UTF_8));

        Verification found = rig.rewrapping().build().verify();

        assertThat(found.plaintext()).isEqualTo(1);
        assertThat(found.bad()).extracting(BadRow::key).containsExactly("{\"id\":\"2\"}");
        assertThat(found.verdict(OLD).mayBeRetired()).isFalse();
    }
}

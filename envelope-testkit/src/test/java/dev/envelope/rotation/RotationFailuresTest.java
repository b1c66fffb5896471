package dev.envelope.rotation;

import static dev.envelope.rotation.RotationRig.PAN;
import static dev.envelope.rotation.RotationRig.context;
import static dev.envelope.rotation.RotationRig.id;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.KekAccessDeniedException;
import dev.envelope.KekUnavailableException;
import dev.envelope.Keyring;
import dev.envelope.LocalKey;
import dev.envelope.kek.Deadline;
import dev.envelope.rotation.RotationReport.Ending;
import dev.envelope.testkit.InMemoryKms;
import dev.envelope.testkit.InMemoryTable.Call;
import dev.envelope.testkit.KmsErrorCode;
import dev.envelope.testkit.KmsOperation;
import dev.envelope.testkit.KmsPrincipal;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a job does when a key service, the store or a row fails it. */
class RotationFailuresTest {

    private static final String CANARY = "4929123412341234";

    private final RotationRig rig = new RotationRig();
    private final InMemoryKms kms = new InMemoryKms();
    private final String keyId = kms.createKey("cards");
    private final EnvelopeCipher inKms = EnvelopeCipher.using(kms.kek("kms", keyId, KmsPrincipal.administrator()));

    // ------------------------------------------------------------ rows

    @Test
    void a_bad_row_goes_to_the_quarantine_with_key_and_reason_and_the_job_goes_on() {
        rig.fill(1000, rig.old);
        byte[] corrupt = rig.value(7);
        corrupt[corrupt.length / 2] ^= 1;
        rig.table.put(id(7), PAN, corrupt);
        rig.table.put(id(8), PAN, rig.value(9));
        rig.table.put(id(10), PAN, Arrays.copyOf(rig.value(10), 60));
        rig.table.put(
                id(11),
                PAN,
                EnvelopeCipher.using(LocalKey.ephemeral("unknown"))
                        .encrypt(CANARY.getBytes(UTF_8), context("11", PAN)));

        RotationReport report = rig.rewrapping().build().run();

        assertThat(report.ending()).isEqualTo(Ending.DONE);
        assertThat(report.written()).isEqualTo(996);
        assertThat(report.badRows()).isEqualTo(4);
        assertThat(report.bad())
                .extracting(row -> row.key() + " " + row.code())
                .containsExactlyInAnyOrder(
                        "{\"id\":\"7\"} "
                                + report.bad().stream()
                                        .filter(row -> row.key().contains("\"7\""))
                                        .findFirst()
                                        .orElseThrow()
                                        .code(),
                        "{\"id\":\"8\"} wrapped-key-refused",
                        "{\"id\":\"10\"} truncated",
                        "{\"id\":\"11\"} kek-not-in-keyring");
        assertThat(report.toJson()).doesNotContain(CANARY);
        assertThat(rig.table.quarantine("rewrap cards (pan, note)", 10, soon())).hasSize(4);
    }

    @Test
    void what_is_cut_within_its_label_is_bad_too() {
        rig.fill(200, rig.now);
        rig.table.put(id(7), PAN, Arrays.copyOf(rig.value(7), 7));
        rig.table.put(id(8), "note", "env1:cards");
        rig.table.put(id(9), "note", "env1:CARDS:1:AAAA");

        RotationReport report = rig.rewrapping().build().run();

        assertThat(report.ending()).isEqualTo(Ending.DONE);
        assertThat(report.bad())
                .extracting(row -> row.key() + " " + row.code())
                .containsExactlyInAnyOrder(
                        "{\"id\":\"7\"} truncated", "{\"id\":\"8\"} truncated", "{\"id\":\"9\"} malformed");
        assertThat(report.done()).isEqualTo(3);
    }

    @Test
    void a_row_that_was_mended_leaves_the_quarantine() {
        rig.fill(200, rig.old);
        rig.table.put(id(8), PAN, rig.value(9));
        rig.rewrapping().build().run();
        rig.put(8, rig.old);

        RotationReport again = rig.rewrapping().build().run();

        assertThat(again.isClean()).isTrue();
        assertThat(rig.table.quarantine("rewrap cards (pan, note)", 10, soon())).isEmpty();
    }

    @Test
    void a_context_function_that_throws_makes_the_row_bad_and_its_message_is_not_repeated() {
        rig.fill(200, rig.old);

        RotationReport report = rig.rewrapping()
                .context(row -> {
                    if (row.required("id").equals("5")) {
                        throw new IllegalStateException(CANARY);
                    }
                    return context(row);
                })
                .build()
                .run();

        assertThat(report.badRows()).isEqualTo(1);
        assertThat(report.bad().get(0).code()).isEqualTo(ErrorCode.INVALID_CONTEXT);
        assertThat(report.bad().get(0).reason())
                .contains("IllegalStateException")
                .doesNotContain(CANARY);
    }

    @Test
    void above_the_share_of_bad_rows_the_job_stops_and_says_why() {
        rig.fill(5000, rig.old);

        RotationReport report = rig.rewrapping()
                .context(row -> EncryptionContext.of("wrong", "context"))
                .workers(1)
                .build()
                .run();

        assertThat(report.ending()).isEqualTo(Ending.TOO_MANY_BAD);
        assertThat(report.message()).contains("100 of the first 100 rows are bad");
        assertThat(report.done()).isEqualTo(100);
        assertThat(report.written()).isZero();
    }

    @Test
    void bad_rows_that_are_known_do_not_stop_the_next_run() {
        rig.fill(300, rig.old);
        IntStream.rangeClosed(1, 150).forEach(i -> rig.table.put(id(i), PAN, rig.value(300)));
        rig.rewrapping().mostBad(1).build().run();

        RotationReport again = rig.rewrapping().build().run();

        assertThat(again.ending()).isEqualTo(Ending.DONE);
        assertThat(again.badRows()).isEqualTo(150);
    }

    // ------------------------------------------------------------ the store

    @ParameterizedTest
    @EnumSource(Call.class)
    void an_outage_of_the_store_is_waited_for(Call call) {
        rig.fill(3000, rig.old);
        rig.table.failNext(call, 5, RotationFailuresTest::unavailable);

        RotationReport report = rig.rewrapping().build().run();

        assertThat(report.ending()).isEqualTo(Ending.DONE);
        assertThat(report.badRows()).isZero();
        for (int i = 1; i <= 3000; i++) {
            assertThat(rig.version(i)).isEqualTo("2");
        }
    }

    @Test
    void an_answer_that_is_lost_after_the_write_moves_no_row_twice() {
        rig.fill(1000, rig.old);
        rig.table.failNext(Call.ACKNOWLEDGE, 1, RotationFailuresTest::unavailable);

        RotationReport report = rig.rewrapping().build().run();

        assertThat(report.ending()).isEqualTo(Ending.DONE);
        assertThat(report.done()).isEqualTo(900); // of the first 100 it never heard
        assertThat(rig.table.counts("rewrap cards (pan, note)", soon()).round()).isEqualTo(2);
    }

    @Test
    void a_store_that_denies_access_stops_the_job() {
        rig.fill(10, rig.old);
        rig.table.failNext(Call.TAKE, 1, () -> new KekAccessDeniedException("cards", "no right to update", null));

        RotationReport report = rig.rewrapping().workers(1).build().run();

        assertThat(report.ending()).isEqualTo(Ending.STOPPED);
        assertThat(report.failure()).contains(ErrorCode.ACCESS_DENIED);
        assertThat(report.message()).contains("no right to update").contains("run it again");
    }

    // ------------------------------------------------------------ the key service

    @ParameterizedTest
    @EnumSource(
            value = KmsErrorCode.class,
            names = {"THROTTLED", "INTERNAL", "CONNECTION_DROPPED"})
    void an_outage_of_the_key_service_is_waited_for_and_no_row_is_bad(KmsErrorCode outage) {
        rig.fill(300, inKms);
        kms.faults().on(KmsOperation.DECRYPT, KmsOperation.RE_ENCRYPT).failNext(750, outage);

        RotationReport report = toLocal().build().run();

        assertThat(report.ending()).isEqualTo(Ending.DONE);
        assertThat(report.badRows()).isZero();
        assertThat(report.written()).isEqualTo(300);
        assertThat(rig.watch.pauses).isNotEmpty();
    }

    @Test
    void an_outage_in_the_middle_of_a_portion_keeps_what_was_done_and_moves_the_rest_later() {
        rig.fill(300, inKms);
        kms.faults().on(KmsOperation.DECRYPT).passNext(120).failNext(50, KmsErrorCode.INTERNAL);

        RotationReport report = toLocal().workers(1).build().run();

        assertThat(report.isClean()).isTrue();
        assertThat(report.written()).isEqualTo(300);
        assertThat(kms.calls().of(KmsOperation.DECRYPT)).hasSize(350);
    }

    @Test
    void an_outage_before_the_first_round_is_not_taken_for_a_table_that_needs_nothing() {
        LocalKey local = LocalKey.ephemeral("local");
        rig.fill(50, EnvelopeCipher.using(local));
        EnvelopeCipher toKms = EnvelopeCipher.using(
                Keyring.of(kms.kek("kms", keyId, KmsPrincipal.administrator())).decryptingWith(local));
        kms.faults().on(KmsOperation.DESCRIBE_KEY).failNext(4, KmsErrorCode.INTERNAL);

        RotationReport report = rig.rewrapping().cipher(toKms).build().run();

        assertThat(report.written()).isEqualTo(50);
    }

    @Test
    void a_key_that_is_disabled_stops_the_job_and_no_row_is_bad() {
        rig.fill(50, inKms);
        kms.disable(keyId);

        RotationReport report = toLocal().build().run();

        assertThat(report.ending()).isEqualTo(Ending.STOPPED);
        assertThat(report.failure()).contains(ErrorCode.KEK_DISABLED);
        assertThat(report.badRows()).isZero();
        kms.enable(keyId);
        assertThat(toLocal().build().run().written()).isEqualTo(50);
    }

    @Test
    void rights_that_are_taken_away_stop_the_job() {
        rig.fill(50, inKms);
        kms.faults().on(KmsOperation.DECRYPT).failEveryCall(KmsErrorCode.ACCESS_DENIED);

        RotationReport report = toLocal().build().run();

        assertThat(report.failure()).contains(ErrorCode.ACCESS_DENIED);
        assertThat(report.written()).isZero();
    }

    @Test
    void moving_within_a_key_service_costs_one_native_call_for_each_row() {
        rig.fill(200, inKms);
        kms.rotate(keyId);
        kms.calls().clear();

        RotationReport report = rig.rewrapping().cipher(inKms).build().run();

        assertThat(report.written()).isEqualTo(200);
        assertThat(report.keyCalls()).isBetween(200L, 201L);
        assertThat(kms.calls().of(KmsOperation.RE_ENCRYPT)).hasSize(200);
        assertThat(kms.calls().of(KmsOperation.DECRYPT)).isEmpty();
    }

    @Test
    void calls_of_local_keys_are_no_calls_of_a_key_service() {
        rig.fill(200, rig.old);

        assertThat(rig.rewrapping().build().run().keyCalls()).isZero();
    }

    @Test
    void verification_waits_for_an_outage_and_counts_no_row_as_refused() {
        rig.fill(300, inKms);
        kms.faults().on(KmsOperation.DECRYPT).passNext(100).failNext(30, KmsErrorCode.INTERNAL);

        Verification found = toLocal().build().verify();

        assertThat(found.isClean()).isTrue();
        assertThat(found.opened()).isEqualTo(300);
    }

    @Test
    void a_dry_run_waits_for_an_outage() {
        rig.fill(300, inKms);
        kms.faults().on(KmsOperation.DECRYPT).failNext(1000, KmsErrorCode.INTERNAL);

        RotationReport report = toLocal().build().dryRun();

        assertThat(report.written()).isEqualTo(300);
        assertThat(report.badRows()).isZero();
    }

    private RotationJob.Builder toLocal() {
        return rig.rewrapping()
                .cipher(EnvelopeCipher.using(Keyring.of(LocalKey.of("cards", "2", RotationRig.key(2)))
                        .decryptingWith(kms.kek("kms", keyId, KmsPrincipal.administrator()))));
    }

    private static EnvelopeException unavailable() {
        return KekUnavailableException.unavailable("cards", "no connection", null);
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(10));
    }
}

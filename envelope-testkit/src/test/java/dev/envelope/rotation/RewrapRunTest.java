package dev.envelope.rotation;

import static dev.envelope.rotation.RotationRig.PAN;
import static dev.envelope.rotation.RotationRig.context;
import static dev.envelope.rotation.RotationRig.id;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EnvelopeCipher;
import dev.envelope.ErrorCode;
import dev.envelope.Keyring;
import dev.envelope.LocalKey;
import dev.envelope.format.Envelope;
import dev.envelope.kek.Deadline;
import dev.envelope.rotation.RotationReport.Ending;
import dev.envelope.testkit.InMemoryTable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a run does to rows. */
class RewrapRunTest {

    private final RotationRig rig = new RotationRig();

    @Test
    void every_stale_row_is_moved_and_opens() {
        rig.fill(2500, rig.old);

        RotationReport report = rig.rewrapping().build().run();

        assertThat(report.ending()).isEqualTo(Ending.DONE);
        assertThat(report.written()).isEqualTo(2500);
        assertThat(report.isClean()).isTrue();
        for (int i = 1; i <= 2500; i++) {
            assertThat(rig.version(i)).isEqualTo("2");
            assertThat(rig.opens(i, rig.now)).isTrue();
        }
    }

    @Test
    void the_content_of_a_row_stays_as_it_is() {
        rig.fill(10, rig.old);
        List<byte[]> before = contents(10);

        rig.rewrapping().build().run();

        assertThat(contents(10)).containsExactlyElementsOf(before);
    }

    @Test
    void rows_that_are_current_are_not_touched() {
        rig.fill(20, rig.now);
        List<byte[]> before = values(20);

        RotationReport report = rig.rewrapping().build().run();

        assertThat(report.done()).isZero();
        assertThat(values(20)).containsExactlyElementsOf(before);
    }

    @Test
    void text_is_moved_as_text() {
        String note = rig.old.encryptToText("hello", context("1", "note"));
        rig.table.put(id(1), "note", note);

        rig.rewrapping().build().run();

        String fresh = new String(rig.table.value(id(1), "note").orElseThrow(), US_ASCII);
        assertThat(fresh).startsWith("env1:cards:2:");
        assertThat(rig.now.decryptToString(fresh, context("1", "note"))).isEqualTo("hello");
    }

    @Test
    void a_job_that_is_done_finds_nothing_when_it_runs_again() {
        rig.fill(10, rig.old);
        rig.rewrapping().build().run();
        List<byte[]> before = values(10);

        RotationReport again = rig.rewrapping().build().run();

        assertThat(again.done()).isZero();
        assertThat(again.isClean()).isTrue();
        assertThat(values(10)).containsExactlyElementsOf(before);
    }

    @Test
    void a_row_that_changes_before_it_is_written_keeps_what_its_writer_wrote_and_is_read_again() {
        rig.fill(10, rig.old);
        byte[] newer = rig.old.encrypt("newer".getBytes(UTF_8), context("3", PAN));
        rig.table.beforeNextWrite(() -> rig.table.put(id(3), PAN, newer));

        RotationReport report = rig.rewrapping().build().run();

        assertThat(report.isClean()).isTrue();
        assertThat(rig.version(3)).isEqualTo("2");
        assertThat(rig.now.decrypt(rig.value(3), context("3", PAN))).isEqualTo("newer".getBytes(UTF_8));
    }

    @Test
    void a_row_that_is_deleted_before_it_is_written_stays_deleted() {
        rig.fill(10, rig.old);
        rig.table.beforeNextWrite(() -> rig.table.remove(id(3)));

        RotationReport report = rig.rewrapping().build().run();

        assertThat(report.ending()).isEqualTo(Ending.DONE);
        assertThat(rig.table.value(id(3), PAN)).isEmpty();
    }

    @Test
    void a_row_that_is_locked_for_ever_is_reported_and_the_others_are_moved() {
        rig.fill(10, rig.old);
        rig.table.lock(id(3));

        RotationReport report = rig.rewrapping().build().run();

        assertThat(report.ending()).isEqualTo(Ending.ROWS_LEFT);
        assertThat(report.left()).isEqualTo(1);
        assertThat(report.written()).isEqualTo(9);
        assertThat(rig.version(3)).isEqualTo("1");
        rig.table.unlock(id(3));
        assertThat(rig.rewrapping().build().run().isClean()).isTrue();
    }

    @Test
    void rows_that_are_written_under_the_old_key_meanwhile_are_moved_too() {
        rig.fill(10, rig.old);
        rig.table.beforeNextWrite(() -> rig.put(11, rig.old));

        RotationReport report = rig.rewrapping().build().run();

        assertThat(report.isClean()).isTrue();
        assertThat(rig.version(11)).isEqualTo("2");
    }

    @Test
    void several_jobs_share_the_work_and_move_each_row_once() throws Exception {
        rig.fill(10_000, rig.old);
        ExecutorService machines = Executors.newFixedThreadPool(4);

        List<Future<RotationReport>> reports = IntStream.range(0, 4)
                .mapToObj(i -> machines.submit(
                        () -> rig.rewrapping().workers(4).build().run()))
                .toList();

        long written = 0;
        for (Future<RotationReport> report : reports) {
            assertThat(report.get().isClean()).isTrue();
            written += report.get().written();
        }
        machines.shutdown();
        assertThat(written).isEqualTo(10_000);
    }

    @Test
    void a_round_that_another_process_left_behind_is_gone_on_with() {
        rig.fill(3000, rig.old);
        rig.table.beginRound(
                "rewrap cards (pan, note)",
                0,
                Map.of(PAN, new Candidates.Under(Set.of(RotationRig.OLD))),
                1000,
                soon());
        try (Portion lost = rig.table
                .take("rewrap cards (pan, note)", 1000, 1 << 20, soon())
                .orElseThrow()) {
            assertThat(lost.rows()).hasSize(1000);
        }

        RotationReport report = rig.rewrapping().build().run();

        assertThat(report.written()).isEqualTo(3000);
        assertThat(report.isClean()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 64})
    void any_number_of_workers_ends_with_every_row_moved(int workers) {
        rig.fill(5000, rig.old);

        RotationReport report = rig.rewrapping().workers(workers).build().run();

        assertThat(report.written()).isEqualTo(5000);
    }

    @Test
    void a_recipient_that_labels_do_not_show_is_added_to_every_envelope() {
        LocalKey second = LocalKey.ephemeral("second");
        EnvelopeCipher both = EnvelopeCipher.using(
                Keyring.of(LocalKey.of("cards", "2", RotationRig.key(2))).alsoEncryptingWith(second));
        rig.fill(1500, rig.now);

        RotationReport report = rig.rewrapping().cipher(both).build().run();

        assertThat(report.written()).isEqualTo(1500);
        assertThat(report.isClean()).isTrue();
        assertThat(rig.opens(7, EnvelopeCipher.using(second))).isTrue();
    }

    @Test
    void every_envelope_is_looked_at_once_if_so_asked() {
        rig.fill(1500, rig.now);

        RotationReport report = rig.rewrapping().everyEnvelope().build().run();

        assertThat(report.done()).isEqualTo(1500);
        assertThat(report.written()).isZero();
    }

    @Test
    void several_keys_in_one_row_and_several_columns_are_moved_by_one_job() {
        InMemoryTable table = InMemoryTable.named("cards", "merchant", "number")
                .binaryColumn("pan")
                .textColumn("holder");
        table.put(List.of("m1", "7"), "pan", rig.old.encrypt(new byte[] {1}, context("m1/7", "pan")));
        table.put(List.of("m1", "7"), "holder", rig.old.encryptToText("Ann", context("m1/7", "holder")));

        RotationReport report = rig.prepared(RotationJob.rewrapping(table))
                .cipher(rig.now)
                .context(row -> context(row.required("merchant") + "/" + row.required("number"), row.column()))
                .build()
                .run();

        assertThat(report.written()).isEqualTo(2);
    }

    @Test
    void progress_is_told_to_the_end() {
        rig.fill(2000, rig.old);

        rig.rewrapping().build().run();

        RotationProgress last = rig.watch.last.orElseThrow();
        assertThat(last.done()).isEqualTo(last.total());
        assertThat(last.remaining()).contains(Duration.ZERO);
    }

    @Test
    void a_listener_that_throws_does_no_harm() {
        rig.fill(10, rig.old);

        RotationReport report = rig.rewrapping()
                .listener(new RotationListener() {
                    @Override
                    public void progressed(RotationProgress progress) {
                        throw new IllegalStateException("display is gone");
                    }
                })
                .build()
                .run();

        assertThat(report.isClean()).isTrue();
    }

    @Test
    void a_job_that_is_stopped_says_so_and_another_one_goes_on() {
        rig.fill(10, rig.old);
        RotationJob stopped = rig.rewrapping().build();
        stopped.stop();

        RotationReport report = stopped.run();

        assertThat(report.ending()).isEqualTo(Ending.STOPPED);
        assertThat(report.message()).contains("told to stop");
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
        assertThat(rig.rewrapping().build().run().written()).isEqualTo(10);
    }

    @Test
    void an_interrupt_ends_a_run_and_stays_set() {
        rig.fill(10, rig.old);
        Thread.currentThread().interrupt();

        RotationReport report = rig.rewrapping().time(Time.SYSTEM).build().run();

        assertThat(Thread.interrupted()).isTrue();
        assertThat(report.ending()).isEqualTo(Ending.STOPPED);
        assertThat(report.failure()).contains(ErrorCode.INTERRUPTED);
    }

    @Test
    void a_dry_run_says_what_a_run_would_do_and_writes_nothing() {
        rig.fill(2500, rig.old);
        rig.put(2501, rig.now);
        List<byte[]> before = values(2501);

        RotationReport report = rig.rewrapping().build().dryRun();

        assertThat(report.dryRun()).isTrue();
        assertThat(report.written()).isEqualTo(2500);
        assertThat(values(2501)).containsExactlyElementsOf(before);
        assertThat(rig.table.counts("rewrap cards (pan, note)", soon())).isEqualTo(RoundCounts.NONE);
    }

    @Test
    void the_report_for_programs_has_everything() {
        rig.fill(3, rig.old);

        String json = rig.rewrapping().build().run().toJson();

        assertThat(json)
                .contains("\"ending\":\"done\"", "\"written\":3", "\"badRows\":0", "\"bad\":[]", "\"dryRun\":false");
    }

    private List<byte[]> values(int count) {
        return IntStream.rangeClosed(1, count).mapToObj(rig::value).toList();
    }

    private List<byte[]> contents(int count) {
        return values(count).stream()
                .map(value -> Envelope.parse(value).content())
                .toList();
    }

    private static Deadline soon() {
        return Deadline.after(Duration.ofSeconds(10));
    }
}

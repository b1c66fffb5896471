package dev.envelope.examples.cardvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.envelope.EnvelopeCipher;
import dev.envelope.format.Envelope;
import dev.envelope.kek.KeyEncryptionKey;
import dev.envelope.rotation.BadRow;
import dev.envelope.rotation.KekVersion;
import dev.envelope.rotation.RotationPlan;
import dev.envelope.rotation.RotationReport;
import dev.envelope.testkit.KmsOperation;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RewrapTest {

    private TestVault vault;

    @BeforeEach
    void open() throws Exception {
        vault = TestVault.open();
        vault.client.store("Alice Adams", TestVault.VISA);
        vault.client.store("Bob Brown", TestVault.MASTERCARD);
        vault.kms.rotate();
        vault.client.store("Carol Clark", TestVault.AMEX);
    }

    @AfterEach
    void close() {
        vault.close();
    }

    @Test
    void a_plan_counts_what_is_stale_and_finds_the_index() {
        RotationPlan plan =
                Rewrap.job(vault.table, CardCiphers.of(vault.kms.rewrapper())).plan();

        assertThat(plan.rows()).isEqualTo(2);
        assertThat(plan.columns().get(0).versions())
                .extracting(each -> each.version().version(), RotationPlan.Version::rows)
                .containsExactly(tuple("1", 2L), tuple("2", 1L));
        assertThat(plan.warnings()).isEmpty();
    }

    @Test
    void old_rows_move_to_the_new_version_and_their_contents_stay_the_same_to_the_byte() throws Exception {
        List<Card> before = vault.table.all();

        RotationReport report = rewrap();

        List<Card> after = vault.table.all();
        assertThat(report.isClean()).isTrue();
        assertThat(report.written()).isEqualTo(2);
        assertThat(before.stream().map(RewrapTest::version)).containsExactly("1", "1", "2");
        assertThat(after.stream().map(RewrapTest::version)).containsOnly("2");
        for (int i = 0; i < after.size(); i++) {
            assertThat(Envelope.parse(after.get(i).pan()).content())
                    .isEqualTo(Envelope.parse(before.get(i).pan()).content());
        }
    }

    @Test
    void all_rows_are_processed_before_and_after() throws Exception {
        assertThat(process()).isEqualTo(new CardProcessor.Result(3, 0));

        rewrap();

        assertThat(process()).isEqualTo(new CardProcessor.Result(3, 0));
    }

    @Test
    void the_processor_says_that_the_old_version_may_be_retired_and_not_before() throws Exception {
        assertThat(mayBeRetired("1")).isFalse();

        rewrap();

        assertThat(mayBeRetired("1")).isTrue();
        vault.kms.retireBefore(2);
        assertThat(process()).isEqualTo(new CardProcessor.Result(3, 0));
    }

    @Test
    void a_row_that_is_current_is_not_written() throws Exception {
        String current = vault.table.all().get(2).pan();

        rewrap();

        assertThat(vault.table.all().get(2).pan()).isEqualTo(current);
    }

    @Test
    void no_data_key_leaves_the_key_service() throws Exception {
        rewrap();

        assertThat(vault.kms.answered(KmsOperation.RE_ENCRYPT)).isEqualTo(2);
        assertThat(vault.kms.answered(KmsOperation.DECRYPT)).isZero();
    }

    @Test
    void a_row_that_someone_else_writes_meanwhile_keeps_what_they_wrote() throws Exception {
        Card read = vault.table.all().get(0);
        String theirs = vault.kms.api().encryptToText(TestVault.AMEX, read.panContext());

        RotationReport report = rewrapWhile("UPDATE credit_cards SET pan = '" + theirs + "' WHERE id = " + read.id());

        assertThat(report.isClean()).isTrue();
        assertThat(report.written()).isEqualTo(1);
        assertThat(vault.table.all().get(0).pan()).isEqualTo(theirs);
    }

    @Test
    void a_row_that_was_deleted_meanwhile_stays_deleted() throws Exception {
        RotationReport report = rewrapWhile("DELETE FROM credit_cards WHERE id = 1");

        assertThat(report.isClean()).isTrue();
        assertThat(report.written()).isEqualTo(1);
        assertThat(vault.table.all()).extracting(Card::id).containsExactly(2L, 3L);
    }

    @Test
    void a_bad_row_is_left_as_it_is_and_the_others_go_on() throws Exception {
        vault.execute("UPDATE credit_cards SET pan = left(pan, 100) WHERE id = 1");
        String bad = vault.table.all().get(0).pan();

        RotationReport report = rewrap();

        assertThat(report.isClean()).isFalse();
        assertThat(report.written()).isEqualTo(1);
        assertThat(report.bad()).extracting(BadRow::key).containsExactly("{\"id\":\"1\"}");
        assertThat(vault.table.all().get(0).pan()).isEqualTo(bad);
    }

    private RotationReport rewrap() {
        return Rewrap.job(vault.table, CardCiphers.of(vault.kms.rewrapper())).run();
    }

    /** Rewraps with a key that takes so long that someone else gets in between. */
    private RotationReport rewrapWhile(String sql) {
        KeyEncryptionKey slow = new OvertakenKey(
                vault.kms.kek("rewrapper", KmsOperation.DESCRIBE_KEY, KmsOperation.RE_ENCRYPT),
                () -> vault.execute(sql));
        return Rewrap.job(vault.table, CardCiphers.of(EnvelopeCipher.using(slow)))
                .run();
    }

    private boolean mayBeRetired(String version) {
        return Rewrap.job(vault.table, CardCiphers.of(vault.kms.processor()))
                .verify()
                .verdict(new KekVersion(Main.KEK_NAME, version))
                .mayBeRetired();
    }

    private CardProcessor.Result process() throws Exception {
        return new CardProcessor(vault.table, CardCiphers.of(vault.kms.processor()), false, line -> {}).run();
    }

    private static String version(Card card) {
        return Envelope.parse(card.pan()).keyBlock().primary().kekVersion();
    }
}

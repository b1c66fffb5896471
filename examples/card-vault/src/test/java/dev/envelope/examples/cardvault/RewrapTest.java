package dev.envelope.examples.cardvault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EnvelopeCipher;
import dev.envelope.examples.cardvault.Rewrap.Result;
import dev.envelope.format.Envelope;
import dev.envelope.kek.KeyEncryptionKey;
import dev.envelope.testkit.KmsOperation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RewrapTest {

    private final List<String> lines = new ArrayList<>();
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
    void old_rows_move_to_the_new_version_and_their_contents_stay_the_same_to_the_byte() throws Exception {
        List<Card> before = vault.table.all();

        Result result = rewrap();

        List<Card> after = vault.table.all();
        assertThat(result).isEqualTo(new Result(2, 1, 0, 0));
        assertThat(before.stream().map(RewrapTest::version)).containsExactly("1", "1", "2");
        assertThat(after.stream().map(RewrapTest::version)).containsOnly("2");
        for (int i = 0; i < after.size(); i++) {
            assertThat(Envelope.parse(after.get(i).pan()).content())
                    .isEqualTo(Envelope.parse(before.get(i).pan()).content());
        }
        assertThat(lines.get(0)).contains("version 1 -> 2", "content block unchanged: yes");
    }

    @Test
    void all_rows_are_processed_before_and_after() throws Exception {
        assertThat(process()).isEqualTo(new CardProcessor.Result(3, 0));

        rewrap();

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

        assertThat(vault.kms.answered(KmsOperation.DECRYPT)).isZero();
    }

    @Test
    void a_row_that_someone_else_writes_meanwhile_keeps_what_they_wrote() throws Exception {
        Card read = vault.table.all().get(0);
        String theirs = vault.kms.api().encryptToText(TestVault.AMEX, read.panContext());
        KeyEncryptionKey slow = new OvertakenKey(
                vault.kms.kek("rewrapper", KmsOperation.RE_ENCRYPT),
                () -> vault.execute("UPDATE credit_cards SET pan = '" + theirs + "' WHERE id = " + read.id()));

        Result result = new Rewrap(vault.table, CardCiphers.of(EnvelopeCipher.using(slow)), lines::add).run();

        assertThat(result).isEqualTo(new Result(1, 1, 1, 0));
        assertThat(vault.table.all().get(0).pan()).isEqualTo(theirs);
        assertThat(lines.get(0)).contains("someone else wrote it");
    }

    @Test
    void a_row_that_was_deleted_meanwhile_stays_deleted() throws Exception {
        Card read = vault.table.all().get(0);
        vault.execute("DELETE FROM credit_cards WHERE id = " + read.id());

        assertThat(vault.table.replacePan(read, "env1:anything")).isFalse();
        assertThat(vault.table.count()).isEqualTo(2);
    }

    @Test
    void a_bad_row_is_left_as_it_is_and_the_others_go_on() throws Exception {
        vault.execute("UPDATE credit_cards SET pan = left(pan, 100) WHERE id = 1");
        String bad = vault.table.all().get(0).pan();

        Result result = rewrap();

        assertThat(result).isEqualTo(new Result(1, 1, 0, 1));
        assertThat(vault.table.all().get(0).pan()).isEqualTo(bad);
    }

    private Result rewrap() throws Exception {
        return new Rewrap(vault.table, CardCiphers.of(vault.kms.rewrapper()), lines::add).run();
    }

    private CardProcessor.Result process() throws Exception {
        return new CardProcessor(vault.table, CardCiphers.of(vault.kms.processor()), false, line -> {}).run();
    }

    private static String version(Card card) {
        return Envelope.parse(card.pan()).keyBlock().primary().kekVersion();
    }
}

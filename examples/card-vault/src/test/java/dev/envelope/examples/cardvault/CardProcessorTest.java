package dev.envelope.examples.cardvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.examples.cardvault.CardProcessor.Result;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CardProcessorTest {

    private final List<String> lines = new ArrayList<>();
    private TestVault vault;

    @BeforeEach
    void open() throws Exception {
        vault = TestVault.open();
        vault.client.store("Alice Adams", TestVault.VISA);
        vault.client.store("Bob Brown", TestVault.MASTERCARD);
        vault.client.store("Carol Clark", TestVault.AMEX);
    }

    @AfterEach
    void close() {
        vault.close();
    }

    @Test
    void it_processes_every_card_and_masks_its_number() throws Exception {
        Result result = process(false);

        assertThat(lines)
                .containsExactly(
                        "Processing Alice Adams card with number 411111******1111",
                        "Processing Bob Brown card with number 555555******4444",
                        "Processing Carol Clark card with number 378282*****0005");
        assertThat(result).isEqualTo(new Result(3, 0));
    }

    @Test
    void it_shows_whole_numbers_when_asked() throws Exception {
        process(true);

        assertThat(lines).contains("Processing Alice Adams card with number " + TestVault.VISA);
    }

    @Test
    void a_row_that_cannot_be_opened_is_reported_and_the_others_go_on() throws Exception {
        update(1, "left(pan, 200)");

        Result result = process(false);

        assertThat(result).isEqualTo(new Result(2, 1));
        assertThat(result.isComplete()).isFalse();
        assertThat(lines.get(0))
                .startsWith("NOT processed: card 1 of Alice Adams: ")
                .contains("VARCHAR(200)");
        assertThat(lines.subList(1, 3)).allMatch(line -> line.startsWith("Processing "));
    }

    @Test
    void an_envelope_copied_from_another_row_is_refused() throws Exception {
        update(2, "(SELECT pan FROM credit_cards WHERE id = 1)");

        Result result = process(false);

        assertThat(result).isEqualTo(new Result(2, 1));
        assertThat(lines.get(1))
                .startsWith("NOT processed: card 2 of Bob Brown: ")
                .contains("refused");
    }

    @Test
    void a_number_in_the_clear_is_refused_and_not_repeated() throws Exception {
        update(3, "'" + TestVault.AMEX + "'");

        process(false);

        assertThat(lines.get(2)).contains("[not-an-envelope]").doesNotContain(TestVault.AMEX);
    }

    @Test
    void an_authentic_record_that_is_no_card_number_is_refused_and_not_repeated() throws Exception {
        String envelope = vault.kms.api().encryptToText("4111111111111112", Card.panContext(4, null));
        vault.table.insert(new Card(4, null, "Dave Davis", envelope));

        process(true);

        assertThat(lines.get(3)).startsWith("NOT processed: card 4").doesNotContain("4111");
    }

    @Test
    void its_credentials_cannot_encrypt() {
        assertThatThrownBy(() -> vault.kms.processor().encryptToText(TestVault.VISA, Card.panContext(9, null)))
                .isInstanceOfSatisfying(
                        EnvelopeException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ACCESS_DENIED));
    }

    @Test
    void it_reads_more_rows_than_fit_a_page() throws Exception {
        vault.execute("INSERT INTO credit_cards SELECT n, 'Copy', (SELECT pan FROM credit_cards WHERE id = 1)"
                + " FROM generate_series(1001, 1250) AS n");

        assertThat(process(false)).isEqualTo(new Result(3, 250));
    }

    private Result process(boolean showPans) throws Exception {
        return new CardProcessor(vault.table, CardCiphers.of(vault.kms.processor()), showPans, lines::add).run();
    }

    private void update(long id, String pan) throws Exception {
        vault.execute("UPDATE credit_cards SET pan = " + pan + " WHERE id = " + id);
    }
}

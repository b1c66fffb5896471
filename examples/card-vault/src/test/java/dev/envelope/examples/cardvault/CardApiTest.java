package dev.envelope.examples.cardvault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.KekAccessDeniedException;
import dev.envelope.KekUnavailableException;
import dev.envelope.examples.cardvault.CardClient.Answer;
import dev.envelope.format.Envelope;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CardApiTest {

    private TestVault vault;

    @BeforeEach
    void open() throws Exception {
        vault = TestVault.open();
    }

    @AfterEach
    void close() {
        vault.close();
    }

    @Test
    void a_card_is_stored_as_an_envelope_and_its_id_returned() throws Exception {
        Answer answer = vault.client.store("Alice Adams", TestVault.VISA);

        Card card = vault.table.all().get(0);
        assertThat(answer).isEqualTo(new Answer(201, "{\"id\":" + card.id() + "}"));
        assertThat(card.name()).isEqualTo("Alice Adams");
        assertThat(Envelope.parse(card.pan()).keyBlock().primary().kekName()).isEqualTo("cards");
        assertThat(vault.kms.processor().decryptToString(card.pan(), card.panContext()))
                .isEqualTo(TestVault.VISA);
    }

    @Test
    void the_table_never_holds_a_card_number() throws Exception {
        vault.client.store("Alice Adams", TestVault.VISA);

        assertThat(vault.dump()).contains("Alice Adams").doesNotContain(TestVault.VISA);
    }

    @Test
    void the_list_shows_envelopes_and_never_a_card_number() throws Exception {
        vault.client.store("Alice Adams", TestVault.VISA);
        vault.client.store("Bob Brown", TestVault.MASTERCARD);

        Answer list = vault.client.list();

        List<Card> cards = vault.table.all();
        assertThat(list.status()).isEqualTo(200);
        assertThat(list.body())
                .contains(
                        "Alice Adams",
                        "Bob Brown",
                        cards.get(0).pan(),
                        cards.get(1).pan())
                .doesNotContain(TestVault.VISA, TestVault.MASTERCARD);
    }

    @Test
    void many_callers_at_once_get_a_row_each() throws Exception {
        int callers = 24;
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        try {
            List<Future<Answer>> answers = new ArrayList<>();
            for (int i = 0; i < callers; i++) {
                String name = "Caller " + (char) ('A' + i);
                answers.add(threads.submit(() -> vault.client.store(name, TestVault.VISA)));
            }
            for (Future<Answer> answer : answers) {
                assertThat(answer.get().status()).isEqualTo(201);
            }
        } finally {
            threads.shutdown();
        }

        List<Card> cards = vault.table.all();
        assertThat(cards).hasSize(callers);
        assertThat(new HashSet<>(cards.stream().map(Card::name).toList())).hasSize(callers);
        assertThat(cards)
                .allSatisfy(card -> assertThat(vault.kms.processor().decryptToString(card.pan(), card.panContext()))
                        .isEqualTo(TestVault.VISA));
    }

    @Test
    void its_credentials_cannot_decrypt() throws Exception {
        vault.client.store("Alice Adams", TestVault.VISA);
        Card card = vault.table.all().get(0);

        assertThatThrownBy(() -> vault.kms.api().decryptToString(card.pan(), card.panContext()))
                .isInstanceOfSatisfying(
                        EnvelopeException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.ACCESS_DENIED));
    }

    @Test
    void an_outage_of_the_key_service_is_503_and_nothing_is_stored() throws Exception {
        assertFailure(KekUnavailableException.unavailable("cards", "maintenance", null), 503, "unavailable");
    }

    @Test
    void a_key_service_that_refuses_is_500_and_nothing_is_stored() throws Exception {
        assertFailure(new KekAccessDeniedException("cards", null, null), 500, "access-denied");
    }

    private static void assertFailure(EnvelopeException failure, int status, String code) throws Exception {
        try (TestVault failing = TestVault.open(EnvelopeCipher.using(new FailingKey(failure)))) {
            Answer answer = failing.client.store("Alice Adams", TestVault.VISA);

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.body()).contains("\"code\":\"" + code + "\"").doesNotContain(TestVault.VISA);
            assertThat(failing.table.count()).isZero();
        }
    }
}

package dev.envelope.examples.cardvault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EnvelopeCipher;
import dev.envelope.ErrorCode;
import dev.envelope.examples.cardvault.CardClient.Answer;
import dev.envelope.kek.KeyEncryptionKey;
import dev.envelope.rotation.BadRow;
import dev.envelope.rotation.RotationReport;
import dev.envelope.tenant.TenantKeys;
import dev.envelope.testkit.KmsOperation;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cards of merchants, through an API and a processor that have keys of merchants each for itself. */
class MerchantsTest {

    private final List<String> lines = new ArrayList<>();
    private TestVault vault;
    private TenantKeys ofApi;
    private TenantKeys ofProcessor;
    private CardApi api;
    private CardClient client;

    @BeforeEach
    void open() throws Exception {
        vault = TestVault.open();
        KeyEncryptionKey kek = vault.kms.kek("merchants' api", KmsOperation.GENERATE_DATA_KEY, KmsOperation.DECRYPT);
        ofApi = Merchants.open(kek, vault.connections());
        ofProcessor = Merchants.open(vault.kms.kek("merchants' processor", KmsOperation.DECRYPT), vault.connections());
        api = CardApi.start(0, vault.table, CardCiphers.of(EnvelopeCipher.using(kek), ofApi));
        client = new CardClient(api.uri());
    }

    @AfterEach
    void close() {
        api.close();
        ofApi.close();
        ofProcessor.close();
        vault.close();
    }

    @Test
    void a_card_of_a_merchant_is_bound_to_it_and_processed() throws Exception {
        client.createMerchant("acme");
        client.store("acme", "Alice Adams", TestVault.VISA);
        client.store("Bob Brown", TestVault.MASTERCARD);

        assertThat(process()).isEqualTo(new CardProcessor.Result(2, 0));
        assertThat(vault.table.all().get(0).merchant()).isEqualTo("acme");
        assertThat(vault.table.all().get(0).panContext().asMap()).containsEntry("merchant", "acme");
        assertThat(client.list().body()).contains("\"merchant\":\"acme\"");
    }

    @Test
    void a_merchant_is_taken_on_once() throws Exception {
        assertThat(client.createMerchant("acme")).isEqualTo(new Answer(201, "{\"name\":\"acme\"}"));
        assertThat(client.createMerchant("acme")).isEqualTo(new Answer(200, "{\"name\":\"acme\"}"));
    }

    @Test
    void a_card_of_an_unknown_merchant_is_422_and_not_stored() throws Exception {
        Answer answer = client.store("acme", "Alice Adams", TestVault.VISA);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.body()).contains("tenant-not-found", "/merchants/").doesNotContain("acme", TestVault.VISA);
        assertThat(vault.table.count()).isZero();
    }

    @Test
    void an_api_without_merchants_knows_none() throws Exception {
        assertThat(vault.client.store("acme", "Alice Adams", TestVault.VISA).status())
                .isEqualTo(422);
    }

    @Test
    void merchants_are_posted_only() throws Exception {
        assertThat(client.send("GET", CardApi.MERCHANTS, "", "").status()).isEqualTo(405);
        assertThat(client.createMerchant(" ").status()).isEqualTo(400);
        assertThat(client.createMerchant("4111 1111 1111 1111").body()).contains("not encrypted");
    }

    @Test
    void a_card_that_is_moved_to_another_merchant_is_refused() throws Exception {
        client.createMerchant("acme");
        client.createMerchant("globex");
        client.store("acme", "Alice Adams", TestVault.VISA);
        vault.execute("UPDATE credit_cards SET merchant = 'globex'");

        assertThat(process()).isEqualTo(new CardProcessor.Result(0, 1));
        assertThat(lines.get(0)).contains("[no-key-of-tenant]");
    }

    @Test
    void a_suspended_merchant_is_409_and_a_shredded_one_410() throws Exception {
        client.createMerchant("acme");
        ofApi.suspend("acme");
        assertThat(client.store("acme", "Alice Adams", TestVault.VISA).status()).isEqualTo(409);
        ofApi.shred("acme");
        assertThat(client.store("acme", "Alice Adams", TestVault.VISA).status()).isEqualTo(410);
        assertThat(client.createMerchant("acme").status()).isEqualTo(410);
        assertThat(vault.table.count()).isZero();
    }

    @Test
    void a_merchant_that_one_program_shreds_is_shredded_in_the_other() throws Exception {
        client.createMerchant("acme");
        client.store("acme", "Alice Adams", TestVault.VISA);
        assertThat(process()).isEqualTo(new CardProcessor.Result(1, 0));

        ofApi.shred("acme");
        ofProcessor.refresh();

        assertThat(process()).isEqualTo(new CardProcessor.Result(0, 1));
        assertThat(lines.get(1)).contains("[shredded]");
    }

    @Test
    void one_job_moves_the_cards_of_merchants_and_those_without() throws Exception {
        client.createMerchant("acme");
        client.store("acme", "Alice Adams", TestVault.VISA);
        client.store("Bob Brown", TestVault.MASTERCARD);
        vault.kms.rotate();
        ofApi.rotate("acme");
        KeyEncryptionKey kek = vault.kms.kek("keeper", KmsOperation.values());

        try (TenantKeys ofKeeper = Merchants.open(kek, vault.connections())) {
            RotationReport report = Rewrap.job(vault.table, CardCiphers.of(EnvelopeCipher.using(kek), ofKeeper))
                    .run();

            assertThat(report.isClean()).isTrue();
            assertThat(report.written()).isEqualTo(2);
        }
        assertThat(process()).isEqualTo(new CardProcessor.Result(2, 0));
    }

    @Test
    void a_shredded_merchant_does_not_keep_the_cards_of_others_from_being_moved() throws Exception {
        client.createMerchant("acme");
        client.store("acme", "Alice Adams", TestVault.VISA);
        client.store("Bob Brown", TestVault.MASTERCARD);
        vault.kms.rotate();
        ofApi.rotate("acme");
        ofApi.shred("acme");
        KeyEncryptionKey kek = vault.kms.kek("keeper", KmsOperation.values());

        try (TenantKeys ofKeeper = Merchants.open(kek, vault.connections())) {
            RotationReport report = Rewrap.job(vault.table, CardCiphers.of(EnvelopeCipher.using(kek), ofKeeper))
                    .run();

            assertThat(report.written()).isEqualTo(1);
            assertThat(report.bad()).extracting(BadRow::code).containsExactly(ErrorCode.SHREDDED);
        }
    }

    private CardProcessor.Result process() throws Exception {
        CardCiphers ciphers = CardCiphers.of(vault.kms.processor(), ofProcessor);
        return new CardProcessor(vault.table, ciphers, false, lines::add).run();
    }
}

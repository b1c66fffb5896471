package dev.envelope.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.KekAccessDeniedException;
import dev.envelope.KekUnavailableException;
import dev.envelope.Keyring;
import dev.envelope.Staleness;
import dev.envelope.testkit.Gate;
import dev.envelope.testkit.InMemoryKms;
import dev.envelope.testkit.KmsErrorCode;
import dev.envelope.testkit.KmsOperation;
import dev.envelope.testkit.aws.InMemoryKmsClient;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** One keyring over keys in three regions. */
class RegionsTest {

    private static final byte[] PAN = "4111111111111111".getBytes(StandardCharsets.UTF_8);
    private static final EncryptionContext ROW = EncryptionContext.of("table", "cards", "id", "42");

    private final InMemoryKms frankfurt = region();
    private final InMemoryKms dublin = region();
    private final InMemoryKms stockholm = region();
    private final Keyring all = Keyring.of(kek("frankfurt", "eu-central-1", frankfurt))
            .alsoEncryptingWith(kek("dublin", "eu-west-1", dublin))
            .alsoEncryptingWith(kek("stockholm", "eu-north-1", stockholm));
    private final EnvelopeCipher cipher = EnvelopeCipher.using(all);

    @Test
    void one_region_generates_the_data_key_and_the_others_wrap_it() {
        cipher.encrypt(PAN, ROW);

        assertThat(frankfurt.calls().only().operation()).isEqualTo(KmsOperation.GENERATE_DATA_KEY);
        assertThat(dublin.calls().only().operation()).isEqualTo(KmsOperation.ENCRYPT);
        assertThat(stockholm.calls().only().operation()).isEqualTo(KmsOperation.ENCRYPT);
    }

    @Test
    void the_other_regions_wrap_at_the_same_time() throws Exception {
        try (Gate inDublin = dublin.faults().holdNext();
                Gate inStockholm = stockholm.faults().holdNext()) {
            CompletableFuture<byte[]> sealed = CompletableFuture.supplyAsync(() -> cipher.encrypt(PAN, ROW));
            inDublin.awaitArrival();
            inStockholm.awaitArrival(); // while Dublin has not answered yet
            inDublin.release();
            inStockholm.release();

            assertThat(sealed.get(30, TimeUnit.SECONDS)).isNotEmpty();
        }
    }

    @Test
    void an_outage_of_one_region_stops_encrypting_where_all_are_wanted() {
        dublin.faults().failEveryCall(KmsErrorCode.INTERNAL);

        assertThatThrownBy(() -> cipher.encrypt(PAN, ROW)).isInstanceOf(KekUnavailableException.class);
    }

    @Test
    void an_outage_of_one_region_is_put_up_with_where_two_are_enough() {
        dublin.faults().failEveryCall(KmsErrorCode.INTERNAL);

        byte[] sealed = EnvelopeCipher.using(all.withMinimumRecipients(2)).encrypt(PAN, ROW);

        assertThat(cipher.decrypt(sealed, ROW)).isEqualTo(PAN);
        assertThat(cipher.needsRewrap(sealed)).isEqualTo(Staleness.STALE);
    }

    @Test
    void an_outage_of_two_regions_is_not_put_up_with_where_two_are_wanted() {
        dublin.faults().failEveryCall(KmsErrorCode.INTERNAL);
        stockholm.faults().failEveryCall(KmsErrorCode.THROTTLED);

        assertThatThrownBy(
                        () -> EnvelopeCipher.using(all.withMinimumRecipients(2)).encrypt(PAN, ROW))
                .isInstanceOf(KekUnavailableException.class);
    }

    @Test
    void the_nearest_region_opens_and_no_other_one_is_asked() {
        byte[] sealed = cipher.encrypt(PAN, ROW);
        clearCalls();

        byte[] opened = EnvelopeCipher.using(all.preferring("stockholm")).decrypt(sealed, ROW);

        assertThat(opened).isEqualTo(PAN);
        stockholm.calls().only(KmsOperation.DECRYPT);
        frankfurt.calls().assertNone();
        dublin.calls().assertNone();
    }

    @Test
    void the_next_region_opens_where_the_nearest_one_does_not_answer() {
        byte[] sealed = cipher.encrypt(PAN, ROW);
        clearCalls();
        stockholm.faults().failEveryCall(KmsErrorCode.CONNECTION_DROPPED);

        byte[] opened =
                EnvelopeCipher.using(all.preferring("stockholm", "dublin")).decrypt(sealed, ROW);

        assertThat(opened).isEqualTo(PAN);
        dublin.calls().only(KmsOperation.DECRYPT);
        frankfurt.calls().assertNone();
    }

    @Test
    void a_denial_in_the_nearest_region_is_not_passed_over() {
        byte[] sealed = cipher.encrypt(PAN, ROW);
        clearCalls();
        stockholm.faults().failEveryCall(KmsErrorCode.ACCESS_DENIED);

        assertThatThrownBy(
                        () -> EnvelopeCipher.using(all.preferring("stockholm")).decrypt(sealed, ROW))
                .isInstanceOf(KekAccessDeniedException.class);
        frankfurt.calls().assertNone();
        dublin.calls().assertNone();
    }

    @Test
    void a_replica_of_a_multi_region_key_opens_what_the_other_one_wrapped() {
        InMemoryKms everywhere = new InMemoryKms();
        InMemoryKmsClient inFrankfurt = InMemoryKmsClient.of(everywhere).inRegion("eu-central-1");
        InMemoryKmsClient inDublin = InMemoryKmsClient.of(everywhere).inRegion("eu-west-1");
        String id = inFrankfurt
                .createKey(request -> request.multiRegion(true))
                .keyMetadata()
                .keyId();
        byte[] sealed = EnvelopeCipher.using(AwsKmsKey.named("cards", inFrankfurt, inFrankfurt.keyArn(id)))
                .encrypt(PAN, ROW);

        byte[] opened = EnvelopeCipher.using(AwsKmsKey.named("cards", inDublin, inDublin.keyArn(id)))
                .decrypt(sealed, ROW);

        assertThat(opened).isEqualTo(PAN);
    }

    private void clearCalls() {
        frankfurt.calls().clear();
        dublin.calls().clear();
        stockholm.calls().clear();
    }

    private static InMemoryKms region() {
        InMemoryKms kms = new InMemoryKms();
        kms.createKey("key");
        return kms;
    }

    private static AwsKmsKey kek(String name, String region, InMemoryKms kms) {
        InMemoryKmsClient client = InMemoryKmsClient.of(kms).inRegion(region);
        return AwsKmsKey.named(name, client, client.keyArn("key"));
    }
}

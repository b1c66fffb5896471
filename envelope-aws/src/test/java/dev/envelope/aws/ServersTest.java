package dev.envelope.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.ContentRefusedException;
import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.KekMisconfiguredException;
import dev.envelope.Keyring;
import dev.envelope.WrappedKeyRefusedException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;

/** What the contract does not ask for, over servers that others wrote. */
@RequiresServer({KmsServer.MOTO, KmsServer.LOCAL_KMS})
class ServersTest {

    private static final byte[] PAN = "4111111111111111".getBytes(StandardCharsets.UTF_8);
    private static final EncryptionContext ROW = EncryptionContext.of("table", "cards", "id", "42");

    @ParameterizedTest
    @EnumSource(KmsServer.class)
    void a_record_is_encrypted_decrypted_and_rewrapped_by_an_alias(KmsServer server) {
        try (KmsClient client = server.client()) {
            EnvelopeCipher cipher = EnvelopeCipher.using(AwsKmsKey.named("cards", client, alias(client)));

            byte[] rewrapped = cipher.rewrap(cipher.encrypt(PAN, ROW), ROW);

            assertThat(cipher.decrypt(rewrapped, ROW)).isEqualTo(PAN);
        }
    }

    @ParameterizedTest
    @EnumSource(KmsServer.class)
    void an_alias_that_moved_still_opens_what_it_wrapped_where_the_earlier_key_is_configured(KmsServer server) {
        try (KmsClient client = server.client()) {
            String earlier = createKey(client);
            String alias = alias(client, earlier);
            byte[] sealed = EnvelopeCipher.using(AwsKmsKey.named("cards", client, alias))
                    .encrypt(PAN, ROW);
            client.updateAlias(request -> request.aliasName(alias).targetKeyId(createKey(client)));
            List<AwsKmsCall> calls = new ArrayList<>();

            EnvelopeCipher moved = EnvelopeCipher.using(AwsKmsKey.builder("cards", client, alias)
                    .alsoDecrypting(earlier)
                    .listener(calls::add)
                    .build());

            assertThat(moved.decrypt(sealed, ROW)).isEqualTo(PAN);
            assertThat(calls).as("one envelope costs one call").hasSize(1);
        }
    }

    @ParameterizedTest
    @EnumSource(KmsServer.class)
    void rewrapping_moves_an_envelope_from_the_earlier_key_to_the_one_the_alias_points_at(KmsServer server) {
        try (KmsClient client = server.client()) {
            String earlier = createKey(client);
            String alias = alias(client, earlier);
            byte[] sealed = EnvelopeCipher.using(AwsKmsKey.named("cards", client, alias))
                    .encrypt(PAN, ROW);
            client.updateAlias(request -> request.aliasName(alias).targetKeyId(createKey(client)));
            AwsKmsKey moved = AwsKmsKey.builder("cards", client, alias)
                    .alsoDecrypting(earlier)
                    .build();

            byte[] rewrapped = EnvelopeCipher.using(moved).rewrap(sealed, ROW);

            EnvelopeCipher withoutEarlier = EnvelopeCipher.using(AwsKmsKey.named("cards", client, alias));
            assertThat(withoutEarlier.decrypt(rewrapped, ROW)).isEqualTo(PAN);
        }
    }

    /** AWS answers IncorrectKeyException, which {@link AwsKmsKeyTest} has; moto says AccessDeniedException. */
    @Test
    void an_alias_that_moved_does_not_open_what_it_wrapped_where_the_earlier_key_is_not_configured() {
        try (KmsClient client = KmsServer.LOCAL_KMS.client()) {
            String alias = alias(client);
            EnvelopeCipher cipher = EnvelopeCipher.using(AwsKmsKey.named("cards", client, alias));
            byte[] sealed = cipher.encrypt(PAN, ROW);
            client.updateAlias(request -> request.aliasName(alias).targetKeyId(createKey(client)));

            assertThatThrownBy(() -> cipher.decrypt(sealed, ROW)).isInstanceOf(WrappedKeyRefusedException.class);
        }
    }

    /** moto takes the last part of an ARN for the whole: what it answers is not the key that was asked for. */
    @Test
    void another_key_than_the_one_asked_for_is_not_used_to_encrypt() {
        try (KmsClient client = KmsServer.MOTO.client()) {
            String elsewhere = createKey(client).replace(KmsServer.REGION.id(), "us-east-1");
            EnvelopeCipher cipher = EnvelopeCipher.using(AwsKmsKey.named("cards", client, elsewhere));

            assertThatThrownBy(() -> cipher.encrypt(PAN, ROW))
                    .isInstanceOf(KekMisconfiguredException.class)
                    .hasMessageContaining("used key");
        }
    }

    @Test
    void another_key_than_the_one_asked_for_does_not_open_an_envelope() {
        try (KmsClient client = KmsServer.MOTO.client()) {
            String here = createKey(client);
            byte[] sealed =
                    EnvelopeCipher.using(AwsKmsKey.named("cards", client, here)).encrypt(PAN, ROW);
            EnvelopeCipher elsewhere = EnvelopeCipher.using(
                    AwsKmsKey.named("cards", client, here.replace(KmsServer.REGION.id(), "us-east-1")));

            assertThatThrownBy(() -> elsewhere.decrypt(sealed, ROW))
                    .isInstanceOf(WrappedKeyRefusedException.class)
                    .hasMessageContaining("used key " + here);
        }
    }

    /** Both servers open a data key with another context whose pairs look the same when joined; a record is bound anyway. */
    @ParameterizedTest
    @EnumSource(KmsServer.class)
    void a_record_is_bound_to_its_context_where_the_server_confuses_two(KmsServer server) {
        try (KmsClient client = server.client()) {
            EnvelopeCipher cipher = EnvelopeCipher.using(AwsKmsKey.named("cards", client, createKey(client)));
            byte[] sealed = cipher.encrypt(PAN, EncryptionContext.of("a", "bc"));

            assertThatThrownBy(() -> cipher.decrypt(sealed, EncryptionContext.of("ab", "c")))
                    .isInstanceOf(ContentRefusedException.class);
        }
    }

    @Test
    void a_disabled_key_neither_encrypts_nor_decrypts() {
        try (KmsClient client = KmsServer.LOCAL_KMS.client()) {
            String key = createKey(client);
            EnvelopeCipher cipher = EnvelopeCipher.using(AwsKmsKey.named("cards", client, key));
            byte[] sealed = cipher.encrypt(PAN, ROW);
            client.disableKey(request -> request.keyId(key));

            assertThat(codeOf(() -> cipher.decrypt(sealed, ROW))).isEqualTo(ErrorCode.KEK_DISABLED);
            assertThat(codeOf(() -> cipher.encrypt(PAN, ROW))).isEqualTo(ErrorCode.KEK_DISABLED);
        }
    }

    @Test
    void a_key_without_imported_material_is_reported_as_disabled() {
        try (KmsClient client = KmsServer.LOCAL_KMS.client()) {
            String key = client.createKey(request -> request.origin("EXTERNAL"))
                    .keyMetadata()
                    .arn();
            EnvelopeCipher cipher = EnvelopeCipher.using(AwsKmsKey.named("cards", client, key));

            assertThatThrownBy(() -> cipher.encrypt(PAN, ROW))
                    .hasMessageContaining("its key material is not imported")
                    .extracting(e -> ((EnvelopeException) e).code())
                    .isEqualTo(ErrorCode.KEK_DISABLED);
        }
    }

    /** moto keeps its regions apart. Its replicas of a multi-Region key do not share the key: {@link RegionsTest} has them. */
    @Test
    void either_of_two_regions_opens_what_both_wrapped() {
        try (KmsClient london = KmsServer.MOTO.client();
                KmsClient ireland = KmsServer.MOTO.client(Region.EU_WEST_1)) {
            AwsKmsKey inLondon = AwsKmsKey.named("london", london, createKey(london));
            AwsKmsKey inIreland = AwsKmsKey.named("ireland", ireland, createKey(ireland));
            byte[] sealed = EnvelopeCipher.using(Keyring.of(inLondon).alsoEncryptingWith(inIreland))
                    .encrypt(PAN, ROW);

            assertThat(EnvelopeCipher.using(inLondon).decrypt(sealed, ROW)).isEqualTo(PAN);
            assertThat(EnvelopeCipher.using(inIreland).decrypt(sealed, ROW)).isEqualTo(PAN);
        }
    }

    @Test
    void an_event_has_the_request_id_that_the_server_gave() {
        try (KmsClient client = KmsServer.MOTO.client()) {
            List<AwsKmsCall> calls = new ArrayList<>();
            EnvelopeCipher cipher = EnvelopeCipher.using(AwsKmsKey.builder("cards", client, createKey(client))
                    .listener(calls::add)
                    .build());

            cipher.decrypt(cipher.encrypt(PAN, ROW), ROW);

            assertThat(calls)
                    .extracting(AwsKmsCall::operation)
                    .containsExactly(AwsKmsOperation.GENERATE_DATA_KEY, AwsKmsOperation.DECRYPT);
            assertThat(calls).extracting(call -> call.requestId().orElse("")).doesNotContain("");
        }
    }

    /** local-kms sends none, which is no reason to make one up. */
    @Test
    void an_event_has_no_request_id_where_the_server_gave_none() {
        try (KmsClient client = KmsServer.LOCAL_KMS.client()) {
            List<AwsKmsCall> calls = new ArrayList<>();
            EnvelopeCipher cipher = EnvelopeCipher.using(AwsKmsKey.builder("cards", client, createKey(client))
                    .listener(calls::add)
                    .build());

            cipher.encrypt(PAN, ROW);

            assertThat(calls).extracting(AwsKmsCall::requestId).allMatch(id -> id.isEmpty());
        }
    }

    private static ErrorCode codeOf(Runnable call) {
        try {
            call.run();
        } catch (EnvelopeException e) {
            return e.code();
        }
        throw new AssertionError("It has to fail, and did not");
    }

    private static String createKey(KmsClient client) {
        return client.createKey(request -> {}).keyMetadata().arn();
    }

    private static String alias(KmsClient client) {
        return alias(client, createKey(client));
    }

    private static String alias(KmsClient client, String key) {
        String alias = "alias/" + UUID.randomUUID();
        client.createAlias(request -> request.aliasName(alias).targetKeyId(key));
        return alias;
    }
}

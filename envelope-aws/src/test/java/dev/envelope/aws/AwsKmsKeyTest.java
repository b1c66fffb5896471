package dev.envelope.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.ContentRefusedException;
import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.KekMisconfiguredException;
import dev.envelope.Staleness;
import dev.envelope.WrappedKeyRefusedException;
import dev.envelope.format.Envelope;
import dev.envelope.format.WrappedKey;
import dev.envelope.testkit.InMemoryKms;
import dev.envelope.testkit.KmsCall;
import dev.envelope.testkit.KmsOperation;
import dev.envelope.testkit.KmsPrincipal;
import dev.envelope.testkit.aws.InMemoryKmsClient;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kms.KmsClient;

class AwsKmsKeyTest {

    private static final byte[] PAN = "4111111111111111".getBytes(StandardCharsets.UTF_8);
    private static final EncryptionContext ROW = EncryptionContext.of("tenant", "acme", "email", "a@example.com");

    private final InMemoryKms kms = new InMemoryKms();
    private final InMemoryKmsClient client = InMemoryKmsClient.of(kms);
    private final String first = client.keyArn(kms.createKey("first"));
    private final String second = client.keyArn(kms.createKey("second"));
    private final EnvelopeCipher cipher;

    AwsKmsKeyTest() {
        kms.createAlias("alias/cards", "first");
        cipher = EnvelopeCipher.using(AwsKmsKey.named("cards", client, "alias/cards"));
    }

    @Test
    void a_writer_needs_no_more_than_to_generate_and_a_reader_no_more_than_to_decrypt() {
        EnvelopeCipher writer = cipherOf(client.as(KmsPrincipal.named("api", KmsOperation.GENERATE_DATA_KEY)));
        EnvelopeCipher reader = cipherOf(client.as(KmsPrincipal.named("processor", KmsOperation.DECRYPT)));

        assertThat(reader.decrypt(writer.encrypt(PAN, ROW), ROW)).isEqualTo(PAN);
    }

    @Test
    void a_rewrapper_needs_no_more_than_to_re_encrypt() {
        EnvelopeCipher rewrapper = cipherOf(client.as(KmsPrincipal.named("rotation", KmsOperation.RE_ENCRYPT)));

        byte[] rewrapped = rewrapper.rewrap(cipher.encrypt(PAN, ROW), ROW);

        assertThat(cipher.decrypt(rewrapped, ROW)).isEqualTo(PAN);
    }

    @Test
    void a_rewrapper_that_runs_for_long_learns_of_a_rotation() {
        EnvelopeCipher rewrapper =
                cipherOf(client.as(KmsPrincipal.named("rotation", KmsOperation.RE_ENCRYPT, KmsOperation.DESCRIBE_KEY)));
        byte[] current = rewrapper.rewrap(cipher.encrypt(PAN, ROW), ROW);
        kms.rotate("first");
        assertThat(rewrapper.needsRewrap(current)).isEqualTo(Staleness.CURRENT); // as far as it has seen

        rewrapper.refreshVersions();

        assertThat(rewrapper.needsRewrap(current)).isEqualTo(Staleness.STALE);
        assertThat(rewrapper.needsRewrap(rewrapper.rewrap(current, ROW))).isEqualTo(Staleness.CURRENT);
    }

    @Test
    void each_operation_is_one_call() {
        byte[] sealed = cipher.encrypt(PAN, ROW);
        cipher.decrypt(sealed, ROW);
        cipherOf(client).rewrap(sealed, ROW); // which has not seen that the envelope is current

        assertThat(kms.calls().all())
                .extracting(KmsCall::operation)
                .containsExactly(KmsOperation.GENERATE_DATA_KEY, KmsOperation.DECRYPT, KmsOperation.RE_ENCRYPT);
    }

    @Test
    void an_envelope_that_no_key_opens_costs_one_call() {
        byte[] sealed = cipher.encrypt(PAN, ROW);
        EnvelopeCipher others = EnvelopeCipher.using(AwsKmsKey.builder("cards", client, second)
                .alsoDecrypting(client.keyArn(kms.createKey("third")))
                .build());
        kms.calls().clear();

        assertThatThrownBy(() -> others.decrypt(sealed, ROW)).isInstanceOf(WrappedKeyRefusedException.class);
        kms.calls().only();
    }

    @Test
    void the_envelope_carries_the_name_and_no_arn() {
        byte[] sealed = cipher.encrypt(PAN, ROW);

        WrappedKey wrapped = Envelope.parse(sealed).keyBlock().keys().get(0);
        assertThat(wrapped.kekName()).isEqualTo("cards");
        assertThat(wrapped.bytes()[0]).isEqualTo((byte) 1);
        assertThat(Arrays.copyOfRange(wrapped.bytes(), 1, 5)).isEqualTo(new KeyId(first).hint());
        assertThat(new String(sealed, StandardCharsets.ISO_8859_1)).doesNotContain("arn:aws");
    }

    @Test
    void envelopes_of_one_key_begin_alike_also_by_another_of_its_names() {
        byte[] byAlias = cipher.encrypt(PAN, ROW);
        byte[] byArn =
                EnvelopeCipher.using(AwsKmsKey.named("cards", client, first)).encrypt(PAN, ROW);
        int prefix =
                Envelope.parse(byAlias).keyBlock().keys().get(0).kekVersion().length() + 17;

        assertThat(Arrays.copyOf(byAlias, prefix)).isEqualTo(Arrays.copyOf(byArn, prefix));
    }

    @Test
    void an_alias_that_moved_is_refused_with_what_to_do() {
        byte[] sealed = cipher.encrypt(PAN, ROW);
        kms.updateAlias("alias/cards", "second");

        assertThatThrownBy(() -> cipher.decrypt(sealed, ROW))
                .isInstanceOf(WrappedKeyRefusedException.class)
                .hasMessageContaining("IncorrectKeyException")
                .hasMessageContaining("alsoDecrypting");
    }

    @Test
    void an_alias_that_moved_opens_old_and_new_envelopes_where_the_earlier_key_is_configured() {
        byte[] old = cipher.encrypt(PAN, ROW);
        kms.updateAlias("alias/cards", "second");
        EnvelopeCipher moved = EnvelopeCipher.using(AwsKmsKey.builder("cards", client, "alias/cards")
                .alsoDecrypting(first)
                .build());

        assertThat(moved.decrypt(old, ROW)).isEqualTo(PAN);
        assertThat(moved.decrypt(moved.encrypt(PAN, ROW), ROW)).isEqualTo(PAN);
    }

    @Test
    void the_hint_is_authenticated_by_what_kms_answers() {
        byte[] sealed = cipher.encrypt(PAN, ROW);
        EnvelopeCipher both = EnvelopeCipher.using(AwsKmsKey.builder("cards", client, "alias/cards")
                .alsoDecrypting(second)
                .build());
        byte[] forged = withHint(sealed, new KeyId(second).hint());

        assertThatThrownBy(() -> both.decrypt(forged, ROW)).isInstanceOf(WrappedKeyRefusedException.class);
        assertThatThrownBy(() -> cipher.decrypt(forged, ROW))
                .isInstanceOf(WrappedKeyRefusedException.class)
                .hasMessageContaining("altered");
        assertThatThrownBy(() -> cipherOf(client).rewrap(forged, ROW)).isInstanceOf(WrappedKeyRefusedException.class);
    }

    @Test
    void the_version_is_the_id_of_the_key_material() {
        byte[] sealed = cipher.encrypt(PAN, ROW);

        assertThat(versionOf(sealed))
                .isEqualTo(client.describeKey(request -> request.keyId(first))
                        .keyMetadata()
                        .currentKeyMaterialId())
                .hasSize(64);
    }

    @Test
    void staleness_is_unknown_until_a_version_was_seen() {
        byte[] sealed = cipher.encrypt(PAN, ROW);

        EnvelopeCipher restarted = cipherOf(client);

        assertThat(restarted.needsRewrap(sealed)).isEqualTo(Staleness.UNKNOWN);
        assertThat(cipher.needsRewrap(sealed)).isEqualTo(Staleness.CURRENT);
    }

    @Test
    void a_rotation_makes_old_envelopes_stale_and_rewrapping_makes_them_current() {
        byte[] old = cipher.encrypt(PAN, ROW);
        client.rotateKeyOnDemand(request -> request.keyId(first));
        cipher.encrypt(PAN, ROW);

        assertThat(cipher.needsRewrap(old)).isEqualTo(Staleness.STALE);
        byte[] rewrapped = cipher.rewrap(old, ROW);
        assertThat(cipher.needsRewrap(rewrapped)).isEqualTo(Staleness.CURRENT);
        assertThat(cipher.decrypt(old, ROW)).isEqualTo(PAN);
        assertThat(cipher.decrypt(rewrapped, ROW)).isEqualTo(PAN);
    }

    @Test
    void kms_sees_the_context_as_it_is() {
        cipher.encrypt(PAN, ROW);

        assertThat(kms.calls().only().context()).isEqualTo(ROW.asMap());
    }

    @Test
    void kms_sees_the_hash_of_what_is_to_be_hashed_in_every_operation() {
        AwsKmsKey.Builder hashing =
                AwsKmsKey.builder("cards", client, "alias/cards").contextValues(ContextValues.hashed("email"));
        EnvelopeCipher writer = EnvelopeCipher.using(hashing.build());
        EnvelopeCipher rewrapper = EnvelopeCipher.using(hashing.build());

        byte[] rewrapped = rewrapper.rewrap(writer.encrypt(PAN, ROW), ROW);

        assertThat(writer.decrypt(rewrapped, ROW)).isEqualTo(PAN);
        Map<String, String> shown =
                Map.of("tenant", "acme", "email", ContextValues.hashed("email").shown("email", "a@example.com"));
        assertThat(kms.calls().all()).extracting(KmsCall::context).containsExactly(shown, shown, shown);
    }

    @Test
    void a_record_stays_bound_to_the_true_values_whatever_kms_is_shown() {
        EnvelopeCipher blind = EnvelopeCipher.using(AwsKmsKey.builder("cards", client, "alias/cards")
                .contextValues((key, value) -> "-")
                .build());
        byte[] sealed = blind.encrypt(PAN, ROW);

        assertThatThrownBy(() -> blind.decrypt(sealed, EncryptionContext.of("tenant", "other", "email", "b")))
                .isInstanceOf(ContentRefusedException.class);
    }

    @Test
    void context_values_that_fail_ask_nobody() {
        EnvelopeCipher broken = EnvelopeCipher.using(AwsKmsKey.builder("cards", client, "alias/cards")
                .contextValues((key, value) -> {
                    throw new IllegalStateException("no secret is loaded");
                })
                .build());

        assertThatThrownBy(() -> broken.encrypt(PAN, ROW))
                .isInstanceOf(KekMisconfiguredException.class)
                .hasMessageNotContaining("acme")
                .hasCauseInstanceOf(IllegalStateException.class);
        kms.calls().assertNone();
    }

    @Test
    void a_listener_that_throws_breaks_no_call() {
        EnvelopeCipher listening = EnvelopeCipher.using(AwsKmsKey.builder("cards", client, "alias/cards")
                .listener(call -> {
                    throw new IllegalStateException("the meter is broken");
                })
                .build());

        assertThatCode(() -> listening.decrypt(listening.encrypt(PAN, ROW), ROW))
                .doesNotThrowAnyException();
    }

    @Test
    void a_client_that_is_not_the_sdks_own_is_taken_as_it_is() {
        // InMemoryKmsClient tells nothing about its settings, as a wrapper of an application may not.
        assertThatThrownBy(client::serviceClientConfiguration).isInstanceOf(UnsupportedOperationException.class);
        assertThat(cipher.decrypt(cipher.encrypt(PAN, ROW), ROW)).isEqualTo(PAN);
    }

    @Test
    void names_and_keys_are_checked_when_the_key_is_built() {
        assertThatThrownBy(() -> AwsKmsKey.named("Cards!", client, "alias/cards"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> AwsKmsKey.named("cards", client, " ")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () -> AwsKmsKey.builder("cards", client, "alias/cards").alsoDecrypting("alias/old"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("alias/old");
    }

    @Test
    void the_text_form_names_the_key() {
        assertThat(AwsKmsKey.builder("cards", client, "alias/cards")
                        .alsoDecrypting(first)
                        .build())
                .hasToString("AwsKmsKey[cards, key alias/cards and 1 earlier]");
    }

    private static EnvelopeCipher cipherOf(KmsClient client) {
        return EnvelopeCipher.using(AwsKmsKey.named("cards", client, "alias/cards"));
    }

    private static String versionOf(byte[] sealed) {
        return Envelope.parse(sealed).keyBlock().keys().get(0).kekVersion();
    }

    private static byte[] withHint(byte[] sealed, byte[] hint) {
        byte[] forged = sealed.clone();
        int start = 3 + 1 + 1 + "cards".length() + 1 + versionOf(sealed).length() + 2 + 1;
        System.arraycopy(hint, 0, forged, start, hint.length);
        return forged;
    }
}

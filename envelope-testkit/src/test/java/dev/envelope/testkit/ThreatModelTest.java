package dev.envelope.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.ErrorCode;
import dev.envelope.Keyring;
import dev.envelope.LocalKey;
import dev.envelope.format.Envelope;
import dev.envelope.format.KeyBlock;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.KeyEncryptionKey;
import dev.envelope.kek.UnwrapRequest;
import dev.envelope.kek.WrapRequest;
import dev.envelope.tenant.StoredTenant;
import dev.envelope.tenant.TenantKeys;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What docs/threat-model.md says that the library does not prevent, done; and where that ends. */
class ThreatModelTest extends TenantFixture {

    private static final EncryptionContext OTHER_ROW = EncryptionContext.of("table", "cards", "id", "43");
    private static final byte[] OTHER_PAN = "5555555555554444".getBytes(UTF_8);

    private final EnvelopeCipher cipher = EnvelopeCipher.using(kek());

    @Test
    void who_may_only_decrypt_can_forge_the_records_whose_envelopes_they_have() {
        byte[] sealed = cipher.encrypt(PAN, ROW);
        KeyEncryptionKey readOnly = kms.kek("cards", keyId, KmsPrincipal.named("reader", KmsOperation.DECRYPT));
        EnvelopeCipher forger = EnvelopeCipher.using(KeptDataKey.of(readOnly, sealed, ROW));

        assertThat(cipher.decrypt(forger.encrypt(OTHER_PAN, ROW), ROW)).isEqualTo(OTHER_PAN);
        assertThat(codeOf(() -> cipher.decrypt(forger.encrypt(OTHER_PAN, OTHER_ROW), OTHER_ROW)))
                .isEqualTo(ErrorCode.WRAPPED_KEY_REFUSED);
    }

    @Test
    void who_may_use_one_key_of_a_keyring_can_forge_every_record_that_it_opens() {
        LocalKey legacy = LocalKey.ephemeral("legacy");
        EnvelopeCipher reader = EnvelopeCipher.using(Keyring.of(kek()).decryptingWith(legacy));

        byte[] forged = EnvelopeCipher.using(legacy).encrypt(OTHER_PAN, ROW);

        assertThat(reader.decrypt(forged, ROW)).isEqualTo(OTHER_PAN);
        assertThat(codeOf(() -> cipher.decrypt(forged, ROW))).isEqualTo(ErrorCode.KEK_NOT_IN_KEYRING);
    }

    @Test
    void an_older_envelope_of_the_same_row_opens_unless_the_context_has_a_revision() {
        byte[] older = cipher.encrypt(PAN, ROW);
        byte[] revisionOne = cipher.encrypt(PAN, ROW.with("revision", "1"));

        assertThat(cipher.decrypt(older, ROW)).isEqualTo(PAN);
        assertThat(codeOf(() -> cipher.decrypt(revisionOne, ROW.with("revision", "2"))))
                .isEqualTo(ErrorCode.WRAPPED_KEY_REFUSED);
    }

    @Test
    void a_data_key_that_someone_kept_opens_the_rewrapped_record_and_not_the_reencrypted_one() {
        byte[] sealed = cipher.encrypt(PAN, ROW);
        EnvelopeCipher kept = EnvelopeCipher.using(KeptDataKey.of(kek(), sealed, ROW));
        kms.rotate(keyId);
        cipher.refreshVersions();

        byte[] rewrapped = cipher.rewrap(sealed, ROW);
        byte[] reencrypted = cipher.reencrypt(rewrapped, ROW, ROW);

        assertThat(rewrapped).isNotEqualTo(sealed);
        assertThat(kept.decrypt(rewrapped, ROW)).isEqualTo(PAN);
        assertThat(codeOf(() -> kept.decrypt(reencrypted, ROW))).isEqualTo(ErrorCode.CONTENT_REFUSED);
    }

    @Test
    void a_data_key_that_someone_kept_with_its_entry_forges_until_the_context_changes() {
        byte[] sealed = cipher.encrypt(PAN, ROW);
        EnvelopeCipher kept = EnvelopeCipher.using(KeptDataKey.of(kek(), sealed, ROW));
        EncryptionContext revised = ROW.with("revision", "2");

        byte[] reencrypted = cipher.reencrypt(sealed, ROW, revised);

        assertThat(cipher.decrypt(kept.encrypt(OTHER_PAN, ROW), ROW)).isEqualTo(OTHER_PAN);
        assertThat(cipher.decrypt(reencrypted, revised)).isEqualTo(PAN);
        assertThat(codeOf(() -> cipher.decrypt(kept.encrypt(OTHER_PAN, revised), revised)))
                .isEqualTo(ErrorCode.WRAPPED_KEY_REFUSED);
    }

    @Test
    void a_data_key_derived_from_a_tenants_key_forges_other_rows_and_a_wrapped_one_does_not() {
        TenantKeys tenants = node();
        tenants.create("acme");
        EnvelopeCipher acme = tenants.cipher("acme");
        byte[] derived = acme.encrypt(PAN, ROW);
        tenants.rotate("acme");
        byte[] wrapped = acme.rewrap(derived, ROW);

        byte[] byDerived = forged(tenants.key("acme"), derived);
        byte[] byWrapped = forged(tenants.key("acme"), wrapped);

        assertThat(acme.decrypt(byDerived, OTHER_ROW)).isEqualTo(OTHER_PAN);
        assertThat(codeOf(() -> acme.decrypt(byWrapped, OTHER_ROW))).isEqualTo(ErrorCode.WRAPPED_KEY_REFUSED);
    }

    @Test
    void a_data_key_that_someone_kept_opens_its_record_after_the_tenant_was_shredded() {
        TenantKeys tenants = node();
        tenants.create("acme");
        byte[] sealed = tenants.cipher("acme").encrypt(PAN, ROW);
        EnvelopeCipher kept = EnvelopeCipher.using(KeptDataKey.of(tenants.key("acme"), sealed, ROW));

        tenants.shred("acme");

        assertThat(kept.decrypt(sealed, ROW)).isEqualTo(PAN);
        assertThat(codeOf(() -> tenants.cipher("acme").decrypt(sealed, ROW))).isEqualTo(ErrorCode.SHREDDED);
    }

    @Test
    void an_older_state_of_a_tenant_that_was_put_back_is_believed_by_a_process_that_starts_afterwards() {
        TenantKeys tenants = node();
        tenants.create("acme");
        byte[] sealed = tenants.cipher("acme").encrypt(PAN, ROW);
        StoredTenant before = store.stored("acme");
        tenants.suspend("acme");
        store.edit("acme", acme -> before);

        assertThat(node().cipher("acme").decrypt(sealed, ROW)).isEqualTo(PAN);
    }

    @Test
    void who_writes_a_row_can_lock_a_recipient_out_and_the_others_still_read() {
        LocalKey partner = LocalKey.ephemeral("partner");
        EnvelopeCipher both = EnvelopeCipher.using(Keyring.of(kek()).alsoEncryptingWith(partner));
        Envelope envelope = Envelope.parse(both.encrypt(PAN, ROW));

        byte[] stripped = envelope.withKeyBlock(
                        KeyBlock.of(List.of(envelope.keyBlock().primary())))
                .toBytes();

        assertThat(cipher.decrypt(stripped, ROW)).isEqualTo(PAN);
        assertThat(codeOf(() -> EnvelopeCipher.using(partner).decrypt(stripped, ROW)))
                .isEqualTo(ErrorCode.KEK_NOT_IN_KEYRING);
    }

    @Test
    void who_writes_rows_can_cause_one_call_to_the_key_service_for_each_read() {
        byte[] sealed = cipher.encrypt(PAN, ROW);
        byte[] altered = sealed.clone();
        altered[40] ^= 1;
        kms.calls().clear();

        for (int i = 0; i < 3; i++) {
            codeOf(() -> cipher.decrypt(altered, ROW));
        }

        assertThat(kms.calls().count(KmsOperation.DECRYPT)).isEqualTo(3);
    }

    @Test
    void a_key_service_is_given_keys_and_contexts_and_never_a_record() {
        assertThat(Arrays.stream(KeyEncryptionKey.class.getMethods())
                        .map(Method::getGenericParameterTypes)
                        .flatMap(Arrays::stream)
                        .flatMap(ThreatModelTest::typesIn))
                .isSubsetOf(
                        DataKey.class,
                        WrappedKey.class,
                        EncryptionContext.class,
                        Deadline.class,
                        List.class,
                        WrapRequest.class,
                        UnwrapRequest.class);
    }

    private static byte[] forged(KeyEncryptionKey kek, byte[] sealed) {
        return EnvelopeCipher.using(KeptDataKey.of(kek, sealed, ROW)).encrypt(OTHER_PAN, OTHER_ROW);
    }

    private static Stream<Type> typesIn(Type type) {
        return type instanceof ParameterizedType generic
                ? Stream.concat(Stream.of(generic.getRawType()), Arrays.stream(generic.getActualTypeArguments()))
                : Stream.of(type);
    }
}

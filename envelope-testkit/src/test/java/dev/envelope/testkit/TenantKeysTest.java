package dev.envelope.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.InvalidInputException;
import dev.envelope.Keyring;
import dev.envelope.LocalKey;
import dev.envelope.ShreddedException;
import dev.envelope.Staleness;
import dev.envelope.format.Envelope;
import dev.envelope.tenant.RewrapReport;
import dev.envelope.tenant.ShredReceipt;
import dev.envelope.tenant.StoredTenant;
import dev.envelope.tenant.TenantAction;
import dev.envelope.tenant.TenantInfo;
import dev.envelope.tenant.TenantKeys;
import dev.envelope.tenant.TenantState;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TenantKeysTest extends TenantFixture {

    private static final Map<String, String> KEY_OF_ACME = Map.of("purpose", "envelope/tenant-key", "tenant", "acme");

    // ---------------------------------------------------------------- create

    @Test
    void what_a_tenant_encrypts_it_can_decrypt() {
        TenantKeys tenants = node();
        tenants.create("acme");

        byte[] sealed = tenants.cipher("acme").encrypt(PAN, ROW);

        assertThat(tenants.cipher("acme").decrypt(sealed, ROW)).isEqualTo(PAN);
    }

    @Test
    void creating_a_tenant_again_changes_nothing() {
        TenantKeys tenants = node();

        assertThat(tenants.create("acme")).isTrue();
        assertThat(tenants.create("acme")).isFalse();
        assertThat(tenants.find("acme").orElseThrow().versions()).hasSize(1);
    }

    @Test
    void encrypting_never_creates_a_tenant() {
        TenantKeys tenants = node();

        assertThat(codeOf(() -> tenants.cipher("acme").encrypt(PAN, ROW))).isEqualTo(ErrorCode.TENANT_NOT_FOUND);
        assertThat(tenants.find("acme")).isEmpty();
    }

    @Test
    void a_tenant_that_was_not_found_is_found_as_soon_as_it_is_created() {
        TenantKeys tenants = node();
        codeOf(() -> tenants.cipher("acme").encrypt(PAN, ROW));

        tenants.create("acme");

        assertThat(tenants.cipher("acme").encrypt(PAN, ROW)).isNotEmpty();
    }

    @Test
    void a_tenant_that_another_node_created_is_found_after_the_negative_age() {
        TenantKeys tenants = node();
        TenantKeys other = node();
        codeOf(() -> tenants.cipher("acme").encrypt(PAN, ROW));

        other.create("acme");
        clock.advance(Duration.ofSeconds(5));

        assertThat(tenants.cipher("acme").encrypt(PAN, ROW)).isNotEmpty();
    }

    @Test
    void an_empty_id_is_refused() {
        TenantKeys tenants = node();

        assertThat(codeOf(() -> tenants.create(""))).isEqualTo(ErrorCode.INVALID_TENANT_ID);
    }

    @Test
    void an_id_of_more_than_200_characters_is_refused() {
        TenantKeys tenants = node();

        assertThat(tenants.create("\uD83D\uDC51".repeat(200))).isTrue();
        assertThat(codeOf(() -> tenants.create("a".repeat(201)))).isEqualTo(ErrorCode.INVALID_TENANT_ID);
    }

    @Test
    void an_id_with_a_lone_surrogate_is_refused() {
        TenantKeys tenants = node();

        assertThat(catchThrowableOfType(InvalidInputException.class, () -> tenants.cipher("acme\uD800")))
                .hasMessageContaining("lone surrogate");
    }

    // ---------------------------------------------------------------- isolation

    @Test
    void an_envelope_of_one_tenant_is_refused_by_anothers_cipher() {
        TenantKeys tenants = node();
        tenants.create("acme");
        tenants.create("umbrella");
        byte[] sealed = tenants.cipher("acme").encrypt(PAN, ROW);

        EnvelopeException refused = catchThrowableOfType(
                EnvelopeException.class, () -> tenants.cipher("umbrella").decrypt(sealed, ROW));

        assertThat(refused.code()).isEqualTo(ErrorCode.NO_KEY_OF_TENANT);
        assertThat(refused).hasMessageContaining("under no key of this tenant");
    }

    @ParameterizedTest
    @CsvSource({"a, A", "p, p2", "a_b, a", "\u00e9, e\u0301", "ss, \u00df", "'a', 'a '"})
    void tenants_whose_ids_look_alike_are_apart(String one, String other) {
        TenantKeys tenants = node();
        tenants.create(one);
        tenants.create(other);
        byte[] sealed = tenants.cipher(one).encrypt(PAN, ROW);

        assertThat(codeOf(() -> tenants.cipher(other).decrypt(sealed, ROW))).isEqualTo(ErrorCode.NO_KEY_OF_TENANT);
    }

    @Test
    void a_foreign_envelope_costs_one_look_into_the_store_and_no_unwrap() {
        TenantKeys tenants = node();
        tenants.create("acme");
        tenants.create("umbrella");
        byte[] sealed = tenants.cipher("acme").encrypt(PAN, ROW);
        tenants.cipher("umbrella").encrypt(PAN, ROW);
        kms.calls().clear();
        store.finds.set(0);

        for (int i = 0; i < 50; i++) {
            codeOf(() -> tenants.cipher("umbrella").decrypt(sealed, ROW));
        }

        assertThat(store.finds).hasValue(1);
        kms.calls().assertNone();
    }

    @Test
    void an_envelope_does_not_name_the_tenant() {
        TenantKeys tenants = node();
        tenants.create("acme-corp");

        String sealed = tenants.cipher("acme-corp").encryptToText(PAN, ROW);

        assertThat(Envelope.parse(sealed).keyBlock().primary().kekName()).isEqualTo("tenants");
        assertThat(Envelope.parse(sealed).keyBlock().primary().kekVersion()).matches("[a-z2-7]{13}");
        assertThat(sealed).doesNotContain("acme");
    }

    @Test
    void a_short_record_costs_118_bytes() {
        TenantKeys tenants = node();
        tenants.create("acme");
        EnvelopeCipher cipher = tenants.cipher("acme");

        assertThat(cipher.encrypt(PAN, ROW)).hasSize(PAN.length + 118);
        assertThat(cipher.overhead(PAN.length)).isEqualTo(118);
    }

    // ---------------------------------------------------------------- calls

    @Test
    void any_number_of_records_costs_one_unwrap_for_each_tenant() {
        node().create("acme");
        TenantKeys tenants = node();
        kms.calls().clear();

        EnvelopeCipher cipher = tenants.cipher("acme");
        for (int i = 0; i < 100; i++) {
            byte[] sealed = cipher.encrypt(PAN, ROW.with("n", "" + i));
            cipher.decrypt(sealed, ROW.with("n", "" + i));
        }

        assertThat(unwraps(KEY_OF_ACME)).isEqualTo(1);
        assertThat(unwraps(Map.of("purpose", "envelope/tenant-store"))).isEqualTo(1);
        assertThat(kms.calls().count()).isEqualTo(2);
    }

    @Test
    void a_node_that_is_told_of_its_own_creation_does_not_unwrap_again() {
        TenantKeys tenants = lookingForChanges();
        tenants.create("acme");
        tenants.cipher("acme").encrypt(PAN, ROW);

        tenants.refresh();
        tenants.cipher("acme").encrypt(PAN, ROW);

        assertThat(unwraps(KEY_OF_ACME)).isEqualTo(1);
    }

    @Test
    void a_node_that_is_told_of_its_own_rotation_does_not_unwrap_again() {
        TenantKeys tenants = lookingForChanges();
        tenants.create("acme");
        tenants.rotate("acme");
        tenants.cipher("acme").encrypt(PAN, ROW);

        tenants.refresh();
        tenants.cipher("acme").encrypt(PAN, ROW);

        assertThat(unwraps(KEY_OF_ACME)).isEqualTo(1);
    }

    @Test
    void a_node_that_is_told_of_a_change_behind_which_it_has_read_does_not_unwrap_again() {
        TenantKeys tenants = lookingForChanges();
        node().create("acme");
        tenants.cipher("acme").encrypt(PAN, ROW);

        tenants.refresh();
        tenants.cipher("acme").encrypt(PAN, ROW);

        assertThat(unwraps(KEY_OF_ACME)).isEqualTo(1);
    }

    @Test
    void rewrapping_what_is_current_keeps_what_is_cached() {
        TenantKeys tenants = node();
        tenants.create("acme");
        tenants.cipher("acme").encrypt(PAN, ROW);

        tenants.rewrapStored();
        kms.calls().clear();
        tenants.cipher("acme").encrypt(PAN, ROW);

        kms.calls().assertNone();
    }

    @Test
    void shredding_what_another_node_has_shredded_has_effect_at_once() {
        TenantKeys tenants = node();
        tenants.create("acme");
        byte[] sealed = tenants.cipher("acme").encrypt(PAN, ROW);
        node().shred("acme");

        tenants.shred("acme");

        assertThat(codeOf(() -> tenants.cipher("acme").decrypt(sealed, ROW))).isEqualTo(ErrorCode.SHREDDED);
    }

    @Test
    void a_shredded_tenants_key_goes_from_memory_with_the_next_look_for_changes() {
        TenantKeys tenants = node();
        tenants.create("acme");
        tenants.cipher("acme").encrypt(PAN, ROW);
        node().shred("acme");
        tenants.cipher("acme").refreshVersions();

        tenants.refresh();

        assertThat(tenants.keyCacheStats().size()).isZero();
    }

    @Test
    void when_more_change_than_are_asked_for_one_by_one_a_shredded_one_is_refused_still() {
        TenantKeys tenants = node();
        TenantKeys other = node();
        tenants.create("acme");
        byte[] sealed = tenants.cipher("acme").encrypt(PAN, ROW);
        for (int i = 0; i < 101; i++) {
            other.create("tenant" + i);
        }
        other.shred("acme");

        tenants.refresh();

        assertThat(codeOf(() -> tenants.cipher("acme").decrypt(sealed, ROW))).isEqualTo(ErrorCode.SHREDDED);
    }

    @Test
    void the_key_service_is_told_tenant_and_purpose() {
        node().create("acme");

        assertThat(kms.calls().of(KmsOperation.GENERATE_DATA_KEY))
                .extracting(KmsCall::context)
                .contains(KEY_OF_ACME);
    }

    // ---------------------------------------------------------------- rotate

    @Test
    void a_key_with_the_most_versions_that_there_may_be_is_not_rotated_and_goes_on_working() {
        TenantKeys tenants = node();
        tenants.create("acme");
        byte[] sealed = tenants.cipher("acme").encrypt(PAN, ROW);
        for (int versions = 1; versions < StoredTenant.MAXIMUM_VERSIONS; versions++) {
            tenants.rotate("acme");
        }

        assertThat(codeOf(() -> tenants.rotate("acme"))).isEqualTo(ErrorCode.TOO_MANY_KEYS);

        assertThat(tenants.find("acme").orElseThrow().versions()).hasSize(StoredTenant.MAXIMUM_VERSIONS);
        assertThat(tenants.cipher("acme").decrypt(sealed, ROW)).isEqualTo(PAN);
    }

    @Test
    void after_a_rotation_old_records_open_and_new_ones_have_the_new_version() {
        TenantKeys tenants = node();
        tenants.create("acme");
        EnvelopeCipher cipher = tenants.cipher("acme");
        byte[] old = cipher.encrypt(PAN, ROW);

        String version = tenants.rotate("acme");

        assertThat(cipher.decrypt(old, ROW)).isEqualTo(PAN);
        assertThat(cipher.needsRewrap(old)).isEqualTo(Staleness.STALE);
        assertThat(Envelope.parse(cipher.encrypt(PAN, ROW)).keyBlock().primary().kekVersion())
                .isEqualTo(version);
    }

    @Test
    void rewrapping_moves_a_record_to_the_current_version_of_its_tenant() {
        TenantKeys tenants = node();
        tenants.create("acme");
        EnvelopeCipher cipher = tenants.cipher("acme");
        byte[] old = cipher.encrypt(PAN, ROW);
        String version = tenants.rotate("acme");

        byte[] rewrapped = cipher.rewrap(old, ROW);

        assertThat(Envelope.parse(rewrapped).keyBlock().primary().kekVersion()).isEqualTo(version);
        assertThat(Envelope.parse(rewrapped).content())
                .isEqualTo(Envelope.parse(old).content());
        assertThat(cipher.decrypt(rewrapped, ROW)).isEqualTo(PAN);
    }

    @Test
    void a_record_under_a_version_that_another_node_added_opens_at_once() {
        TenantKeys tenants = node();
        TenantKeys other = node();
        tenants.create("acme");
        tenants.cipher("acme").encrypt(PAN, ROW);

        other.rotate("acme");
        byte[] sealed = other.cipher("acme").encrypt(PAN, ROW);

        assertThat(tenants.cipher("acme").decrypt(sealed, ROW)).isEqualTo(PAN);
    }

    @Test
    void a_rotation_in_the_key_service_costs_one_rewrap_for_each_key_and_no_record_is_touched() {
        TenantKeys tenants = node();
        tenants.create("acme");
        tenants.create("umbrella");
        tenants.rotate("acme");
        byte[] sealed = tenants.cipher("acme").encrypt(PAN, ROW);
        kms.rotate(keyId);

        RewrapReport report = tenants.rewrapStored();

        assertThat(report.rewrapped()).isEqualTo(4);
        assertThat(report.isComplete()).isTrue();
        assertThat(tenants.list().flatMap(tenant -> tenant.versions().stream()))
                .allSatisfy(version -> assertThat(version.wrappedBy()).containsExactly("cards:2"));
        kms.setMinimumDecryptionVersion(keyId, 2);
        assertThat(node().cipher("acme").decrypt(sealed, ROW)).isEqualTo(PAN);
    }

    @Test
    void rewrapping_what_is_current_asks_for_nothing() {
        TenantKeys tenants = node();
        tenants.create("acme");
        tenants.rewrapStored();

        RewrapReport report = tenants.rewrapStored();

        assertThat(report).isEqualTo(new RewrapReport(0, 2, 0, List.of()));
    }

    @Test
    void rewrapping_goes_on_behind_a_tenant_that_fails() {
        TenantKeys tenants = node();
        tenants.create("acme");
        tenants.create("umbrella");
        store.edit(
                "acme",
                tenant -> TenantEdits.changedAt(tenant, tenant.changedAt().plusSeconds(1)));
        kms.rotate(keyId);

        RewrapReport report = tenants.rewrapStored();

        assertThat(report.rewrapped()).isEqualTo(2);
        assertThat(report.failures())
                .extracting(EnvelopeException::code)
                .containsExactly(ErrorCode.TENANT_RECORD_REFUSED);
        assertThat(report.isComplete()).isFalse();
    }

    @Test
    void keys_move_to_another_key_encryption_key() {
        TenantKeys before = node();
        before.create("acme");
        byte[] sealed = before.cipher("acme").encrypt(PAN, ROW);
        LocalKey successor = LocalKey.ephemeral("successor");

        node(TenantKeys.builder(Keyring.of(successor).decryptingWith(kek()), store))
                .rewrapStored();

        TenantKeys after = node(TenantKeys.builder(Keyring.of(successor), store));
        assertThat(after.cipher("acme").decrypt(sealed, ROW)).isEqualTo(PAN);
    }

    // ---------------------------------------------------------------- suspend, resume

    @Test
    void a_suspended_tenant_neither_encrypts_nor_decrypts() {
        TenantKeys tenants = node();
        tenants.create("acme");
        byte[] sealed = tenants.cipher("acme").encrypt(PAN, ROW);

        tenants.suspend("acme");

        assertThat(codeOf(() -> tenants.cipher("acme").encrypt(PAN, ROW))).isEqualTo(ErrorCode.TENANT_SUSPENDED);
        assertThat(codeOf(() -> tenants.cipher("acme").decrypt(sealed, ROW))).isEqualTo(ErrorCode.TENANT_SUSPENDED);
    }

    @Test
    void a_resumed_tenant_goes_on_as_before() {
        TenantKeys tenants = node();
        tenants.create("acme");
        byte[] sealed = tenants.cipher("acme").encrypt(PAN, ROW);
        tenants.suspend("acme");

        tenants.resume("acme");

        assertThat(tenants.cipher("acme").decrypt(sealed, ROW)).isEqualTo(PAN);
    }

    // ---------------------------------------------------------------- shred

    @Test
    void the_records_of_a_shredded_tenant_are_never_read_again() {
        TenantKeys tenants = node();
        tenants.create("acme");
        byte[] sealed = tenants.cipher("acme").encrypt(PAN, ROW);

        tenants.shred("acme");

        assertThat(catchThrowableOfType(
                        ShreddedException.class, () -> tenants.cipher("acme").decrypt(sealed, ROW)))
                .hasMessageContaining("can never be read again");
    }

    @Test
    void a_shredded_tenant_keeps_no_wrapped_key() {
        TenantKeys tenants = node();
        tenants.create("acme");
        tenants.rotate("acme");

        tenants.shred("acme");

        assertThat(store.stored("acme").keys()).hasSize(2).allSatisfy(key -> {
            assertThat(key.wrapped()).isNull();
            assertThat(key.check()).isEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "rotate", "suspend", "resume"})
    void nothing_brings_a_shredded_tenant_back(String call) {
        TenantKeys tenants = node();
        tenants.create("acme");
        tenants.shred("acme");

        assertThat(codeOf(() -> {
                    switch (call) {
                        case "create" -> tenants.create("acme");
                        case "rotate" -> tenants.rotate("acme");
                        case "suspend" -> tenants.suspend("acme");
                        default -> tenants.resume("acme");
                    }
                }))
                .isEqualTo(ErrorCode.SHREDDED);
    }

    @Test
    void a_shredded_tenant_stays_shredded_for_a_process_that_starts_later() {
        TenantKeys tenants = node();
        tenants.create("acme");
        byte[] sealed = tenants.cipher("acme").encrypt(PAN, ROW);
        tenants.shred("acme");

        TenantKeys later = node();

        assertThat(codeOf(() -> later.cipher("acme").decrypt(sealed, ROW))).isEqualTo(ErrorCode.SHREDDED);
        assertThat(codeOf(() -> later.cipher("acme").encrypt(PAN, ROW))).isEqualTo(ErrorCode.SHREDDED);
    }

    @Test
    void another_node_refuses_a_shredded_tenant_once_it_has_looked_for_changes() {
        TenantKeys tenants = node();
        TenantKeys other = node();
        tenants.create("acme");
        byte[] sealed = other.cipher("acme").encrypt(PAN, ROW);

        tenants.shred("acme");
        byte[] stillOpened = other.cipher("acme").decrypt(sealed, ROW);
        other.refresh();

        assertThat(stillOpened).isEqualTo(PAN);
        assertThat(codeOf(() -> other.cipher("acme").decrypt(sealed, ROW))).isEqualTo(ErrorCode.SHREDDED);
    }

    @Test
    void another_node_that_can_not_look_for_changes_refuses_at_the_maximum_age() {
        TenantKeys tenants = node();
        TenantKeys other = node();
        tenants.create("acme");
        byte[] sealed = other.cipher("acme").encrypt(PAN, ROW);
        tenants.shred("acme");

        store.down = true;
        clock.advance(Duration.ofMinutes(5));

        assertThat(codeOf(() -> other.cipher("acme").decrypt(sealed, ROW))).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void shredding_again_gives_the_same_receipt() {
        TenantKeys tenants = node();
        tenants.create("acme");

        ShredReceipt receipt = tenants.shred("acme");
        clock.advance(Duration.ofDays(1));

        assertThat(tenants.shred("acme")).isEqualTo(receipt);
    }

    @Test
    void a_receipt_survives_being_written_down() {
        TenantKeys tenants = node();
        tenants.create("caf\u00e9");

        ShredReceipt receipt = tenants.shred("caf\u00e9");

        assertThat(ShredReceipt.parse(receipt.toText())).isEqualTo(receipt);
        assertThat(tenants.isGenuine(ShredReceipt.parse(receipt.toText()))).isTrue();
    }

    @Test
    void an_altered_receipt_is_not_genuine() {
        TenantKeys tenants = node();
        tenants.create("acme");
        tenants.create("umbrella");
        ShredReceipt receipt = tenants.shred("acme");

        ShredReceipt altered = new ShredReceipt(
                "umbrella", receipt.revision(), receipt.shreddedAt(), receipt.versions(), receipt.seal());

        assertThat(tenants.isGenuine(altered)).isFalse();
        assertThat(codeOf(() -> tenants.replay(altered))).isEqualTo(ErrorCode.TENANT_RECORD_REFUSED);
        assertThat(tenants.find("umbrella").orElseThrow().state()).isEqualTo(TenantState.ACTIVE);
    }

    @Test
    void what_is_no_receipt_is_refused() {
        assertThat(codeOf(() -> ShredReceipt.parse("envelope-shred1:AAAA"))).isEqualTo(ErrorCode.INVALID_TEXT);
        assertThat(codeOf(() -> ShredReceipt.parse("receipt"))).isEqualTo(ErrorCode.INVALID_TEXT);
    }

    @Test
    void a_receipt_shreds_again_what_a_backup_brought_back() {
        TenantKeys tenants = node();
        tenants.create("acme");
        byte[] sealed = tenants.cipher("acme").encrypt(PAN, ROW);
        dev.envelope.tenant.StoredTenant backup = store.stored("acme");
        ShredReceipt receipt = tenants.shred("acme");
        UnreliableStore restored = new UnreliableStore();
        restored.insertStoreKey(store.storeKey(TestDeadlines.minute()).orElseThrow(), TestDeadlines.minute());
        restored.insert(backup, TestDeadlines.minute());
        TenantKeys later = node(TenantKeys.builder(Keyring.of(kek()), restored));
        assertThat(later.cipher("acme").decrypt(sealed, ROW)).isEqualTo(PAN);

        later.replay(receipt);

        assertThat(codeOf(() -> later.cipher("acme").decrypt(sealed, ROW))).isEqualTo(ErrorCode.SHREDDED);
    }

    @Test
    void a_receipt_leaves_a_tombstone_where_the_backup_is_older_than_the_tenant() {
        TenantKeys tenants = node();
        tenants.create("first");
        tenants.create("acme");
        byte[] sealed = tenants.cipher("acme").encrypt(PAN, ROW);
        ShredReceipt receipt = tenants.shred("acme");
        UnreliableStore restored = new UnreliableStore();
        restored.insertStoreKey(store.storeKey(TestDeadlines.minute()).orElseThrow(), TestDeadlines.minute());
        TenantKeys later = node(TenantKeys.builder(Keyring.of(kek()), restored));

        later.replay(receipt);

        assertThat(codeOf(() -> later.cipher("acme").decrypt(sealed, ROW))).isEqualTo(ErrorCode.SHREDDED);
        assertThat(codeOf(() -> later.create("acme"))).isEqualTo(ErrorCode.SHREDDED);
    }

    // ---------------------------------------------------------------- streams

    @Test
    void an_open_stream_ends_when_its_tenant_is_shredded() throws IOException {
        TenantKeys tenants = node();
        tenants.create("acme");
        byte[] sealed = tenants.cipher("acme").encrypt(new byte[100_000], ROW);
        try (InputStream open = tenants.cipher("acme").decryptingStream(new ByteArrayInputStream(sealed), ROW)) {
            open.readNBytes(1000);

            tenants.shred("acme");

            assertThat(codeOf(open::readAllBytes)).isEqualTo(ErrorCode.SHREDDED);
            assertThat(codeOf(open::read)).isEqualTo(ErrorCode.SHREDDED);
        }
    }

    @Test
    void an_open_stream_on_several_threads_ends_when_its_tenant_is_shredded() throws IOException {
        TenantKeys tenants = node();
        tenants.create("acme");
        EnvelopeCipher cipher = tenants.cipher("acme").withStreamThreads(3);
        byte[] sealed = cipher.encrypt(new byte[2_000_000], ROW);
        try (InputStream open = cipher.decryptingStream(new ByteArrayInputStream(sealed), ROW)) {
            open.readNBytes(1000);

            tenants.shred("acme");

            // What was read ahead is not handed out either: only the rest of the chunk that is in the reader's hands.
            assertThat(open.readNBytes(16_384 - 1000)).hasSize(16_384 - 1000);
            assertThat(codeOf(open::read)).isEqualTo(ErrorCode.SHREDDED);
            assertThat(codeOf(open::read)).isEqualTo(ErrorCode.SHREDDED);
        }
    }

    @Test
    void an_open_stream_ends_at_the_maximum_age_while_the_key_service_is_down() throws IOException {
        TenantKeys tenants = node();
        tenants.create("acme");
        byte[] sealed = tenants.cipher("acme").encrypt(new byte[100_000], ROW);
        try (InputStream open = tenants.cipher("acme").decryptingStream(new ByteArrayInputStream(sealed), ROW)) {
            open.readNBytes(1000);

            kms.faults().failEveryCall(KmsErrorCode.INTERNAL);
            clock.advance(Duration.ofMinutes(5));

            assertThat(codeOf(open::readAllBytes)).isEqualTo(ErrorCode.UNAVAILABLE);
        }
    }

    @Test
    void an_encrypting_stream_ends_when_its_tenant_is_suspended() throws IOException {
        TenantKeys tenants = node();
        tenants.create("acme");
        try (InputStream open =
                tenants.cipher("acme").encryptingStream(new ByteArrayInputStream(new byte[100_000]), ROW)) {
            open.readNBytes(1000);

            tenants.suspend("acme");

            assertThat(codeOf(open::readAllBytes)).isEqualTo(ErrorCode.TENANT_SUSPENDED);
        }
    }

    // ---------------------------------------------------------------- list, export, audit, close

    @Test
    void tenants_are_listed_with_states_and_versions_in_the_order_of_their_ids() {
        TenantKeys tenants = node();
        tenants.create("b");
        tenants.create("a");
        tenants.suspend("b");

        assertThat(tenants.list())
                .extracting(TenantInfo::tenantId, TenantInfo::state)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("a", TenantState.ACTIVE),
                        org.assertj.core.groups.Tuple.tuple("b", TenantState.SUSPENDED));
    }

    @Test
    void more_tenants_than_a_page_are_listed() {
        TenantKeys tenants = node();
        for (int i = 0; i < 1001; i++) {
            tenants.create("tenant" + i);
        }

        assertThat(tenants.list()).hasSize(1001);
    }

    @Test
    void the_export_has_a_line_of_json_for_each_tenant() throws IOException {
        TenantKeys tenants = node();
        tenants.create("caf\u00e9 \"7\"");
        String version = tenants.find("caf\u00e9 \"7\"").orElseThrow().currentVersion();
        StringBuilder export = new StringBuilder();

        tenants.export(export);

        assertThat(export.toString())
                .isEqualTo("{\"tenant\":\"caf\\u00e9 \\u00227\\u0022\",\"state\":\"active\","
                        + "\"createdAt\":\"" + clock.instant() + "\",\"changedAt\":\"" + clock.instant() + "\","
                        + "\"revision\":1,\"currentVersion\":\"" + version + "\",\"versions\":[{\"version\":\""
                        + version + "\",\"createdAt\":\"" + clock.instant()
                        + "\",\"wrappedBy\":[\"cards:1\"]}],\"authentic\":true}\n");
    }

    @Test
    void the_export_tells_which_tenant_was_changed_by_hand() throws IOException {
        TenantKeys tenants = node();
        tenants.create("acme");
        tenants.create("umbrella");
        store.edit(
                "acme",
                tenant -> TenantEdits.changedAt(tenant, tenant.changedAt().plusSeconds(1)));
        StringBuilder export = new StringBuilder();

        tenants.export(export);

        assertThat(export.toString().lines().toList())
                .satisfiesExactly(
                        acme -> assertThat(acme).endsWith("\"authentic\":false,\"refused\":\"tenant-record-refused\"}"),
                        umbrella -> assertThat(umbrella).endsWith("\"authentic\":true}"));
    }

    @Test
    void the_audit_log_is_told_what_is_done_to_whom() {
        List<String> log = new ArrayList<>();
        TenantKeys tenants = node(builder().audit((action, tenant, at) -> log.add(action + " " + tenant.tenantId())));

        tenants.create("acme");
        tenants.rotate("acme");
        tenants.suspend("acme");
        tenants.suspend("acme");
        tenants.resume("acme");
        kms.rotate(keyId);
        tenants.rewrapStored();
        tenants.shred("acme");
        tenants.shred("acme");

        assertThat(log)
                .containsExactly(
                        TenantAction.CREATED + " acme",
                        TenantAction.ROTATED + " acme",
                        TenantAction.SUSPENDED + " acme",
                        TenantAction.RESUMED + " acme",
                        TenantAction.REWRAPPED + " acme",
                        TenantAction.SHREDDED + " acme");
    }

    @Test
    void an_audit_log_that_throws_does_not_undo_what_happened() {
        TenantKeys tenants = node(builder().audit((action, tenant, at) -> {
            throw new IllegalStateException("disk full");
        }));

        assertThat(tenants.create("acme")).isTrue();
    }

    @Test
    void a_cipher_of_tenant_keys_that_were_closed_says_so() {
        TenantKeys tenants = node();
        tenants.create("acme");
        EnvelopeCipher cipher = tenants.cipher("acme");

        tenants.close();

        assertThat(catchThrowableOfType(EnvelopeException.class, () -> cipher.encrypt(PAN, ROW)))
                .hasMessageContaining("closed");
    }

    @Test
    void no_text_shows_a_tenants_id() {
        TenantKeys tenants = node();
        tenants.create("canary-tenant");
        TenantInfo info = tenants.find("canary-tenant").orElseThrow();

        assertThat(List.of(
                        tenants.toString(),
                        info.toString(),
                        store.stored("canary-tenant").toString(),
                        tenants.key("canary-tenant").toString(),
                        tenants.cipher("canary-tenant").toString(),
                        tenants.shred("canary-tenant").toString(),
                        catchThrowableOfType(
                                        EnvelopeException.class,
                                        () -> tenants.cipher("canary-tenant").encrypt(PAN, ROW))
                                .toString(),
                        catchThrowableOfType(
                                        EnvelopeException.class,
                                        () -> tenants.cipher("canary-tenant-2").encrypt(PAN, ROW))
                                .toString()))
                .noneMatch(text -> text.contains("canary"));
    }

    /** A node that has used a tenant, and so is told what changes from here on. */
    private TenantKeys lookingForChanges() {
        TenantKeys tenants = node();
        tenants.create("first");
        tenants.cipher("first").encrypt(PAN, ROW);
        return tenants;
    }

    private long unwraps(Map<String, String> context) {
        return kms.calls()
                .matching(call -> call.operation() == KmsOperation.DECRYPT
                        && call.context().equals(context))
                .size();
    }
}

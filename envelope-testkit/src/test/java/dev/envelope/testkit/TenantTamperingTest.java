package dev.envelope.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.LocalKey;
import dev.envelope.tenant.StoredTenant;
import dev.envelope.tenant.StoredTenantKey;
import dev.envelope.tenant.TenantKeys;
import dev.envelope.tenant.TenantState;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever can write to the store, and not use the key-encryption key, can destroy and not deceive. */
class TenantTamperingTest extends TenantFixture {

    private byte[] sealed = new byte[0];

    @BeforeEach
    void createTenants() {
        TenantKeys tenants = node();
        tenants.create("acme");
        tenants.create("umbrella");
        tenants.rotate("acme");
        sealed = tenants.cipher("acme").encrypt(PAN, ROW);
    }

    @Test
    void another_tenants_keys_are_refused() {
        StoredTenant umbrella = store.stored("umbrella");

        assertRefused(acme -> TenantEdits.keys(acme, umbrella.keys()));
    }

    @Test
    void another_tenants_whole_row_is_refused() {
        StoredTenant umbrella = store.stored("umbrella");

        assertRefused(acme -> new StoredTenant(
                "acme",
                umbrella.revision(),
                umbrella.state(),
                umbrella.currentVersion(),
                umbrella.createdAt(),
                umbrella.changedAt(),
                umbrella.keys(),
                umbrella.seal()));
    }

    @Test
    void an_older_version_made_current_is_refused() {
        assertRefused(
                acme -> TenantEdits.currentVersion(acme, acme.keys().get(0).version()));
    }

    @Test
    void a_version_removed_is_refused() {
        assertRefused(acme -> TenantEdits.keys(acme, List.of(acme.keys().get(1))));
    }

    @Test
    void versions_in_another_order_are_refused() {
        assertRefused(acme ->
                TenantEdits.keys(acme, List.of(acme.keys().get(1), acme.keys().get(0))));
    }

    @Test
    void a_changed_date_is_refused() {
        assertRefused(acme -> TenantEdits.createdAt(acme, acme.createdAt().minusMillis(1)));
    }

    @Test
    void a_changed_date_of_a_version_is_refused() {
        assertRefused(acme -> TenantEdits.keys(
                acme,
                acme.keys().stream()
                        .map(key -> new StoredTenantKey(
                                key.version(), key.createdAt().plusMillis(1), key.wrapped(), key.check()))
                        .toList()));
    }

    @Test
    void a_cleared_suspension_is_refused() {
        node().suspend("acme");

        assertRefused(acme -> TenantEdits.state(acme, TenantState.ACTIVE));
    }

    @Test
    void a_cleared_shredded_flag_is_refused() {
        node().shred("acme");

        assertRefused(acme -> TenantEdits.state(acme, TenantState.ACTIVE));
    }

    @Test
    void keys_put_back_into_a_shredded_tenant_are_refused() {
        StoredTenant before = store.stored("acme");
        node().shred("acme");

        assertRefused(acme -> TenantEdits.keys(TenantEdits.state(acme, TenantState.ACTIVE), before.keys()));
    }

    @Test
    void a_changed_check_is_refused() {
        assertRefused(acme -> TenantEdits.keys(
                acme,
                acme.keys().stream()
                        .map(key -> new StoredTenantKey(key.version(), key.createdAt(), key.wrapped(), ""))
                        .toList()));
    }

    @Test
    void another_seal_is_refused() {
        String seal = store.stored("umbrella").seal();

        assertRefused(acme -> new StoredTenant(
                acme.tenantId(),
                acme.revision(),
                acme.state(),
                acme.currentVersion(),
                acme.createdAt(),
                acme.changedAt(),
                acme.keys(),
                seal));
    }

    @Test
    void a_row_of_another_store_under_the_same_key_encryption_key_is_refused() {
        UnreliableStore staging = new UnreliableStore();
        TenantKeys elsewhere = node(TenantKeys.builder(dev.envelope.Keyring.of(kek()), staging));
        elsewhere.create("acme");
        StoredTenant foreign = staging.stored("acme");

        assertRefused(acme -> foreign);
    }

    @Test
    void an_older_state_put_back_is_refused_by_a_process_that_saw_the_newer_one() {
        TenantKeys tenants = node();
        StoredTenant before = store.stored("acme");
        tenants.shred("acme");
        store.edit("acme", acme -> before);

        assertThat(codeOf(() -> tenants.cipher("acme").decrypt(sealed, ROW)))
                .isEqualTo(ErrorCode.TENANT_RECORD_REFUSED);
    }

    @Test
    void a_store_that_lost_its_own_key_gives_nothing_and_makes_no_new_one() {
        store.storeKeyGone = true;
        TenantKeys tenants = node();

        assertThat(codeOf(() -> tenants.cipher("acme").decrypt(sealed, ROW)))
                .isEqualTo(ErrorCode.TENANT_RECORD_REFUSED);
        assertThat(codeOf(() -> tenants.create("initech"))).isEqualTo(ErrorCode.TENANT_RECORD_REFUSED);
    }

    @Test
    void a_store_under_a_key_of_the_attackers_is_refused() {
        LocalKey attackers = LocalKey.ephemeral("cards");
        UnreliableStore forged = new UnreliableStore();
        node(TenantKeys.builder(dev.envelope.Keyring.of(attackers), forged)).create("acme");
        TenantKeys tenants = node(TenantKeys.builder(dev.envelope.Keyring.of(kek()), forged));

        assertThat(codeOf(() -> tenants.cipher("acme").encrypt(PAN, ROW)))
                .isIn(ErrorCode.WRAPPED_KEY_REFUSED, ErrorCode.MISCONFIGURED);
    }

    @Test
    void an_edit_takes_effect_nowhere_and_its_undoing_heals_it() {
        TenantKeys tenants = node();
        store.edit("acme", acme -> TenantEdits.createdAt(acme, acme.createdAt().minusMillis(1)));
        codeOf(() -> tenants.cipher("acme").decrypt(sealed, ROW));

        store.edit("acme", UnaryOperator.identity());

        assertThat(tenants.cipher("acme").decrypt(sealed, ROW)).isEqualTo(PAN);
    }

    @Test
    void an_edit_of_one_tenant_does_not_touch_the_others() {
        store.edit("acme", acme -> TenantEdits.createdAt(acme, acme.createdAt().minusMillis(1)));

        assertThat(node().cipher("umbrella").encrypt(PAN, ROW)).isNotEmpty();
    }

    private void assertRefused(UnaryOperator<StoredTenant> edit) {
        store.edit("acme", edit);
        TenantKeys tenants = node();

        EnvelopeException refused = Assertions.catchThrowableOfType(
                EnvelopeException.class, () -> tenants.cipher("acme").decrypt(sealed, ROW));

        assertThat(refused.code()).isEqualTo(ErrorCode.TENANT_RECORD_REFUSED);
        assertThat(codeOf(() -> tenants.cipher("acme").encrypt(PAN, ROW))).isEqualTo(ErrorCode.TENANT_RECORD_REFUSED);
        assertThat(codeOf(() -> tenants.rotate("acme"))).isEqualTo(ErrorCode.TENANT_RECORD_REFUSED);
        clock.advance(Duration.ofHours(1));
    }
}

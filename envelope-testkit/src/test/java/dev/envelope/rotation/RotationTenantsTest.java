package dev.envelope.rotation;

import static dev.envelope.rotation.RotationRig.PAN;
import static dev.envelope.rotation.RotationRig.context;
import static dev.envelope.rotation.RotationRig.id;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.ErrorCode;
import dev.envelope.KeyCaching;
import dev.envelope.Keyring;
import dev.envelope.LocalKey;
import dev.envelope.rotation.RotationReport.Ending;
import dev.envelope.tenant.InMemoryTenantKeyStore;
import dev.envelope.tenant.TenantKeys;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Rows of many tenants, each under a key of its own. */
class RotationTenantsTest {

    private final RotationRig rig = new RotationRig();
    private final LocalKey root = LocalKey.ephemeral("root");
    private final TenantKeys tenants = TenantKeys.over(root, new InMemoryTenantKeyStore());

    @AfterEach
    void the_end() {
        tenants.close();
        root.close();
    }

    @Test
    void only_rows_of_tenants_that_were_rotated_are_moved() {
        fill(tenants, 20, 300);
        tenants.rotate("t3");
        tenants.rotate("t7");
        RotationJob job = job(tenants);

        assertThat(job.plan().rows()).isEqualTo(30);
        assertThat(job.run().written()).isEqualTo(30);
        assertThat(job.run().done()).isZero();
        assertThat(job.verify().isClean()).isTrue();
    }

    @Test
    void tenants_that_do_not_fit_the_cache_are_moved_all_the_same() {
        try (TenantKeys few = TenantKeys.builder(Keyring.of(root), new InMemoryTenantKeyStore())
                .keyCaching(KeyCaching.defaults().withMaximumSize(3))
                .build()) {
            fill(few, 50, 500);
            for (int i = 0; i < 50; i++) {
                few.rotate("t" + i);
            }

            RotationReport report = job(few).run();

            assertThat(report.written()).isEqualTo(500);
            assertThat(job(few).plan().rows()).isZero();
        }
    }

    @Test
    void records_under_several_versions_of_tenants_that_do_not_fit_the_cache_are_all_moved() {
        try (TenantKeys few = TenantKeys.builder(Keyring.of(root), new InMemoryTenantKeyStore())
                .keyCaching(KeyCaching.defaults().withMaximumSize(3))
                .build()) {
            fill(few, 50, 500);
            for (int i = 0; i < 50; i++) {
                few.rotate("t" + i);
            }
            for (int i = 1; i <= 250; i++) {
                rig.put(i, few.cipher("t" + i % 50));
            }
            for (int i = 0; i < 50; i++) {
                few.rotate("t" + i);
            }

            RotationReport report = job(few).run();

            assertThat(report.written()).isEqualTo(500);
            assertThat(IntStream.rangeClosed(1, 500)
                            .filter(i -> !rig.version(i)
                                    .equals(few.find("t" + i % 50).orElseThrow().currentVersion())))
                    .isEmpty();
        }
    }

    @Test
    void rows_of_a_tenant_that_was_shredded_are_quarantined_and_do_not_stop_the_others() {
        fill(tenants, 4, 400);
        tenants.rotate("t0");
        tenants.rotate("t1");
        tenants.shred("t1");

        RotationReport report = job(tenants).run();

        assertThat(report.ending()).isEqualTo(Ending.DONE);
        assertThat(report.written()).isEqualTo(100);
        assertThat(report.bad()).extracting(BadRow::code).containsOnly(ErrorCode.SHREDDED);
    }

    @Test
    void rows_of_a_tenant_that_was_shredded_do_not_keep_a_version_from_being_retired() {
        fill(tenants, 4, 40);
        tenants.shred("t1");

        Verification found = job(tenants).verify();

        assertThat(found.isClean()).isTrue();
        assertThat(found.shredded()).isEqualTo(10);
        assertThat(found.opened()).isEqualTo(30);
        assertThat(found.verdict(RotationRig.OLD).mayBeRetired()).isTrue();
        assertThat(found.toJson()).contains("\"shredded\":10", "\"refused\":0");
    }

    @Test
    void a_row_that_names_a_tenant_who_is_not_there_is_bad() {
        fill(tenants, 1, 200);
        tenants.rotate("t0");
        rig.table.put(id(5), "tenant", "nobody");

        RotationReport report = job(tenants).run();

        assertThat(report.bad()).extracting(BadRow::code).containsExactly(ErrorCode.TENANT_NOT_FOUND);
        assertThat(report.written()).isEqualTo(199);
    }

    @Test
    void a_row_without_a_tenant_is_bad() {
        fill(tenants, 1, 200);
        tenants.rotate("t0");
        byte[] value = rig.value(5);
        rig.table.remove(id(5));
        rig.table.put(id(5), PAN, value);

        RotationReport report = job(tenants).run();

        assertThat(report.bad()).extracting(BadRow::code).containsExactly(ErrorCode.INVALID_CONTEXT);
        assertThat(Arrays.equals(rig.value(5), value)).isTrue();
    }

    @Test
    void a_column_of_plaintext_is_adopted_while_tenants_read_it() {
        try (TenantKeys migrating = TenantKeys.builder(Keyring.of(root), new InMemoryTenantKeyStore())
                .insecureAllowPlaintextUntil(Instant.now().plus(Duration.ofDays(1)))
                .build()) {
            migrating.create("t0");
            for (int i = 1; i <= 200; i++) {
                rig.table.put(id(i), "tenant", "t0");
                rig.table.put(id(i), PAN, RotationRig.message(i));
            }
            byte[] before = migrating.cipher("t0").decrypt(rig.value(7), context("7", PAN));

            RotationReport report = rig.prepared(RotationJob.encrypting(rig.table))
                    .cipherOfTenant(row -> row.required("tenant"), migrating::cipher)
                    .build()
                    .run();

            assertThat(report.written()).isEqualTo(200);
            assertThat(before).isEqualTo(RotationRig.message(7));
            assertThat(migrating.cipher("t0").decrypt(rig.value(7), context("7", PAN)))
                    .isEqualTo(before);
        }
    }

    private void fill(TenantKeys keys, int tenantCount, int rows) {
        for (int i = 0; i < tenantCount; i++) {
            keys.create("t" + i);
        }
        for (int i = 1; i <= rows; i++) {
            String tenant = "t" + i % tenantCount;
            rig.table.put(id(i), "tenant", tenant);
            rig.table.put(id(i), PAN, keys.cipher(tenant).encrypt(RotationRig.message(i), context("" + i, PAN)));
        }
    }

    private RotationJob job(TenantKeys keys) {
        return rig.prepared(RotationJob.rewrapping(rig.table))
                .cipherOfTenant(row -> row.required("tenant"), keys::cipher)
                .build();
    }
}

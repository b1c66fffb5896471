package dev.envelope.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.ErrorCode;
import dev.envelope.tenant.StoredTenant;
import dev.envelope.tenant.TenantInfo;
import dev.envelope.tenant.TenantKeys;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A tenant that changes while it is read was not changed by hand. */
class TenantRaceTest extends TenantFixture {

    @Test
    void threads_of_one_node_that_rotate_the_same_tenant_all_add_their_versions() throws Exception {
        TenantKeys tenants = node();
        tenants.create("acme");
        Callable<List<String>> fourRotations = () ->
                List.of(tenants.rotate("acme"), tenants.rotate("acme"), tenants.rotate("acme"), tenants.rotate("acme"));

        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<String> added = new ArrayList<>();
        try {
            for (Future<List<String>> rotated : threads.invokeAll(Collections.nCopies(4, fourRotations))) {
                added.addAll(rotated.get());
            }
        } finally {
            threads.shutdownNow();
        }

        assertThat(tenants.find("acme").orElseThrow().versions())
                .extracting(TenantInfo.Version::version)
                .hasSize(17)
                .containsAll(added);
    }

    @Test
    void a_rotation_that_read_before_another_one_was_written_succeeds() {
        TenantKeys tenants = node();
        tenants.create("acme");
        store.afterNextFind(() -> tenants.rotate("acme"));

        tenants.rotate("acme");

        assertThat(tenants.find("acme").orElseThrow().versions()).hasSize(3);
    }

    @Test
    void what_was_read_before_a_suspension_that_has_ended_since_encrypts() {
        TenantKeys tenants = node();
        tenants.create("acme");
        store.afterNextFind(() -> {
            tenants.suspend("acme");
            tenants.resume("acme");
        });

        assertThat(tenants.cipher("acme").encrypt(PAN, ROW)).isNotEmpty();
    }

    @Test
    void a_key_that_is_loaded_while_its_owner_is_closed_is_not_kept() {
        TenantKeys tenants = node();
        tenants.create("acme");
        store.afterNextFind(tenants::close);

        tenants.cipher("acme").encrypt(PAN, ROW);

        assertThat(tenants.keyCacheStats().size()).isZero();
    }

    @Test
    void a_tenant_that_was_rotated_after_its_page_was_read_is_listed_as_it_is_now() {
        TenantKeys tenants = node();
        tenants.create("acme");
        tenants.create("umbrella");
        Iterator<TenantInfo> listed = tenants.list().iterator();
        listed.next();

        tenants.rotate("umbrella");

        assertThat(listed.next()).isEqualTo(tenants.find("umbrella").orElseThrow());
    }

    @Test
    void a_tenant_that_was_rotated_after_its_page_was_read_is_exported_as_authentic() throws IOException {
        TenantKeys tenants = node();
        tenants.create("acme");
        tenants.create("umbrella");
        RotatingExport export = new RotatingExport(tenants, "umbrella");

        tenants.export(export);

        assertThat(export.text.toString().lines().toList())
                .hasSize(2)
                .allSatisfy(line -> assertThat(line).endsWith("\"authentic\":true}"));
    }

    @Test
    void an_older_state_that_was_put_back_is_refused_by_the_list_too() {
        TenantKeys tenants = node();
        tenants.create("acme");
        StoredTenant before = store.stored("acme");
        tenants.rotate("acme");

        store.edit("acme", acme -> before);

        assertThat(codeOf(() -> tenants.list().toList())).isEqualTo(ErrorCode.TENANT_RECORD_REFUSED);
    }

    /** Rotates a tenant as soon as the first line is written. */
    private static final class RotatingExport implements Appendable {

        private final StringBuilder text = new StringBuilder();
        private final TenantKeys tenants;
        private final String tenantId;

        RotatingExport(TenantKeys tenants, String tenantId) {
            this.tenants = tenants;
            this.tenantId = tenantId;
        }

        @Override
        public Appendable append(CharSequence written) {
            if (text.isEmpty()) {
                tenants.rotate(tenantId);
            }
            text.append(written);
            return this;
        }

        @Override
        public Appendable append(CharSequence written, int start, int end) {
            return append(written.subSequence(start, end));
        }

        @Override
        public Appendable append(char written) {
            return append(String.valueOf(written));
        }
    }
}

package dev.envelope.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.ErrorCode;
import dev.envelope.KeyCaching;
import dev.envelope.tenant.TenantKeys;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What holds while the key service or the store is down, and when many come at once. */
class TenantOutageTest extends TenantFixture {

    private static final Duration MAXIMUM_AGE = KeyCaching.defaults().maximumAge();

    @Test
    void with_the_key_service_down_a_cached_key_serves_to_its_maximum_age() {
        TenantKeys tenants = warm();

        kms.faults().failEveryCall(KmsErrorCode.INTERNAL);
        clock.advance(MAXIMUM_AGE.minusMillis(1));

        assertThat(tenants.cipher("acme").encrypt(PAN, ROW)).isNotEmpty();
    }

    @Test
    void with_the_key_service_down_a_key_of_its_maximum_age_is_unavailable() {
        TenantKeys tenants = warm();

        kms.faults().failEveryCall(KmsErrorCode.INTERNAL);
        clock.advance(MAXIMUM_AGE);

        assertThat(codeOf(() -> tenants.cipher("acme").encrypt(PAN, ROW))).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void with_the_key_service_back_service_resumes_by_itself() {
        TenantKeys tenants = warm();
        kms.faults().failEveryCall(KmsErrorCode.INTERNAL);
        clock.advance(MAXIMUM_AGE);
        codeOf(() -> tenants.cipher("acme").encrypt(PAN, ROW));

        kms.faults().clear();

        assertThat(tenants.cipher("acme").encrypt(PAN, ROW)).isNotEmpty();
    }

    @Test
    void with_the_store_down_a_cached_key_serves_to_its_maximum_age() {
        TenantKeys tenants = warm();

        store.down = true;
        clock.advance(MAXIMUM_AGE.minusMillis(1));

        assertThat(tenants.cipher("acme").encrypt(PAN, ROW)).isNotEmpty();
    }

    @Test
    void with_the_store_down_a_key_of_its_maximum_age_is_unavailable() {
        TenantKeys tenants = warm();

        store.down = true;
        clock.advance(MAXIMUM_AGE);

        assertThat(codeOf(() -> tenants.cipher("acme").encrypt(PAN, ROW))).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void with_the_store_back_service_resumes_by_itself() {
        TenantKeys tenants = warm();
        store.down = true;
        clock.advance(MAXIMUM_AGE);
        codeOf(() -> tenants.cipher("acme").encrypt(PAN, ROW));

        store.down = false;

        assertThat(tenants.cipher("acme").encrypt(PAN, ROW)).isNotEmpty();
    }

    @Test
    void with_the_store_down_an_unknown_tenant_is_unavailable_and_not_missing() {
        store.down = true;

        assertThat(codeOf(() -> node().cipher("acme").encrypt(PAN, ROW))).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void with_the_store_down_no_key_is_made() {
        TenantKeys tenants = node();
        store.down = true;

        assertThat(codeOf(() -> tenants.create("acme"))).isEqualTo(ErrorCode.UNAVAILABLE);
        kms.calls().assertNone();
    }

    @Test
    void with_the_store_down_a_version_that_is_not_known_yet_is_unavailable_and_not_foreign() {
        TenantKeys tenants = warm();
        TenantKeys other = node();
        other.rotate("acme");
        byte[] sealed = other.cipher("acme").encrypt(PAN, ROW);

        store.down = true;

        assertThat(codeOf(() -> tenants.cipher("acme").decrypt(sealed, ROW))).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void with_the_store_down_a_foreign_record_takes_nothing_from_the_tenants_own() {
        TenantKeys tenants = warm();
        tenants.create("umbrella");
        byte[] own = tenants.cipher("acme").encrypt(PAN, ROW);
        byte[] foreign = tenants.cipher("umbrella").encrypt(PAN, ROW);
        store.down = true;

        codeOf(() -> tenants.cipher("acme").decrypt(foreign, ROW));

        assertThat(tenants.cipher("acme").decrypt(own, ROW)).isEqualTo(PAN);
    }

    @Test
    void with_the_store_down_asking_for_new_versions_takes_nothing_away() {
        TenantKeys tenants = warm();
        store.down = true;

        ErrorCode asked = codeOf(() -> tenants.cipher("acme").refreshVersions());

        assertThat(asked).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(tenants.cipher("acme").encrypt(PAN, ROW)).isNotEmpty();
    }

    @Test
    void a_denial_by_the_key_service_ends_service_at_the_next_refresh() {
        TenantKeys tenants = warm();

        kms.faults().failEveryCall(KmsErrorCode.ACCESS_DENIED);
        clock.advance(KeyCaching.defaults().refreshAge());
        tenants.cipher("acme").encrypt(PAN, ROW);

        assertThat(codeOf(() -> tenants.cipher("acme").encrypt(PAN, ROW))).isEqualTo(ErrorCode.ACCESS_DENIED);
    }

    @Test
    void a_store_that_went_back_is_read_anew() {
        TenantKeys tenants = warm();
        byte[] sealed = tenants.cipher("acme").encrypt(PAN, ROW);

        store.wentBackTo = 0;
        tenants.refresh();

        assertThat(tenants.keyCacheStats().size()).isZero();
        assertThat(tenants.cipher("acme").decrypt(sealed, ROW)).isEqualTo(PAN);
    }

    @Test
    void nodes_that_create_the_same_tenant_at_once_end_with_one_key() throws Exception {
        List<TenantKeys> nodes = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            nodes.add(node());
        }

        List<Boolean> created = atOnce(nodes.stream()
                .<Callable<Boolean>>map(node -> () -> node.create("acme"))
                .toList());
        Set<String> versions = ConcurrentHashMap.newKeySet();
        nodes.forEach(node -> versions.add(node.find("acme").orElseThrow().currentVersion()));

        assertThat(created).containsOnlyOnce(true);
        assertThat(versions).hasSize(1);
        byte[] sealed = nodes.get(0).cipher("acme").encrypt(PAN, ROW);
        assertThat(nodes)
                .allSatisfy(node ->
                        assertThat(node.cipher("acme").decrypt(sealed, ROW)).isEqualTo(PAN));
    }

    @Test
    void a_hundred_cold_threads_cause_one_unwrap_of_the_tenants_key() throws Exception {
        node().create("acme");
        TenantKeys tenants = node(builder().keyCaching(KeyCaching.defaults()));
        kms.calls().clear();

        atOnce(java.util.Collections.nCopies(100, () -> tenants.cipher("acme").encrypt(PAN, ROW).length));

        assertThat(kms.calls().of(KmsOperation.DECRYPT))
                .extracting(call -> call.context().get("purpose"))
                .containsExactlyInAnyOrder("envelope/tenant-store", "envelope/tenant-key");
    }

    @Test
    void nodes_that_rotate_at_once_all_add_their_version() throws Exception {
        List<TenantKeys> nodes = List.of(node(), node(), node());
        nodes.get(0).create("acme");

        atOnce(nodes.stream()
                .<Callable<String>>map(node -> () -> node.rotate("acme"))
                .toList());

        assertThat(node().find("acme").orElseThrow().versions()).hasSize(4);
    }

    private TenantKeys warm() {
        TenantKeys tenants = node();
        tenants.create("acme");
        tenants.cipher("acme").encrypt(PAN, ROW);
        return tenants;
    }

    private static <T> List<T> atOnce(List<? extends Callable<T>> calls) throws Exception {
        ExecutorService threads = Executors.newCachedThreadPool();
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(calls)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}

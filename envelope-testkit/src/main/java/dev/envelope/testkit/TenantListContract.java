package dev.envelope.testkit;

import static dev.envelope.testkit.StoreUnderTest.key;
import static dev.envelope.testkit.StoreUnderTest.tenant;
import static dev.envelope.testkit.StoreUnderTest.version;
import static dev.envelope.testkit.StoreUnderTest.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.tenant.StoredTenant;
import dev.envelope.tenant.TenantState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** All tenants can be walked through, in one order and in parts. */
interface TenantListContract {

    @Test
    default void an_empty_store_lists_nothing(StoreUnderTest test) {
        assertThat(test.store().list(Optional.empty(), 10, test.deadline())).isEmpty();
        assertThat(test.store().list(Optional.of("a"), 10, test.deadline())).isEmpty();
    }

    @Test
    default void tenants_are_listed_in_the_order_of_their_bytes(StoreUnderTest test) {
        TenantIdContract.DIFFERENT.forEach(id -> test.insert(tenant(id)));

        assertThat(test.store().list(Optional.empty(), 1000, test.deadline()))
                .extracting(StoredTenant::tenantId)
                .containsExactlyElementsOf(inOrder());
    }

    @Test
    default void listing_in_parts_lists_each_tenant_once(StoreUnderTest test) {
        TenantIdContract.DIFFERENT.forEach(id -> test.insert(tenant(id)));
        for (int limit : new int[] {1, 2, 7, TenantIdContract.DIFFERENT.size()}) {
            List<String> listed = new ArrayList<>();
            Optional<String> after = Optional.empty();
            List<StoredTenant> part;
            do {
                part = test.store().list(after, limit, test.deadline());
                assertThat(part).as("limit %s", limit).hasSizeLessThanOrEqualTo(limit);
                part.forEach(tenant -> listed.add(tenant.tenantId()));
                after = part.isEmpty()
                        ? after
                        : Optional.of(part.get(part.size() - 1).tenantId());
            } while (part.size() == limit);
            assertThat(listed).as("limit %s", limit).containsExactlyElementsOf(inOrder());
        }
    }

    @Test
    default void a_list_goes_on_behind_an_id_that_is_not_there(StoreUnderTest test) {
        List.of("a", "c", "d").forEach(id -> test.insert(tenant(id)));

        assertThat(test.store().list(Optional.of("b"), 10, test.deadline()))
                .extracting(StoredTenant::tenantId)
                .containsExactly("c", "d");
    }

    @Test
    default void a_list_has_whole_tenants_however_many_versions_they_have(StoreUnderTest test) {
        List<StoredTenant> tenants = new ArrayList<>();
        for (String id : List.of("a", "b", "c")) {
            StoredTenant created = tenant(id);
            StoredTenant changed = with(
                    created,
                    TenantState.SUSPENDED,
                    List.of(created.keys().get(0), key(version(id + 2), id + 2), key(version(id + 3), id + 3)));
            test.insert(created);
            test.replace(changed);
            tenants.add(changed);
        }

        assertThat(test.store().list(Optional.empty(), 2, test.deadline()))
                .containsExactlyElementsOf(tenants.subList(0, 2));
        assertThat(test.store().list(Optional.of("b"), 2, test.deadline())).containsExactly(tenants.get(2));
    }

    private static List<String> inOrder() {
        Comparator<String> byBytes =
                Comparator.comparing(id -> id.getBytes(StandardCharsets.UTF_8), Arrays::compareUnsigned);
        return TenantIdContract.DIFFERENT.stream().sorted(byBytes).toList();
    }
}

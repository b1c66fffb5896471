package dev.envelope.testkit;

import static dev.envelope.testkit.StoreUnderTest.key;
import static dev.envelope.testkit.StoreUnderTest.longestBlock;
import static dev.envelope.testkit.StoreUnderTest.shredded;
import static dev.envelope.testkit.StoreUnderTest.tenant;
import static dev.envelope.testkit.StoreUnderTest.version;
import static dev.envelope.testkit.StoreUnderTest.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.tenant.StoredTenant;
import dev.envelope.tenant.StoredTenantKey;
import dev.envelope.tenant.TenantState;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A tenant is given back as it was put, and replaced only by whoever saw what it was. */
interface TenantContract {

    @Test
    default void an_empty_store_has_no_tenant(StoreUnderTest test) {
        assertThat(test.find("a")).isEmpty();
    }

    @Test
    default void a_tenant_comes_back_with_every_field(StoreUnderTest test) {
        StoredTenant tenant = tenant("a");

        assertThat(test.insert(tenant)).isTrue();

        assertThat(test.find("a")).hasValue(tenant);
        assertThat(test.other().find("a", test.deadline())).hasValue(tenant);
    }

    @Test
    default void every_state_comes_back(StoreUnderTest test) {
        StoredTenant tenant = tenant("a");
        test.insert(tenant);
        for (TenantState state : TenantState.values()) {
            tenant = with(tenant, state, tenant.keys());

            assertThat(test.replace(tenant)).isTrue();
            assertThat(test.find("a")).hasValue(tenant);
        }
    }

    @Test
    default void times_come_back_to_the_millisecond(StoreUnderTest test) {
        StoredTenant some = tenant("a");
        Instant early = Instant.ofEpochMilli(-1);
        Instant late = Instant.parse("9999-12-31T23:59:59.999Z");
        StoredTenant tenant =
                new StoredTenant("a", 1, some.state(), some.currentVersion(), early, late, some.keys(), some.seal());
        test.insert(tenant);

        assertThat(test.find("a")).hasValue(tenant);
    }

    @Test
    default void the_longest_wrapped_key_comes_back(StoreUnderTest test) {
        StoredTenant some = tenant("a");
        StoredTenant tenant = new StoredTenant(
                "a",
                1,
                some.state(),
                some.currentVersion(),
                some.createdAt(),
                some.changedAt(),
                List.of(new StoredTenantKey(
                        some.currentVersion(),
                        some.createdAt(),
                        longestBlock(),
                        some.keys().get(0).check())),
                some.seal());
        test.insert(tenant);

        assertThat(test.find("a")).hasValue(tenant);
    }

    @Test
    default void as_many_versions_as_there_may_be_come_back_in_their_order(StoreUnderTest test) {
        StoredTenant created = tenant("a");
        test.insert(created);
        List<StoredTenantKey> keys = IntStream.range(0, StoredTenant.MAXIMUM_VERSIONS)
                .mapToObj(i -> key(version("version " + i), "key " + i))
                .toList();
        StoredTenant tenant = with(created, TenantState.ACTIVE, keys);

        assertThat(test.replace(tenant)).isTrue();

        assertThat(test.find("a")).hasValue(tenant);
    }

    @Test
    default void a_tenant_that_is_there_is_not_inserted_again(StoreUnderTest test) {
        test.insert(tenant("a", "first"));

        assertThat(test.insert(tenant("a", "second"))).isFalse();

        assertThat(test.find("a")).hasValue(tenant("a", "first"));
    }

    @Test
    default void a_further_version_stands_behind_the_others(StoreUnderTest test) {
        StoredTenant created = tenant("a");
        test.insert(created);
        List<StoredTenantKey> keys = new ArrayList<>(created.keys());
        keys.add(key(version("next"), "next"));
        StoredTenant rotated = with(created, TenantState.ACTIVE, keys);

        assertThat(test.replace(rotated)).isTrue();

        assertThat(test.find("a")).hasValue(rotated);
    }

    @Test
    default void a_replaced_tenant_has_the_versions_that_it_was_replaced_with_and_no_others(StoreUnderTest test) {
        StoredTenant created = tenant("a");
        test.insert(created);
        StoredTenantKey one = key(version("one"), "one");
        StoredTenantKey two = key(version("two"), "two");
        StoredTenantKey three = key(version("three"), "three");
        StoredTenant more = with(created, TenantState.ACTIVE, List.of(one, two, three));
        StoredTenant fewer = with(more, TenantState.ACTIVE, List.of(three, one));
        test.replace(more);

        assertThat(test.replace(fewer)).isTrue();

        assertThat(test.find("a")).hasValue(fewer);
    }

    @Test
    default void shredding_leaves_no_wrapped_key(StoreUnderTest test) {
        StoredTenant created = tenant("a");
        test.insert(created);
        StoredTenant shredded = with(
                created,
                TenantState.SHREDDED,
                created.keys().stream().map(StoreUnderTest::shredded).toList());

        assertThat(test.replace(shredded)).isTrue();

        assertThat(test.find("a")).hasValue(shredded);
        assertThat(shredded.keys()).containsExactly(shredded(created.keys().get(0)));
    }

    @Test
    default void replacing_one_tenant_leaves_the_others(StoreUnderTest test) {
        test.insert(tenant("a"));
        test.insert(tenant("b"));

        test.replace(tenant("a", 2, "later"));

        assertThat(test.find("b")).hasValue(tenant("b"));
    }

    @Test
    default void a_tenant_that_is_not_there_is_not_replaced(StoreUnderTest test) {
        assertThat(test.replace(tenant("a", 2, "nobody"))).isFalse();
        assertThat(test.find("a")).isEmpty();
    }

    @Test
    default void a_tenant_at_another_revision_is_not_replaced(StoreUnderTest test) {
        test.insert(tenant("a"));
        StoredTenant second = tenant("a", 2, "second");
        test.replace(second);

        for (long revision : new long[] {0, 1, 2, 4}) {
            assertThat(test.replace(tenant("a", revision, "late")))
                    .as("replacing revision 2 by %s", revision)
                    .isFalse();
        }
        assertThat(test.find("a")).hasValue(second);
    }
}

package dev.envelope.testkit;

import static dev.envelope.testkit.StoreUnderTest.block;
import static dev.envelope.testkit.StoreUnderTest.tenant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.tenant.StoredTenant;
import dev.envelope.tenant.TenantChanges;
import dev.envelope.tenant.TenantKeyStore.Subscription;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Whoever asks again and again what was changed learns of every change, in whatever order changes come to be seen. */
interface TenantChangesContract {

    @Test
    default void the_position_is_zero_before_the_first_change(StoreUnderTest test) {
        assertThat(test.store().position(test.deadline())).isZero();
        assertThat(test.store().changesSince(0, test.deadline())).isEqualTo(new TenantChanges(0, List.of(), false));
    }

    @Test
    default void the_position_grows_with_each_change(StoreUnderTest test) {
        test.insert(tenant("a"));
        long first = test.store().position(test.deadline());
        test.insert(tenant("b"));
        long second = test.store().position(test.deadline());
        test.replace(tenant("a", 2, "later"));
        long third = test.other().position(test.deadline());

        assertThat(first).isPositive();
        assertThat(second).isGreaterThan(first);
        assertThat(third).isGreaterThan(second);
    }

    @Test
    default void what_changed_nothing_is_no_change(StoreUnderTest test) {
        test.insert(tenant("a"));
        long before = test.store().position(test.deadline());

        test.insert(tenant("a", "again"));
        test.replace(tenant("a", 5, "too late"));
        test.replace(tenant("b", 2, "not there"));

        assertThat(test.store().position(test.deadline())).isEqualTo(before);
    }

    @Test
    default void inserted_and_replaced_tenants_are_changes(StoreUnderTest test) {
        test.insert(tenant("a"));
        test.insert(tenant("b"));
        long before = test.store().position(test.deadline());

        test.replace(tenant("b", 2, "later"));
        test.insert(tenant("c"));

        TenantChanges changes = test.other().changesSince(before, test.deadline());
        assertThat(changes.tenantIds()).containsOnly("b", "c");
        assertThat(changes.position()).isEqualTo(test.store().position(test.deadline()));
        assertThat(changes.more()).isFalse();
    }

    @Test
    default void a_tenant_that_was_changed_again_is_told_again(StoreUnderTest test) {
        test.insert(tenant("a"));
        TenantChanges first = test.store().changesSince(0, test.deadline());
        test.replace(tenant("a", 2, "later"));

        assertThat(first.tenantIds()).containsOnly("a");
        assertThat(test.store().changesSince(first.position(), test.deadline()).tenantIds())
                .containsOnly("a");
    }

    @Test
    default void at_the_end_and_behind_it_there_are_no_changes(StoreUnderTest test) {
        test.insert(tenant("a"));
        long end = test.store().position(test.deadline());
        TenantChanges none = new TenantChanges(end, List.of(), false);

        assertThat(test.store().changesSince(end, test.deadline())).isEqualTo(none);
        assertThat(test.store().changesSince(end + 1, test.deadline())).isEqualTo(none);
        assertThat(test.store().changesSince(Long.MAX_VALUE, test.deadline())).isEqualTo(none);
    }

    @Test
    default void a_store_key_is_no_change_of_a_tenant(StoreUnderTest test) {
        test.store().insertStoreKey(block("store"), test.deadline());
        test.store().replaceStoreKey(block("store"), block("anew"), test.deadline());

        assertThat(test.store().changesSince(0, test.deadline()).tenantIds()).isEmpty();
    }

    @Test
    default void many_changes_are_told_in_parts_that_leave_none_out(StoreUnderTest test) throws Exception {
        int tenants = 2_100;
        test.atOnce(4, (store, caller) -> {
            for (int i = caller; i < tenants; i += 4) {
                store.insert(tenant("tenant " + i), test.deadline());
            }
            return true;
        });

        TenantChanges changes = changesSince(test, 0);

        assertThat(changes.tenantIds()).hasSize(tenants).doesNotHaveDuplicates();
        assertThat(changes.position()).isEqualTo(test.store().position(test.deadline()));
    }

    /** Positions must become visible in their order: one that shows up behind a later one would be passed over. */
    @Test
    default void no_change_is_left_out_while_several_write(StoreUnderTest test) throws Exception {
        int writers = 6;
        long revisions = 25;
        AtomicBoolean ended = new AtomicBoolean();
        CallInThread<Map<String, Long>> poller = CallInThread.start(() -> {
            Map<String, Long> seen = new HashMap<>();
            long position = 0;
            boolean last;
            do {
                last = ended.get();
                TenantChanges changes = test.other().changesSince(position, test.deadline());
                assertThat(changes.position()).isGreaterThanOrEqualTo(position);
                for (String id : changes.tenantIds()) {
                    // what the change was about can be seen once the change can
                    StoredTenant tenant = test.other().find(id, test.deadline()).orElseThrow();
                    seen.merge(id, tenant.revision(), Math::max);
                }
                position = changes.position();
                last &= !changes.more();
            } while (!last);
            return seen;
        });

        try {
            test.atOnce(writers, (store, writer) -> {
                store.insert(tenant("of " + writer), test.deadline());
                for (long revision = 2; revision <= revisions; revision++) {
                    assertThat(store.replace(tenant("of " + writer, revision, "w"), test.deadline()))
                            .isTrue();
                    assertThat(store.insert(tenant("of " + writer + ", number " + revision), test.deadline()))
                            .isTrue();
                }
                return true;
            });
        } finally {
            ended.set(true);
        }

        Map<String, Long> expected = new HashMap<>();
        for (int writer = 0; writer < writers; writer++) {
            expected.put("of " + writer, revisions);
            for (long revision = 2; revision <= revisions; revision++) {
                expected.put("of " + writer + ", number " + revision, 1L);
            }
        }
        assertThat(poller.result()).isEqualTo(expected);
    }

    @Test
    default void a_subscription_can_be_had_and_ended_twice(StoreUnderTest test) {
        Subscription subscription = test.store().subscribe(() -> {});
        test.insert(tenant("a"));
        subscription.close();
        subscription.close();
        test.insert(tenant("b"));

        assertThat(test.find("b")).isPresent();
    }

    @Test
    default void a_store_that_pushes_calls_back(StoreUnderTest test) throws Exception {
        test.assumePushes();
        CountDownLatch called = new CountDownLatch(1);
        try (Subscription subscription = test.other().subscribe(called::countDown)) {
            // a subscription may take a moment to begin: what was missed until then is for those who poll
            long revision = 1;
            test.insert(tenant("a"));
            while (!called.await(500, TimeUnit.MILLISECONDS) && revision < 20) {
                revision++;
                test.replace(tenant("a", revision, "later"));
            }
            assertThat(subscription).isNotNull();
        }
        assertThat(called.getCount()).isZero();
    }

    /** All changes, of as many parts as there are. */
    static TenantChanges changesSince(StoreUnderTest test, long position) {
        List<String> ids = new ArrayList<>();
        TenantChanges part;
        long next = position;
        do {
            part = test.store().changesSince(next, test.deadline());
            assertThat(part.position()).isGreaterThanOrEqualTo(next);
            ids.addAll(part.tenantIds());
            next = part.position();
        } while (part.more());
        return new TenantChanges(next, ids, false);
    }
}

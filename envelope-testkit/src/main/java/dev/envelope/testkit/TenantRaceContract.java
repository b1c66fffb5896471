package dev.envelope.testkit;

import static dev.envelope.testkit.StoreUnderTest.key;
import static dev.envelope.testkit.StoreUnderTest.tenant;
import static dev.envelope.testkit.StoreUnderTest.version;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.tenant.StoredTenant;
import dev.envelope.tenant.StoredTenantKey;
import dev.envelope.tenant.TenantState;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Of those who change one tenant at the same time, one does, and nobody sees anything in between. */
interface TenantRaceContract {

    /** How many callers race. */
    int CALLERS = 8;

    @Test
    default void of_those_who_insert_at_once_one_does(StoreUnderTest test) throws Exception {
        for (int round = 0; round < 5; round++) {
            String id = "tenant " + round;

            List<Boolean> inserted = test.atOnce(
                    CALLERS, (store, caller) -> store.insert(tenant(id, "caller " + caller), test.deadline()));

            assertThat(inserted).containsOnlyOnce(true);
            assertThat(test.find(id)).hasValue(tenant(id, "caller " + inserted.indexOf(true)));
        }
    }

    @Test
    default void of_those_who_replace_at_once_one_does(StoreUnderTest test) throws Exception {
        test.insert(tenant("a"));
        for (long revision = 2; revision < 7; revision++) {
            long next = revision;

            List<Boolean> replaced = test.atOnce(
                    CALLERS, (store, caller) -> store.replace(tenant("a", next, "caller " + caller), test.deadline()));

            assertThat(replaced).containsOnlyOnce(true);
            assertThat(test.find("a")).hasValue(tenant("a", next, "caller " + replaced.indexOf(true)));
        }
    }

    @Test
    default void tenants_that_are_changed_at_once_are_all_changed(StoreUnderTest test) throws Exception {
        List<Boolean> changed = test.atOnce(CALLERS, (store, caller) -> {
            boolean all = store.insert(tenant("tenant " + caller), test.deadline());
            for (long revision = 2; revision <= 5; revision++) {
                all &= store.replace(tenant("tenant " + caller, revision, "later"), test.deadline());
            }
            return all;
        });

        assertThat(changed).containsOnly(true);
        for (int caller = 0; caller < CALLERS; caller++) {
            assertThat(test.find("tenant " + caller)).hasValue(tenant("tenant " + caller, 5, "later"));
        }
    }

    @Test
    default void nobody_sees_a_tenant_half_changed(StoreUnderTest test) throws Exception {
        test.insert(generation(1));
        AtomicBoolean ended = new AtomicBoolean();
        CallInThread<Boolean> writer = CallInThread.start(() -> {
            try {
                for (long revision = 2; revision <= 60; revision++) {
                    assertThat(test.replace(generation(revision))).isTrue();
                }
                return true;
            } finally {
                ended.set(true);
            }
        });
        while (!ended.get()) {
            StoredTenant found = test.other().find("a", test.deadline()).orElseThrow();
            assertThat(found).isEqualTo(generation(found.revision()));
        }
        assertThat(writer.result()).isTrue();
    }

    /** A tenant whose versions all tell its revision, more of them every other time. */
    private static StoredTenant generation(long revision) {
        List<StoredTenantKey> keys = IntStream.range(0, revision % 2 == 0 ? 12 : 4)
                .mapToObj(i -> key(version(revision + "." + i), revision + "." + i))
                .toList();
        StoredTenant some = tenant("a", revision, "writer");
        return new StoredTenant(
                "a",
                revision,
                TenantState.ACTIVE,
                keys.get(0).version(),
                Instant.EPOCH,
                some.changedAt(),
                keys,
                some.seal());
    }
}

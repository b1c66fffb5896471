package dev.envelope.testkit;

import static dev.envelope.testkit.StoreUnderTest.block;
import static dev.envelope.testkit.StoreUnderTest.longestBlock;
import static dev.envelope.testkit.StoreUnderTest.tenant;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** There is one key of the store, put before the first tenant and replaced only by whoever knows it. */
interface StoreKeyContract {

    @Test
    default void an_empty_store_has_no_key(StoreUnderTest test) {
        assertThat(test.store().storeKey(test.deadline())).isEmpty();
    }

    @Test
    default void the_store_key_comes_back(StoreUnderTest test) {
        assertThat(test.store().insertStoreKey(block("store"), test.deadline())).isTrue();

        assertThat(test.store().storeKey(test.deadline())).hasValue(block("store"));
        assertThat(test.other().storeKey(test.deadline())).hasValue(block("store"));
    }

    @Test
    default void the_longest_store_key_comes_back(StoreUnderTest test) {
        test.store().insertStoreKey(longestBlock(), test.deadline());

        assertThat(test.store().storeKey(test.deadline())).hasValue(longestBlock());
        assertThat(test.store().replaceStoreKey(longestBlock(), block("short"), test.deadline()))
                .isTrue();
        assertThat(test.store().storeKey(test.deadline())).hasValue(block("short"));
    }

    @Test
    default void a_store_key_is_not_inserted_where_there_is_one(StoreUnderTest test) {
        test.store().insertStoreKey(block("first"), test.deadline());

        assertThat(test.store().insertStoreKey(block("second"), test.deadline()))
                .isFalse();
        assertThat(test.store().insertStoreKey(block("first"), test.deadline())).isFalse();
        assertThat(test.store().storeKey(test.deadline())).hasValue(block("first"));
    }

    /** A store with tenants and no key has lost it: a new one would pass off what is there for authentic. */
    @Test
    default void a_store_key_is_not_inserted_where_there_is_a_tenant(StoreUnderTest test) {
        test.insert(tenant("a"));

        assertThat(test.store().insertStoreKey(block("late"), test.deadline())).isFalse();
        assertThat(test.store().storeKey(test.deadline())).isEmpty();
    }

    @Test
    default void a_store_key_is_replaced_by_whoever_knows_it(StoreUnderTest test) {
        test.store().insertStoreKey(block("first"), test.deadline());

        assertThat(test.store().replaceStoreKey(block("another"), block("second"), test.deadline()))
                .isFalse();
        assertThat(test.store().storeKey(test.deadline())).hasValue(block("first"));
        assertThat(test.other().replaceStoreKey(block("first"), block("second"), test.deadline()))
                .isTrue();
        assertThat(test.store().storeKey(test.deadline())).hasValue(block("second"));
    }

    @Test
    default void a_store_key_is_replaced_though_there_are_tenants(StoreUnderTest test) {
        test.store().insertStoreKey(block("first"), test.deadline());
        test.insert(tenant("a"));

        assertThat(test.store().replaceStoreKey(block("first"), block("second"), test.deadline()))
                .isTrue();
        assertThat(test.find("a")).hasValue(tenant("a"));
    }

    @Test
    default void a_store_key_that_is_not_there_is_not_replaced(StoreUnderTest test) {
        assertThat(test.store().replaceStoreKey(block("first"), block("second"), test.deadline()))
                .isFalse();
        assertThat(test.store().storeKey(test.deadline())).isEmpty();
    }

    @Test
    default void of_those_who_insert_a_store_key_at_once_one_does(StoreUnderTest test) throws Exception {
        List<Boolean> inserted = test.atOnce(
                TenantRaceContract.CALLERS,
                (store, caller) -> store.insertStoreKey(block("of " + caller), test.deadline()));

        assertThat(inserted).containsOnlyOnce(true);
        assertThat(test.store().storeKey(test.deadline())).hasValue(block("of " + inserted.indexOf(true)));
    }

    @Test
    default void of_those_who_replace_a_store_key_at_once_one_does(StoreUnderTest test) throws Exception {
        test.store().insertStoreKey(block("first"), test.deadline());

        List<Boolean> replaced = test.atOnce(
                TenantRaceContract.CALLERS,
                (store, caller) -> store.replaceStoreKey(block("first"), block("of " + caller), test.deadline()));

        assertThat(replaced).containsOnlyOnce(true);
        assertThat(test.store().storeKey(test.deadline())).hasValue(block("of " + replaced.indexOf(true)));
    }
}

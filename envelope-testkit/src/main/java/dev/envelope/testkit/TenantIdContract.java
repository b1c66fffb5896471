package dev.envelope.testkit;

import static dev.envelope.testkit.StoreUnderTest.tenant;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.tenant.StoredTenant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Tenant ids are any text, and equal only where their UTF-8 bytes are: two tenants must never share a key. */
interface TenantIdContract {

    /** Each of them another one to anything but a collation. */
    List<String> DIFFERENT = List.of(
            "a",
            "A",
            "a ",
            " a",
            "a  ",
            "a\t",
            "a\u0000",
            "\u0000",
            "\u0000a",
            " ",
            "\u00e9", // e with acute accent, composed
            "e\u0301", // and decomposed
            "e",
            "\u00df", // sharp s
            "ss",
            "SS",
            "\u0131", // dotless i
            "i",
            "I",
            "\u0130", // I with a dot
            "\u212a", // the sign for Kelvin
            "k",
            "K",
            "\ufb01", // the ligature fi
            "fi",
            "a\u200b", // with a space of no width
            "a\u00ad", // with a soft hyphen
            "\ufeffa",
            "\uffff",
            "\ud83d\ude00",
            "\ud83d\ude01",
            "1",
            "01",
            "\u0661", // an Arabic 1
            "%",
            "_",
            "a%",
            "a'b",
            "a''b",
            "a\\b",
            "a\"b",
            "a;b",
            "?",
            ":a",
            "null",
            "NULL");

    @Test
    default void tenant_ids_are_compared_by_their_bytes(StoreUnderTest test) {
        for (String id : DIFFERENT) {
            assertThat(test.find(id))
                    .as("before it was put: %s", codePoints(id))
                    .isEmpty();
            assertThat(test.insert(tenant(id, codePoints(id))))
                    .as("inserting %s", codePoints(id))
                    .isTrue();
        }
        for (String id : DIFFERENT) {
            assertThat(test.find(id)).as(codePoints(id)).hasValue(tenant(id, codePoints(id)));
        }
    }

    @Test
    default void a_change_of_one_tenant_is_none_of_one_with_a_similar_id(StoreUnderTest test) {
        DIFFERENT.forEach(id -> test.insert(tenant(id)));

        for (String id : DIFFERENT) {
            StoredTenant changed = tenant(id, 2, codePoints(id));
            assertThat(test.replace(changed)).as(codePoints(id)).isTrue();
        }

        for (String id : DIFFERENT) {
            assertThat(test.find(id)).as(codePoints(id)).hasValue(tenant(id, 2, codePoints(id)));
        }
    }

    @Test
    default void the_longest_tenant_ids_come_back(StoreUnderTest test) {
        for (String character : List.of("a", "\u00e9", "\u20ac", "\ud83d\ude00")) {
            String longest = character.repeat(200);
            String almost = character.repeat(199) + "b";
            assertThat(test.insert(tenant(longest))).isTrue();
            assertThat(test.find(almost)).isEmpty();
            assertThat(test.insert(tenant(almost))).isTrue();

            assertThat(test.find(longest)).hasValue(tenant(longest));
            assertThat(test.find(almost)).hasValue(tenant(almost));
        }
    }

    @Test
    default void any_tenant_id_comes_back_in_lists_and_changes(StoreUnderTest test) {
        long before = test.store().position(test.deadline());
        DIFFERENT.forEach(id -> test.insert(tenant(id)));

        assertThat(test.store().list(Optional.empty(), 1000, test.deadline()))
                .extracting(StoredTenant::tenantId)
                .containsExactlyInAnyOrderElementsOf(DIFFERENT);
        assertThat(TenantChangesContract.changesSince(test, before).tenantIds())
                .containsExactlyInAnyOrderElementsOf(DIFFERENT);
    }

    private static String codePoints(String id) {
        return id.codePoints()
                .mapToObj(point -> "U+" + Integer.toHexString(point))
                .toList()
                .toString();
    }
}

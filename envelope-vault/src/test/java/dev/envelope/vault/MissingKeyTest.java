package dev.envelope.vault;

import static dev.envelope.vault.Transit.ROW;
import static dev.envelope.vault.Transit.assertFails;
import static dev.envelope.vault.Transit.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.ErrorCode;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.WrapRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Transit makes a key that it is asked to encrypt by. Not for us. */
@RequiresVault
class MissingKeyTest {

    private static final String MISSING = "missing";
    private static final int NOT_FOUND = 404;

    private final DataKey dataKey = DataKey.generate();
    private Transit transit = Transit.of(TestVault.shared());

    @AfterEach
    void close() {
        dataKey.close();
        transit.close();
    }

    @ParameterizedTest
    @EnumSource
    void wrapping_by_a_missing_key_makes_none(ContextBinding binding) {
        transit.close();
        transit = Transit.of(TestVault.shared(), binding);
        VaultTransitKey kek = missing(TestVault.shared().token());

        assertFails(ErrorCode.KEK_NOT_FOUND, () -> kek.wrap(dataKey, ROW, soon()));

        assertThat(statusOfKey()).isEqualTo(NOT_FOUND);
    }

    @Test
    void wrapping_a_batch_by_a_missing_key_makes_none() {
        VaultTransitKey kek = missing(TestVault.shared().token());
        WrapRequest request = new WrapRequest(dataKey, ROW);

        assertThat(kek.wrapAll(List.of(request, request), soon()))
                .extracting(outcome -> outcome.failure().orElseThrow().code())
                .containsExactly(ErrorCode.KEK_NOT_FOUND, ErrorCode.KEK_NOT_FOUND);
        assertThat(statusOfKey()).isEqualTo(NOT_FOUND);
    }

    @Test
    void a_policy_that_would_allow_to_make_one_makes_none() {
        String token = transit.admin()
                .tokenWith("path \"" + transit.mount() + "/*\" { capabilities = [\"create\", \"update\"] }", Map.of());
        VaultTransitKey kek = missing(token);

        assertFails(ErrorCode.KEK_NOT_FOUND, () -> kek.wrap(dataKey, ROW, soon()));

        assertThat(statusOfKey()).isEqualTo(NOT_FOUND);
    }

    @Test
    void asking_for_the_version_of_a_missing_key_says_that_it_is_missing() {
        VaultTransitKey kek = missing(TestVault.shared().token());

        assertFails(ErrorCode.KEK_NOT_FOUND, () -> kek.refreshVersion(soon()));
    }

    @Test
    void a_key_that_was_deleted_is_missing() {
        VaultTransitKey kek = transit.kek();
        var wrapped = Transit.wrapNew(kek);
        transit.admin().deleteKey(transit.mount(), transit.key());

        assertFails(ErrorCode.KEK_NOT_FOUND, () -> kek.unwrap(wrapped, ROW, soon()));
        assertFails(ErrorCode.KEK_NOT_FOUND, () -> kek.wrap(dataKey, ROW, soon()));
        assertThat(transit.admin().status("GET", transit.mount() + "/keys/" + transit.key()))
                .isEqualTo(NOT_FOUND);
    }

    private VaultTransitKey missing(String token) {
        VaultClient client = transit.opened(VaultClient.at(transit.admin().address(), VaultAuth.token(token)));
        return transit.kek(client, MISSING);
    }

    private int statusOfKey() {
        return transit.admin().status("GET", transit.mount() + "/keys/" + MISSING);
    }
}

package dev.envelope.vault;

import static dev.envelope.vault.Transit.ROW;
import static dev.envelope.vault.Transit.assertFails;
import static dev.envelope.vault.Transit.assertWorks;
import static dev.envelope.vault.Transit.failureOf;
import static dev.envelope.vault.Transit.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.UnwrapRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What the server binds, and what it only seems to bind. */
@RequiresVault
class BindingTest {

    @Test
    void a_key_that_is_not_derived_does_not_pass_for_one_that_is() {
        try (Transit transit = Transit.of(TestVault.shared())) {
            VaultTransitKey kek = bound(transit, ContextBinding.DERIVED_KEY);

            EnvelopeException failure = failureOf(() -> Transit.wrapNew(kek));

            assertThat(failure.code()).isEqualTo(ErrorCode.MISCONFIGURED);
            assertThat(failure).hasMessageContaining("derived=true");
        }
    }

    @Test
    void what_a_key_that_is_not_derived_wrapped_is_not_opened_as_if_it_were_bound() {
        try (Transit transit = Transit.of(TestVault.shared())) {
            WrappedKey unbound = Transit.wrapNew(bound(transit, ContextBinding.CONTENT_ONLY));
            VaultTransitKey kek = bound(transit, ContextBinding.DERIVED_KEY);

            assertFails(ErrorCode.MISCONFIGURED, () -> kek.unwrap(unbound, ROW, soon()));
            assertFails(ErrorCode.MISCONFIGURED, () -> kek.rewrap(unbound, ROW, soon()));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"ASSOCIATED_DATA", "CONTENT_ONLY"})
    void a_derived_key_asks_for_its_binding(ContextBinding binding) {
        try (Transit transit = Transit.of(TestVault.shared(), ContextBinding.DERIVED_KEY)) {
            EnvelopeException failure = failureOf(() -> Transit.wrapNew(bound(transit, binding)));

            assertThat(failure.code()).isEqualTo(ErrorCode.MISCONFIGURED);
            assertThat(failure).hasMessageContaining("ContextBinding.DERIVED_KEY");
        }
    }

    @ParameterizedTest
    @CsvSource({"aes128-gcm96, 61", "aes256-gcm96, 61", "chacha20-poly1305, 61"})
    void keys_of_these_types_bind_associated_data(String type, int size) {
        try (Transit transit = Transit.of(TestVault.shared())) {
            String key = transit.admin().createKey(transit.mount(), Map.of("type", type));
            VaultTransitKey kek = transit.kek(client(transit), key);

            WrappedKey wrapped = Transit.wrapNew(kek);

            assertThat(wrapped.bytes()).hasSize(size);
            assertFails(ErrorCode.WRAPPED_KEY_REFUSED, () -> kek.unwrap(wrapped, EncryptionContext.none(), soon()));
        }
    }

    @Test
    void an_rsa_key_wraps_where_nothing_is_bound() {
        try (Transit transit = Transit.of(TestVault.shared(), ContextBinding.CONTENT_ONLY)) {
            String key = transit.admin().createKey(transit.mount(), Map.of("type", "rsa-2048"));

            assertWorks(transit.kek(client(transit), key));
        }
    }

    @Test
    void what_an_rsa_key_does_not_open_is_refused_and_no_outage() {
        try (Transit transit = Transit.of(TestVault.shared(), ContextBinding.CONTENT_ONLY)) {
            String key = transit.admin().createKey(transit.mount(), Map.of("type", "rsa-2048"));
            VaultTransitKey kek = transit.kek(client(transit), key);
            WrappedKey wrapped = Transit.wrapNew(kek);
            byte[] bytes = wrapped.bytes();
            bytes[100] ^= 1;
            WrappedKey altered = WrappedKey.of(wrapped.kekName(), wrapped.kekVersion(), bytes);
            UnwrapRequest good = new UnwrapRequest(wrapped, ROW);
            UnwrapRequest bad = new UnwrapRequest(altered, ROW);

            assertFails(ErrorCode.WRAPPED_KEY_REFUSED, () -> kek.unwrap(altered, ROW, soon()));
            assertFails(ErrorCode.WRAPPED_KEY_REFUSED, () -> kek.rewrap(altered, ROW, soon()));
            assertFails(
                    ErrorCode.WRAPPED_KEY_REFUSED,
                    () -> kek.unwrapAll(List.of(good, bad), soon()).get(1).orElseThrow());
        }
    }

    @Test
    void an_rsa_key_is_of_no_use_with_associated_data() {
        try (Transit transit = Transit.of(TestVault.shared())) {
            String key = transit.admin().createKey(transit.mount(), Map.of("type", "rsa-2048"));
            VaultTransitKey kek = transit.kek(client(transit), key);

            assertFails(ErrorCode.KEK_WRONG_USAGE, () -> Transit.wrapNew(kek));
        }
    }

    @Test
    void a_program_that_may_only_rewrap_rewraps_what_is_bound_to_a_derived_key() {
        try (Transit transit = Transit.of(TestVault.shared(), ContextBinding.DERIVED_KEY);
                DataKey key = DataKey.generate()) {
            WrappedKey old = transit.kek().wrap(key, ROW, soon());
            transit.rotate();
            VaultTransitKey rewrapper =
                    transit.kek(VaultAuth.token(transit.admin().tokenWith(transit.rules("rewrap"), Map.of())));

            WrappedKey fresh = rewrapper.rewrap(old, ROW, soon());

            assertThat(fresh.kekVersion()).isEqualTo("v2");
            assertThat(transit.kek().unwrap(fresh, ROW, soon()).sameBytesAs(key))
                    .isTrue();
            assertFails(ErrorCode.ACCESS_DENIED, () -> rewrapper.unwrap(fresh, ROW, soon()));
        }
    }

    @ParameterizedTest
    @EnumSource
    void a_record_opens_with_its_own_context_only_whatever_the_server_binds(ContextBinding binding) {
        try (Transit transit = Transit.of(TestVault.shared(), binding)) {
            EnvelopeCipher cipher = EnvelopeCipher.using(transit.kek());
            byte[] sealed = cipher.encrypt("4111".getBytes(StandardCharsets.UTF_8), ROW);

            assertThat(cipher.decrypt(sealed, ROW))
                    .asString(StandardCharsets.UTF_8)
                    .isEqualTo("4111");
            assertThat(failureOf(() -> cipher.decrypt(sealed, ROW.with("other", "context")))
                            .code())
                    .isEqualTo(binding.bindsContext() ? ErrorCode.WRAPPED_KEY_REFUSED : ErrorCode.CONTENT_REFUSED);
        }
    }

    private static VaultTransitKey bound(Transit transit, ContextBinding binding) {
        return VaultTransitKey.builder("cards", client(transit), transit.key())
                .mount(transit.mount())
                .binding(binding)
                .build();
    }

    private static VaultClient client(Transit transit) {
        return transit.opened(VaultClient.at(
                transit.admin().address(), VaultAuth.token(transit.admin().token())));
    }
}

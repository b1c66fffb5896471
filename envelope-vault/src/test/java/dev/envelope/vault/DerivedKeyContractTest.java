package dev.envelope.vault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.EncryptionContext;
import dev.envelope.KekAccessDeniedException;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.KeyEncryptionKey;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The contract with {@link ContextBinding#DERIVED_KEY}, and that each of its rights can be had alone. */
@RequiresVault
class DerivedKeyContractTest extends TransitContract {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("table", "cards", "id", "1");

    DerivedKeyContractTest() {
        super(TestVault.shared(), ContextBinding.DERIVED_KEY);
    }

    @Test
    void programs_that_may_only_encrypt_only_rewrap_and_only_decrypt_hand_a_data_key_on() {
        try (DataKey key = DataKey.generate()) {
            WrappedKey wrapped = kekThatMayOnly("encrypt").wrap(key, CONTEXT, deadline());
            WrappedKey rewrapped = kekThatMayOnly("rewrap").rewrap(wrapped, CONTEXT, deadline());

            try (DataKey opened = kekThatMayOnly("decrypt").unwrap(rewrapped, CONTEXT, deadline())) {
                assertThat(opened.use(byte[]::clone)).isEqualTo(key.use(byte[]::clone));
            }
        }
    }

    @Test
    void a_program_that_may_only_rewrap_is_denied_a_data_key() {
        KeyEncryptionKey rewrapper = kekThatMayOnly("rewrap");
        try (DataKey key = DataKey.generate()) {
            WrappedKey wrapped = kek().wrap(key, CONTEXT, deadline());

            assertThatThrownBy(() -> rewrapper.unwrap(wrapped, CONTEXT, deadline()))
                    .isInstanceOf(KekAccessDeniedException.class);
        }
    }

    private static Deadline deadline() {
        return Deadline.after(Duration.ofSeconds(10));
    }
}

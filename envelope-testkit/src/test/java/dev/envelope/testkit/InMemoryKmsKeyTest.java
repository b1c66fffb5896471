package dev.envelope.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.GeneratedDataKey;
import dev.envelope.kek.KeyEncryptionKey;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the contract does not know about a key of the in-memory service. */
class InMemoryKmsKeyTest {

    private static final EncryptionContext ROW = EncryptionContext.of("id", "42");

    private final VirtualClock clock = new VirtualClock();
    private final InMemoryKms kms = new InMemoryKms(clock);
    private final KeyEncryptionKey kek = kms.kek("cards", "alias", KmsPrincipal.administrator());

    @BeforeEach
    void createKeys() {
        kms.createKey("a");
        kms.createKey("b");
        kms.createAlias("alias", "a");
    }

    @ParameterizedTest
    @CsvSource({
        "NOT_FOUND, KEK_NOT_FOUND",
        "DISABLED, KEK_DISABLED",
        "PENDING_DELETION, KEK_PENDING_DELETION",
        "VERSION_RETIRED, KEK_VERSION_RETIRED",
        "INVALID_KEY_USAGE, KEK_WRONG_USAGE",
        "ACCESS_DENIED, ACCESS_DENIED",
        "INVALID_CIPHERTEXT, WRAPPED_KEY_REFUSED",
        "INCORRECT_KEY, WRAPPED_KEY_REFUSED",
        "LIMIT_EXCEEDED, MISCONFIGURED",
        "INVALID_REQUEST, MISCONFIGURED",
        "THROTTLED, THROTTLED",
        "INTERNAL, UNAVAILABLE",
        "CONNECTION_DROPPED, UNAVAILABLE",
        "TIMED_OUT, TIMED_OUT",
    })
    void every_error_of_the_service_is_reported_as_what_it_is(KmsErrorCode error, ErrorCode code) {
        WrappedKey wrapped = wrap();
        kms.faults().failNext(1, error);

        EnvelopeException failure =
                catchThrowableOfType(EnvelopeException.class, () -> kek.unwrap(wrapped, ROW, deadline()));

        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure.getCause())
                .isInstanceOfSatisfying(
                        KmsException.class, cause -> assertThat(cause.code()).isEqualTo(error));
    }

    @Test
    void it_has_no_current_version_before_one_was_seen() {
        assertThat(kek.currentVersion()).isEmpty();
    }

    @Test
    void unwrapping_tells_nothing_about_the_current_version() {
        WrappedKey wrapped = wrap();
        KeyEncryptionKey fresh = kms.kek("cards", "alias", KmsPrincipal.administrator());

        fresh.unwrap(wrapped, ROW, deadline()).close();

        assertThat(fresh.currentVersion()).isEmpty();
    }

    @Test
    void versions_are_numbered_from_one() {
        String first = wrap().kekVersion();
        kms.rotate("a");

        assertThat(first).isEqualTo("1");
        assertThat(wrap().kekVersion()).isEqualTo("2");
    }

    @Test
    void the_first_version_of_the_next_key_of_an_alias_is_not_taken_for_the_first_one_of_the_key_before() {
        String before = wrap().kekVersion();
        kms.updateAlias("alias", "b");

        assertThat(wrap().kekVersion()).isEqualTo("2.1").isNotEqualTo(before);
    }

    @Test
    void an_alias_that_was_moved_back_has_the_versions_of_its_key_again() {
        kms.updateAlias("alias", "b");
        kms.updateAlias("alias", "a");

        assertThat(wrap().kekVersion()).isEqualTo("1");
    }

    @Test
    void rewrapping_moves_a_data_key_to_the_key_that_the_alias_points_at_now() {
        WrappedKey old = wrap();
        kms.updateAlias("alias", "b");

        WrappedKey rewrapped = kek.rewrap(old, ROW, deadline());
        kms.disable("a");

        kek.unwrap(rewrapped, ROW, deadline()).close();
        assertThat(rewrapped.kekVersion()).isEqualTo("2.1");
    }

    @Test
    void a_key_named_by_its_id_refuses_what_another_key_wrapped() {
        KeyEncryptionKey byId = kms.kek("cards", "b", KmsPrincipal.administrator());
        WrappedKey wrapped = wrap();

        EnvelopeException failure =
                catchThrowableOfType(EnvelopeException.class, () -> byId.unwrap(wrapped, ROW, deadline()));

        assertThat(failure.code()).isEqualTo(ErrorCode.WRAPPED_KEY_REFUSED);
    }

    @Test
    void a_key_is_generated_by_one_call_and_nothing_else() {
        try (GeneratedDataKey generated = kek.generateDataKey(ROW, deadline())) {
            assertThat(generated.wrapped().kekVersion()).isEqualTo("1");
        }

        assertThat(kms.calls().only().operation()).isEqualTo(KmsOperation.GENERATE_DATA_KEY);
    }

    @Test
    void a_lost_answer_is_an_outage() {
        kms.faults().loseNextAnswers(1);

        EnvelopeException failure =
                catchThrowableOfType(EnvelopeException.class, () -> kek.generateDataKey(ROW, deadline()));

        assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void a_data_key_of_the_wrong_length_is_not_used() {
        kms.faults().garbleNext(1);

        EnvelopeException failure =
                catchThrowableOfType(EnvelopeException.class, () -> kek.generateDataKey(ROW, deadline()));

        assertThat(failure).hasMessageContaining("31 bytes");
        assertThat(failure.code()).isEqualTo(ErrorCode.MISCONFIGURED);
    }

    @Test
    void the_service_sees_the_context() {
        wrap();

        assertThat(kms.calls().only().context()).isEqualTo(ROW.asMap());
    }

    @Test
    void its_name_is_checked_at_once() {
        assertThatIllegalArgumentException().isThrownBy(() -> kms.kek("Not A Name", "a", KmsPrincipal.administrator()));
    }

    private WrappedKey wrap() {
        try (DataKey key = DataKey.generate()) {
            return kek.wrap(key, ROW, deadline());
        }
    }

    private Deadline deadline() {
        return Deadline.after(Duration.ofSeconds(10), clock::nanoTime);
    }
}

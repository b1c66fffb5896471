package dev.envelope.testkit;

import static dev.envelope.testkit.KmsAssertions.assertFails;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.kek.Deadline;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A right is a right to one operation. */
class KmsPrincipalTest {

    private static final Map<String, String> ROW = Map.of("id", "42");

    private final InMemoryKms kms = new InMemoryKms();
    private byte[] ciphertext = {};

    @BeforeEach
    void encrypt() {
        kms.createKey("a");
        kms.createKey("b");
        ciphertext = kms.as(KmsPrincipal.administrator())
                .encrypt("a", new byte[8], ROW, deadline())
                .bytes();
    }

    @ParameterizedTest
    @EnumSource
    void each_operation_is_allowed_to_who_has_the_right(KmsOperation operation) {
        kms.calls().clear();

        call(operation, KmsPrincipal.named("somebody", operation));

        assertThat(kms.calls().only()).returns("somebody", KmsCall::principal).returns(true, KmsCall::succeeded);
    }

    @ParameterizedTest
    @EnumSource
    void each_operation_is_denied_to_who_has_every_other_right(KmsOperation operation) {
        KmsOperation[] others = EnumSet.complementOf(EnumSet.of(operation)).toArray(KmsOperation[]::new);

        assertFails(KmsErrorCode.ACCESS_DENIED, () -> call(operation, KmsPrincipal.named("somebody", others)));
    }

    @Test
    void a_right_on_one_key_is_none_on_another() {
        KmsPrincipal onlyB = KmsPrincipal.named("somebody").allowedOn("b", KmsOperation.values());

        assertFails(KmsErrorCode.ACCESS_DENIED, () -> call(KmsOperation.DECRYPT, onlyB));
    }

    @Test
    void rights_on_one_key_add_up() {
        KmsPrincipal principal = KmsPrincipal.named("somebody", KmsOperation.ENCRYPT)
                .allowedOn("a", KmsOperation.DECRYPT)
                .allowedOn("a", KmsOperation.DESCRIBE_KEY);

        assertThat(KmsOperation.values())
                .filteredOn(operation -> principal.may(operation, "a"))
                .containsExactly(KmsOperation.ENCRYPT, KmsOperation.DECRYPT, KmsOperation.DESCRIBE_KEY);
    }

    @Test
    void re_encrypting_takes_the_right_on_both_keys() {
        KmsPrincipal onlyA = KmsPrincipal.named("somebody").allowedOn("a", KmsOperation.RE_ENCRYPT);

        assertFails(
                KmsErrorCode.ACCESS_DENIED, () -> kms.as(onlyA).reEncrypt("a", ciphertext, ROW, "b", ROW, deadline()));
    }

    @Test
    void who_has_no_right_is_not_told_which_keys_there_are() {
        KmsPrincipal nobody = KmsPrincipal.named("nobody");

        assertFails(KmsErrorCode.ACCESS_DENIED, () -> kms.as(nobody).describeKey("no-such-key", deadline()));
    }

    private void call(KmsOperation operation, KmsPrincipal principal) {
        KmsSession session = kms.as(principal);
        switch (operation) {
            case GENERATE_DATA_KEY -> session.generateDataKey("a", ROW, deadline());
            case ENCRYPT -> session.encrypt("a", new byte[8], ROW, deadline());
            case DECRYPT -> session.decrypt("a", ciphertext, ROW, deadline());
            case RE_ENCRYPT -> session.reEncrypt("a", ciphertext, ROW, "a", ROW, deadline());
            case DESCRIBE_KEY -> session.describeKey("a", deadline());
        }
    }

    private static Deadline deadline() {
        return Deadline.after(Duration.ofSeconds(10));
    }
}

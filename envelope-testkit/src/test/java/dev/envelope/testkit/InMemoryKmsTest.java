package dev.envelope.testkit;

import static dev.envelope.testkit.KmsAssertions.assertFails;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.kek.Deadline;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys, aliases, rotation and states, as the administrator sees them. */
class InMemoryKmsTest {

    private static final Map<String, String> ROW = Map.of("table", "cards", "id", "42");
    private static final byte[] SECRET = "secret".getBytes(UTF_8);

    private final VirtualClock clock = new VirtualClock();
    private final InMemoryKms kms = new InMemoryKms(clock);
    private final KmsSession session = kms.as(KmsPrincipal.administrator());

    // ---------------------------------------------------------------- keys and aliases

    @Test
    void a_key_decrypts_what_it_encrypted() {
        kms.createKey("a");

        assertThat(session.decrypt("a", encrypted("a"), ROW, deadline()).bytes())
                .isEqualTo(SECRET);
    }

    @Test
    void a_generated_data_key_is_the_one_in_its_ciphertext() {
        kms.createKey("a");
        KmsDataKey generated = session.generateDataKey("a", ROW, deadline());

        assertThat(session.decrypt("a", generated.ciphertext().bytes(), ROW, deadline())
                        .bytes())
                .hasSize(32)
                .isEqualTo(generated.plaintext());
    }

    @Test
    void encrypting_twice_gives_different_ciphertexts() {
        kms.createKey("a");

        assertThat(encrypted("a")).isNotEqualTo(encrypted("a"));
    }

    @Test
    void a_key_does_not_decrypt_what_another_one_encrypted() {
        kms.createKey("a");
        kms.createKey("b");
        byte[] ciphertext = encrypted("a");

        assertFails(KmsErrorCode.INCORRECT_KEY, () -> session.decrypt("b", ciphertext, ROW, deadline()));
    }

    @Test
    void a_ciphertext_finds_its_key_when_none_is_named() {
        kms.createKey("a");
        kms.createKey("b");

        assertThat(session.decrypt(null, encrypted("b"), ROW, deadline()).keyId())
                .isEqualTo("b");
    }

    @Test
    void a_ciphertext_of_a_key_that_never_was_is_no_ciphertext() {
        byte[] ciphertext = new CiphertextBlob("never", 1, new byte[12], new byte[24]).toBytes();

        assertFails(KmsErrorCode.INVALID_CIPHERTEXT, () -> session.decrypt(null, ciphertext, ROW, deadline()));
    }

    @Test
    void a_key_of_the_same_id_in_another_service_is_another_key() {
        kms.createKey("a");
        InMemoryKms elsewhere = new InMemoryKms();
        elsewhere.createKey("a");
        byte[] ciphertext = encrypted("a");

        assertFails(
                KmsErrorCode.INVALID_CIPHERTEXT,
                () -> elsewhere.as(KmsPrincipal.administrator()).decrypt("a", ciphertext, ROW, deadline()));
    }

    @Test
    void an_id_is_given_once() {
        kms.createKey("a");

        assertFails(KmsErrorCode.INVALID_REQUEST, () -> kms.createKey("a"));
    }

    @Test
    void an_alias_can_not_take_the_id_of_a_key() {
        kms.createKey("a");

        assertFails(KmsErrorCode.INVALID_REQUEST, () -> kms.createAlias("a", "a"));
    }

    @Test
    void a_key_can_not_take_the_name_of_an_alias() {
        kms.createKey("a");
        kms.createAlias("alias", "a");

        assertFails(KmsErrorCode.INVALID_REQUEST, () -> kms.createKey("alias"));
    }

    @Test
    void an_alias_points_at_keys_only() {
        kms.createKey("a");
        kms.createAlias("alias", "a");

        assertFails(KmsErrorCode.NOT_FOUND, () -> kms.createAlias("alias-of-an-alias", "alias"));
    }

    @Test
    void an_alias_encrypts_with_the_key_it_points_at() {
        kms.createKey("a");
        kms.createAlias("alias", "a");

        assertThat(session.encrypt("alias", SECRET, ROW, deadline()).keyId()).isEqualTo("a");
    }

    @Test
    void an_alias_that_was_moved_encrypts_with_the_new_key() {
        aliasMovedFromAToB();

        assertThat(session.encrypt("alias", SECRET, ROW, deadline()).keyId()).isEqualTo("b");
    }

    @Test
    void an_alias_that_was_moved_still_opens_what_the_old_key_encrypted() {
        kms.createKey("a");
        byte[] ciphertext = encrypted("a");
        kms.createAlias("alias", "a");
        kms.createKey("b");
        kms.updateAlias("alias", "b");

        assertThat(session.decrypt("alias", ciphertext, ROW, deadline()).bytes())
                .isEqualTo(SECRET);
    }

    @Test
    void an_alias_does_not_open_what_a_key_it_never_pointed_at_encrypted() {
        aliasMovedFromAToB();
        kms.createKey("c");
        byte[] ciphertext = encrypted("c");

        assertFails(KmsErrorCode.INCORRECT_KEY, () -> session.decrypt("alias", ciphertext, ROW, deadline()));
    }

    @Test
    void through_an_alias_that_was_moved_the_state_of_the_old_key_counts_for_what_it_encrypted() {
        aliasMovedFromAToB();
        byte[] ciphertext = encrypted("a");
        kms.disable("a");

        assertFails(KmsErrorCode.DISABLED, () -> session.decrypt("alias", ciphertext, ROW, deadline()));
    }

    @ParameterizedTest
    @EnumSource(names = {"GENERATE_DATA_KEY", "ENCRYPT", "DECRYPT", "RE_ENCRYPT"})
    void a_signing_key_does_not_encrypt_or_decrypt(KmsOperation operation) {
        kms.createKey("signing", KmsKeyUsage.SIGN_VERIFY);
        kms.createKey("a");
        byte[] ciphertext = encrypted("a");

        assertFails(KmsErrorCode.INVALID_KEY_USAGE, () -> call(operation, "signing", ciphertext));
    }

    // ---------------------------------------------------------------- rotation

    @Test
    void a_rotation_makes_a_new_version() {
        kms.createKey("a");
        kms.rotate("a");

        assertThat(session.encrypt("a", SECRET, ROW, deadline()).version()).isEqualTo(2);
    }

    @Test
    void a_rotated_key_opens_what_the_old_version_encrypted() {
        kms.createKey("a");
        byte[] ciphertext = encrypted("a");
        kms.rotate("a");

        assertThat(session.decrypt("a", ciphertext, ROW, deadline()))
                .returns(1, KmsPlaintext::version)
                .returns(SECRET, KmsPlaintext::bytes);
    }

    @Test
    void a_rotation_changes_the_material() {
        kms.createKey("a");
        CiphertextBlob old = CiphertextBlob.parse(encrypted("a")).orElseThrow();
        kms.rotate("a");
        byte[] relabelled = new CiphertextBlob("a", 2, old.nonce(), old.sealed()).toBytes();

        assertFails(KmsErrorCode.INVALID_CIPHERTEXT, () -> session.decrypt("a", relabelled, ROW, deadline()));
    }

    @Test
    void a_version_that_does_not_exist_yet_is_no_version() {
        kms.createKey("a");
        CiphertextBlob blob = CiphertextBlob.parse(encrypted("a")).orElseThrow();
        byte[] relabelled = new CiphertextBlob("a", 2, blob.nonce(), blob.sealed()).toBytes();

        assertFails(KmsErrorCode.INVALID_CIPHERTEXT, () -> session.decrypt("a", relabelled, ROW, deadline()));
    }

    @Test
    void a_retired_version_does_not_open() {
        kms.createKey("a");
        byte[] ciphertext = encrypted("a");
        kms.rotate("a");
        kms.setMinimumDecryptionVersion("a", 2);

        assertFails(KmsErrorCode.VERSION_RETIRED, () -> session.decrypt("a", ciphertext, ROW, deadline()));
    }

    @Test
    void a_retired_version_can_be_brought_back() {
        kms.createKey("a");
        byte[] ciphertext = encrypted("a");
        kms.rotate("a");
        kms.setMinimumDecryptionVersion("a", 2);
        kms.setMinimumDecryptionVersion("a", 1);

        assertThat(session.decrypt("a", ciphertext, ROW, deadline()).bytes()).isEqualTo(SECRET);
    }

    @Test
    void what_is_altered_is_not_taken_for_a_retired_version() {
        kms.createKey("a");
        byte[] altered = encrypted("a");
        altered[altered.length - 1] ^= 1;
        kms.rotate("a");
        kms.setMinimumDecryptionVersion("a", 2);

        assertFails(KmsErrorCode.INVALID_CIPHERTEXT, () -> session.decrypt("a", altered, ROW, deadline()));
    }

    @Test
    void re_encrypting_brings_the_current_version() {
        kms.createKey("a");
        byte[] ciphertext = encrypted("a");
        kms.rotate("a");

        KmsCiphertext fresh = session.reEncrypt("a", ciphertext, ROW, "a", ROW, deadline());

        assertThat(fresh.version()).isEqualTo(2);
        assertThat(session.decrypt("a", fresh.bytes(), ROW, deadline()).bytes()).isEqualTo(SECRET);
    }

    // ---------------------------------------------------------------- states

    @ParameterizedTest
    @EnumSource(names = {"GENERATE_DATA_KEY", "ENCRYPT", "DECRYPT", "RE_ENCRYPT"})
    void a_disabled_key_does_nothing(KmsOperation operation) {
        kms.createKey("a");
        byte[] ciphertext = encrypted("a");
        kms.disable("a");

        assertFails(KmsErrorCode.DISABLED, () -> call(operation, "a", ciphertext));
    }

    @ParameterizedTest
    @EnumSource(names = {"GENERATE_DATA_KEY", "ENCRYPT", "DECRYPT", "RE_ENCRYPT"})
    void a_key_that_was_enabled_again_does_everything(KmsOperation operation) {
        kms.createKey("a");
        byte[] ciphertext = encrypted("a");
        kms.disable("a");
        kms.enable("a");

        call(operation, "a", ciphertext);

        assertThat(kms.calls().only(operation).succeeded()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = {"GENERATE_DATA_KEY", "ENCRYPT", "DECRYPT", "RE_ENCRYPT"})
    void a_key_that_is_to_be_deleted_does_nothing(KmsOperation operation) {
        kms.createKey("a");
        byte[] ciphertext = encrypted("a");
        kms.scheduleDeletion("a", Duration.ofDays(7));
        clock.advance(Duration.ofDays(7).minusNanos(1));

        assertFails(KmsErrorCode.PENDING_DELETION, () -> call(operation, "a", ciphertext));
    }

    @ParameterizedTest
    @EnumSource(names = {"GENERATE_DATA_KEY", "ENCRYPT", "DECRYPT", "RE_ENCRYPT", "DESCRIBE_KEY"})
    void a_deleted_key_is_not_found(KmsOperation operation) {
        kms.createKey("a");
        byte[] ciphertext = encrypted("a");
        kms.scheduleDeletion("a", Duration.ofDays(7));
        clock.advance(Duration.ofDays(7));

        assertFails(KmsErrorCode.NOT_FOUND, () -> call(operation, "a", ciphertext));
    }

    @Test
    void a_deletion_can_be_cancelled_until_its_date() {
        kms.createKey("a");
        byte[] ciphertext = encrypted("a");
        kms.scheduleDeletion("a", Duration.ofDays(7));
        kms.cancelDeletion("a");
        clock.advance(Duration.ofDays(7));
        kms.enable("a");

        assertThat(session.decrypt("a", ciphertext, ROW, deadline()).bytes()).isEqualTo(SECRET);
    }

    @Test
    void a_key_whose_deletion_was_cancelled_is_disabled() {
        kms.createKey("a");
        kms.scheduleDeletion("a", Duration.ofDays(7));
        kms.cancelDeletion("a");

        assertThat(session.describeKey("a", deadline()).state()).isEqualTo(KmsKeyState.DISABLED);
    }

    @Test
    void a_deletion_can_not_be_cancelled_afterwards() {
        kms.createKey("a");
        kms.scheduleDeletion("a", Duration.ofDays(7));
        clock.advance(Duration.ofDays(7));

        assertFails(KmsErrorCode.NOT_FOUND, () -> kms.cancelDeletion("a"));
    }

    @Test
    void a_key_that_is_to_be_deleted_can_not_be_enabled_behind_that() {
        kms.createKey("a");
        kms.scheduleDeletion("a", Duration.ofDays(7));

        assertFails(KmsErrorCode.PENDING_DELETION, () -> kms.enable("a"));
    }

    @Test
    void the_id_of_a_deleted_key_is_not_given_again() {
        kms.createKey("a");
        kms.scheduleDeletion("a", Duration.ZERO);

        assertFails(KmsErrorCode.INVALID_REQUEST, () -> kms.createKey("a"));
    }

    @Test
    void a_description_tells_the_date_of_the_deletion() {
        kms.createKey("a");
        kms.scheduleDeletion("a", Duration.ofDays(7));

        assertThat(session.describeKey("a", deadline()))
                .returns(KmsKeyState.PENDING_DELETION, KmsKeyDescription::state)
                .satisfies(description -> assertThat(description.deletionDate())
                        .hasValue(clock.instant().plus(Duration.ofDays(7))));
    }

    private void aliasMovedFromAToB() {
        kms.createKey("a");
        kms.createKey("b");
        kms.createAlias("alias", "a");
        kms.updateAlias("alias", "b");
    }

    /** Made by the administrator, and out of the log. */
    private byte[] encrypted(String keyId) {
        byte[] ciphertext = session.encrypt(keyId, SECRET, ROW, deadline()).bytes();
        kms.calls().clear();
        return ciphertext;
    }

    private void call(KmsOperation operation, String keyId, byte[] ciphertext) {
        switch (operation) {
            case GENERATE_DATA_KEY -> session.generateDataKey(keyId, ROW, deadline());
            case ENCRYPT -> session.encrypt(keyId, SECRET, ROW, deadline());
            case DECRYPT -> session.decrypt(keyId, ciphertext, ROW, deadline());
            case RE_ENCRYPT -> session.reEncrypt(keyId, ciphertext, ROW, keyId, ROW, deadline());
            case DESCRIBE_KEY -> session.describeKey(keyId, deadline());
        }
    }

    private Deadline deadline() {
        return Deadline.after(Duration.ofSeconds(10), clock::nanoTime);
    }
}

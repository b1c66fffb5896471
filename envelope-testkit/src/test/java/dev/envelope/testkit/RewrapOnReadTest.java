package dev.envelope.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.envelope.DecryptedRecord;
import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.format.Envelope;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Rotation while records are read. */
class RewrapOnReadTest {

    private static final EncryptionContext ROW = EncryptionContext.of("table", "cards", "id", "42");
    private static final byte[] PAN = "4929123412341234".getBytes(UTF_8);

    private final InMemoryKms kms = new InMemoryKms();
    private final String keyId = kms.createKey("cards");
    private final EnvelopeCipher cipher = EnvelopeCipher.using(kms.kek("cards", keyId, KmsPrincipal.administrator()));
    private final byte[] sealed = cipher.encrypt(PAN, ROW);

    @BeforeEach
    void forgetCalls() {
        kms.calls().clear();
    }

    @Test
    void a_current_envelope_costs_what_reading_costs() {
        DecryptedRecord<byte[]> opened = cipher.decryptAndRewrap(sealed, ROW);

        assertThat(opened.message()).isEqualTo(PAN);
        assertThat(opened.fresh()).isEmpty();
        assertThat(kms.calls().count()).isEqualTo(1);
    }

    @Test
    void a_stale_envelope_comes_with_a_fresh_one_of_the_same_content() {
        rotate();

        DecryptedRecord<byte[]> opened = cipher.decryptAndRewrap(sealed, ROW);

        byte[] fresh = opened.fresh().orElseThrow();
        assertThat(opened.message()).isEqualTo(PAN);
        assertThat(Envelope.parse(fresh).content())
                .isEqualTo(Envelope.parse(sealed).content());
        assertThat(cipher.decryptAndRewrap(fresh, ROW).fresh()).isEmpty();
    }

    @Test
    void a_stale_envelope_is_unwrapped_once() {
        rotate();

        cipher.decryptAndRewrap(sealed, ROW);

        assertThat(kms.calls().count(KmsOperation.DECRYPT)).isEqualTo(1);
        assertThat(kms.calls().count()).isEqualTo(2);
    }

    @Test
    void a_key_service_that_can_not_wrap_does_not_keep_a_record_from_being_read() {
        rotate();
        kms.faults().on(KmsOperation.ENCRYPT, KmsOperation.RE_ENCRYPT).failEveryCall(KmsErrorCode.INTERNAL);

        DecryptedRecord<byte[]> opened = cipher.decryptAndRewrap(sealed, ROW);

        assertThat(opened.message()).isEqualTo(PAN);
        assertThat(opened.fresh()).isEmpty();
    }

    @Test
    void another_context_is_refused_and_nothing_is_rewrapped() {
        rotate();

        EnvelopeException refused = catchThrowableOfType(
                EnvelopeException.class, () -> cipher.decryptAndRewrap(sealed, EncryptionContext.of("id", "43")));

        assertThat(refused.code()).isEqualTo(ErrorCode.WRAPPED_KEY_REFUSED);
        assertThat(kms.calls().count()).isEqualTo(1);
    }

    @Test
    void a_text_comes_with_a_fresh_text() {
        String text = cipher.encryptToText(PAN, ROW);
        rotate();

        DecryptedRecord<String> opened = cipher.decryptAndRewrap(text, ROW);

        assertThat(cipher.decrypt(opened.fresh().orElseThrow(), ROW)).isEqualTo(PAN);
    }

    @Test
    void it_does_not_show_the_record() {
        assertThat(cipher.decryptAndRewrap(sealed, ROW)).hasToString("DecryptedRecord[not known to be stale]");
    }

    private void rotate() {
        kms.rotate(keyId);
        cipher.refreshVersions();
        kms.calls().clear();
    }
}

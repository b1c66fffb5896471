package dev.envelope.rotation;

import static dev.envelope.rotation.RotationRig.PAN;
import static dev.envelope.rotation.RotationRig.context;
import static dev.envelope.rotation.RotationRig.id;
import static dev.envelope.rotation.RotationRig.message;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EnvelopeCipher;
import dev.envelope.ErrorCode;
import dev.envelope.LocalKey;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A column of plaintext that is encrypted in place, and the way back. */
class AdoptionRunTest {

    private final RotationRig rig = new RotationRig();

    @Test
    void every_plaintext_is_encrypted_and_what_is_encrypted_is_left_alone() {
        plaintext(1500);
        rig.put(1501, rig.now);
        byte[] encrypted = rig.value(1501);

        RotationReport report = encrypting().build().run();

        assertThat(report.isClean()).isTrue();
        assertThat(report.written()).isEqualTo(1500);
        assertThat(rig.opens(7, rig.now)).isTrue();
        assertThat(rig.value(1501)).isEqualTo(encrypted);
    }

    @Test
    void text_becomes_text() {
        rig.table.put(id(1), "note", "grüße");

        encrypting().build().run();

        String note = new String(rig.table.value(id(1), "note").orElseThrow(), UTF_8);
        assertThat(rig.now.decryptToString(note, context("1", "note"))).isEqualTo("grüße");
    }

    @Test
    void a_thousand_equal_values_are_each_encrypted() {
        IntStream.rangeClosed(1, 3000).forEach(i -> rig.table.put(id(i), PAN, new byte[] {1}));

        assertThat(encrypting().build().run().written()).isEqualTo(3000);
    }

    @Test
    void an_empty_value_is_encrypted_too() {
        rig.table.put(id(1), PAN, new byte[0]);

        encrypting().build().run();

        assertThat(rig.now.decrypt(rig.value(1), context("1", PAN))).isEmpty();
    }

    @Test
    void coverage_tells_how_far_it_is() {
        plaintext(75);
        IntStream.rangeClosed(76, 100).forEach(i -> rig.put(i, rig.now));

        RotationPlan plan = encrypting().build().plan();

        assertThat(plan.columns().get(0).coverage()).isEqualTo(0.25);
        assertThat(plan.rows()).isEqualTo(75);
    }

    @Test
    void what_a_later_release_wrote_is_no_plaintext() {
        rig.table.put(id(1), PAN, new byte[] {'E', 'N', 'V', 2, 1, 1, 1});
        rig.table.put(id(1), "note", "env2:cards:1:abcd");

        RotationReport report = encrypting().build().run();

        assertThat(report.written()).isZero();
        assertThat(report.bad()).extracting(BadRow::code).containsOnly(ErrorCode.UNSUPPORTED_VERSION);
    }

    @Test
    void an_envelope_in_the_other_form_is_not_encrypted_once_more() {
        rig.table.put(id(1), PAN, rig.now.encryptToText("x", context("1", PAN)).getBytes(UTF_8));

        RotationReport report = encrypting().build().run();

        assertThat(report.bad()).extracting(BadRow::code).containsExactly(ErrorCode.ALREADY_AN_ENVELOPE);
    }

    @Test
    void a_value_that_its_application_encrypts_meanwhile_is_not_encrypted_twice() {
        plaintext(10);
        rig.table.beforeNextWrite(() -> rig.put(4, rig.now));

        RotationReport report = encrypting().build().run();

        assertThat(report.written()).isEqualTo(9);
        assertThat(rig.opens(4, rig.now)).isTrue();
    }

    @Test
    void an_adoption_that_is_called_off_gives_the_plaintext_back() {
        plaintext(1500);
        rig.table.put(id(1), "note", "grüße");
        encrypting().build().run();

        RotationReport report = decrypting(rig.now).build().run();

        assertThat(report.isClean()).isTrue();
        assertThat(report.written()).isEqualTo(1501);
        for (int i = 1; i <= 1500; i++) {
            assertThat(rig.value(i)).isEqualTo(message(i));
        }
        assertThat(new String(rig.table.value(id(1), "note").orElseThrow(), UTF_8))
                .isEqualTo("grüße");
    }

    @Test
    void what_is_not_text_stays_encrypted_in_a_text_column() {
        String binary = rig.now.encryptToText(new byte[] {(byte) 0xff}, context("1", "note"));
        rig.table.put(id(1), "note", binary);

        RotationReport report = decrypting(rig.now).build().run();

        assertThat(report.bad()).extracting(BadRow::code).containsExactly(ErrorCode.INVALID_TEXT);
        assertThat(rig.table.value(id(1), "note").orElseThrow()).isEqualTo(binary.getBytes(UTF_8));
    }

    @Test
    void what_does_not_open_stays_as_it_is_on_the_way_back() {
        rig.put(1, EnvelopeCipher.using(LocalKey.ephemeral("cards")));
        byte[] before = rig.value(1);

        RotationReport report = decrypting(rig.now).build().run();

        assertThat(report.badRows()).isEqualTo(1);
        assertThat(rig.value(1)).isEqualTo(before);
    }

    private void plaintext(int count) {
        IntStream.rangeClosed(1, count).forEach(i -> rig.table.put(id(i), PAN, message(i)));
    }

    private RotationJob.Builder encrypting() {
        return rig.prepared(RotationJob.encrypting(rig.table)).cipher(rig.now);
    }

    private RotationJob.Builder decrypting(EnvelopeCipher cipher) {
        return rig.prepared(RotationJob.insecurelyDecrypting(rig.table)).cipher(cipher);
    }
}

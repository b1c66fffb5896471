package dev.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.format.Envelope;
import dev.envelope.format.WrappedKey;
import dev.envelope.testsupport.RecordingKek;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Several key services behind one keyring, some of which do not answer. */
class RecipientsTest {

    private static final EncryptionContext ROW = EncryptionContext.of("id", "42");
    private static final byte[] PAN = {4, 1, 1, 1};

    private final RecordingKek frankfurt = RecordingKek.named("frankfurt");
    private final RecordingKek dublin = RecordingKek.named("dublin");
    private final RecordingKek paris = RecordingKek.named("paris");
    private final Keyring all = Keyring.of(frankfurt).alsoEncryptingWith(dublin).alsoEncryptingWith(paris);

    @Test
    void every_key_wraps_in_the_order_of_the_keyring() {
        assertThat(names(EnvelopeCipher.using(all).encrypt(PAN, ROW))).containsExactly("frankfurt", "dublin", "paris");
    }

    @Test
    void by_default_one_that_does_not_answer_stops_encrypting() {
        dublin.failingNextWith(() -> KekUnavailableException.unavailable("dublin", null, null));

        assertThatThrownBy(() -> EnvelopeCipher.using(all).encrypt(PAN, ROW))
                .isInstanceOf(KekUnavailableException.class)
                .hasMessageContaining("'dublin'");
    }

    @Test
    void a_minimum_of_recipients_is_enough_where_one_was_set() {
        dublin.failingNextWith(() -> KekUnavailableException.unavailable("dublin", null, null));

        byte[] envelope = EnvelopeCipher.using(all.withMinimumRecipients(2)).encrypt(PAN, ROW);

        assertThat(names(envelope)).containsExactly("frankfurt", "paris");
    }

    @Test
    void another_key_generates_where_the_first_does_not_answer() {
        frankfurt.failingNextWith(() -> KekUnavailableException.throttled("frankfurt", null));

        byte[] envelope = EnvelopeCipher.using(all.withMinimumRecipients(1)).encrypt(PAN, ROW);

        assertThat(names(envelope)).containsExactly("dublin", "paris");
        assertThat(EnvelopeCipher.using(paris).decrypt(envelope, ROW)).isEqualTo(PAN);
    }

    @Test
    void fewer_than_the_minimum_fail_with_the_first_failure_and_the_others_beside_it() {
        frankfurt.failingNextWith(() -> KekUnavailableException.throttled("frankfurt", null));
        paris.failingNextWith(() -> KekUnavailableException.unavailable("paris", null, null));

        assertThatThrownBy(
                        () -> EnvelopeCipher.using(all.withMinimumRecipients(2)).encrypt(PAN, ROW))
                .hasMessageContaining("'frankfurt'")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    }

    @Test
    void a_failure_that_can_not_pass_is_not_put_up_with() {
        paris.failingNextWith(() -> new KekAccessDeniedException("paris", null, null));

        assertThatThrownBy(
                        () -> EnvelopeCipher.using(all.withMinimumRecipients(1)).encrypt(PAN, ROW))
                .isInstanceOf(KekAccessDeniedException.class);
    }

    @Test
    void an_envelope_that_lacks_a_recipient_needs_rewrapping_which_adds_it() {
        dublin.failingNextWith(() -> KekUnavailableException.unavailable("dublin", null, null));
        EnvelopeCipher cipher = EnvelopeCipher.using(all.withMinimumRecipients(1));
        byte[] envelope = cipher.encrypt(PAN, ROW);

        assertThat(cipher.needsRewrap(envelope)).isEqualTo(Staleness.STALE);
        assertThat(names(cipher.rewrap(envelope, ROW))).containsExactly("frankfurt", "dublin", "paris");
    }

    @Test
    void in_a_list_each_item_has_the_recipients_that_answered_for_it() {
        dublin.failingNextWith(() -> KekUnavailableException.unavailable("dublin", null, null));

        List<Outcome<byte[]>> envelopes = EnvelopeCipher.using(all.withMinimumRecipients(2))
                .encryptAll(List.of(new Item(PAN, ROW), new Item(PAN, ROW)));

        assertThat(names(envelopes.get(0).orElseThrow())).containsExactly("frankfurt", "paris");
        assertThat(names(envelopes.get(1).orElseThrow())).containsExactly("frankfurt", "dublin", "paris");
    }

    @Test
    void the_preferred_key_is_asked_first() {
        byte[] envelope = EnvelopeCipher.using(all).encrypt(PAN, ROW);
        frankfurt.forgetCalls();
        paris.forgetCalls();

        EnvelopeCipher.using(all.preferring("paris")).decrypt(envelope, ROW);

        assertThat(paris.calls()).containsExactly("unwrap");
        assertThat(frankfurt.calls()).isEmpty();
    }

    @Test
    void behind_the_preferred_key_the_order_of_the_envelope_decides() {
        byte[] envelope = EnvelopeCipher.using(all).encrypt(PAN, ROW);
        frankfurt.forgetCalls();
        paris.failingNextWith(() -> KekUnavailableException.unavailable("paris", null, null));

        EnvelopeCipher.using(all.preferring("paris")).decrypt(envelope, ROW);

        assertThat(frankfurt.calls()).containsExactly("unwrap");
    }

    @Test
    void a_preference_does_not_change_how_envelopes_are_written() {
        EnvelopeCipher near = EnvelopeCipher.using(all.preferring("paris"));
        byte[] envelope = EnvelopeCipher.using(all).encrypt(PAN, ROW);

        assertThat(near.needsRewrap(envelope)).isEqualTo(Staleness.CURRENT);
        assertThat(names(near.encrypt(PAN, ROW))).containsExactly("frankfurt", "dublin", "paris");
    }

    @Test
    void only_a_key_of_the_keyring_is_preferred() {
        assertThatIllegalArgumentException().isThrownBy(() -> all.preferring("london"));
        assertThatIllegalArgumentException().isThrownBy(() -> all.withMinimumRecipients(0));
    }

    @Test
    void a_key_service_that_hangs_leaves_time_for_the_others() {
        AtomicLong clock = new AtomicLong();
        byte[] envelope = EnvelopeCipher.using(all).encrypt(PAN, ROW);
        frankfurt.failingNextWith(() -> {
            // It hangs for its share of the nine seconds, and not for all of them.
            clock.addAndGet(Duration.ofSeconds(3).toNanos());
            return KekUnavailableException.timedOut("frankfurt", Duration.ofSeconds(3), null);
        });
        EnvelopeCipher cipher = EnvelopeCipher.builder(all)
                .timeout(Duration.ofSeconds(9))
                .nanoTime(clock::get)
                .build();

        assertThat(cipher.decrypt(envelope, ROW)).isEqualTo(PAN);
        assertThat(frankfurt.lastDeadline().allowed()).isEqualTo(Duration.ofSeconds(3));
        assertThat(dublin.lastDeadline().allowed()).isEqualTo(Duration.ofSeconds(3));
    }

    private static List<String> names(byte[] envelope) {
        return Envelope.parse(envelope).keyBlock().keys().stream()
                .map(WrappedKey::kekName)
                .toList();
    }
}

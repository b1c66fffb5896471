package dev.envelope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.format.Envelope;
import dev.envelope.format.KeyBlock;
import dev.envelope.format.WrappedKey;
import dev.envelope.testsupport.RecordingKek;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KeyringTest {

    private static final EncryptionContext ROW = EncryptionContext.of("id", "42");
    private static final byte[] PAN = {4, 1, 1, 1};

    private final RecordingKek first = RecordingKek.named("first");
    private final RecordingKek second = RecordingKek.named("second");
    private final Keyring both = Keyring.of(first).alsoEncryptingWith(second);

    @Test
    void names_are_unique() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Keyring.of(first).decryptingWith(LocalKey.ephemeral("first")))
                .withMessageContaining("'first'");
    }

    @Test
    void each_of_several_keys_opens_an_envelope_alone() {
        byte[] envelope = EnvelopeCipher.using(both).encrypt(PAN, ROW);

        assertThat(EnvelopeCipher.using(first).decrypt(envelope, ROW)).isEqualTo(PAN);
        assertThat(EnvelopeCipher.using(second).decrypt(envelope, ROW)).isEqualTo(PAN);
    }

    @Test
    void one_envelope_costs_one_unwrap() {
        byte[] envelope = EnvelopeCipher.using(both).encrypt(PAN, ROW);
        first.forgetCalls();
        second.forgetCalls();

        EnvelopeCipher.using(both).decrypt(envelope, ROW);

        assertThat(first.calls()).containsExactly("unwrap");
        assertThat(second.calls()).isEmpty();
    }

    @Test
    void a_second_key_is_asked_after_a_failure_that_may_pass() {
        byte[] envelope = EnvelopeCipher.using(both).encrypt(PAN, ROW);
        second.forgetCalls();
        first.failingNextWith(() -> KekUnavailableException.unavailable("first", null, null));

        assertThat(EnvelopeCipher.using(both).decrypt(envelope, ROW)).isEqualTo(PAN);
        assertThat(second.calls()).containsExactly("unwrap");
    }

    @Test
    void a_second_key_is_not_asked_after_a_refusal() {
        byte[] envelope = EnvelopeCipher.using(both).encrypt(PAN, ROW);
        second.forgetCalls();
        first.failingNextWith(() -> new KekAccessDeniedException("first", null, null));

        assertThatThrownBy(() -> EnvelopeCipher.using(both).decrypt(envelope, ROW))
                .isInstanceOf(KekAccessDeniedException.class);
        assertThat(second.calls()).isEmpty();
    }

    @Test
    void when_all_keys_fail_the_first_failure_is_thrown_and_the_others_are_with_it() {
        byte[] envelope = EnvelopeCipher.using(both).encrypt(PAN, ROW);
        first.failingNextWith(() -> KekUnavailableException.throttled("first", null));
        second.failingNextWith(() -> KekUnavailableException.unavailable("second", null, null));

        assertThatThrownBy(() -> EnvelopeCipher.using(both).decrypt(envelope, ROW))
                .hasMessageContaining("'first'")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
    }

    @Test
    void a_list_asks_the_second_key_only_for_what_the_first_failed_on() {
        EnvelopeCipher cipher = EnvelopeCipher.using(both);
        List<Item> envelopes =
                List.of(new Item(cipher.encrypt(PAN, ROW), ROW), new Item(cipher.encrypt(PAN, ROW), ROW));
        second.forgetCalls();
        first.failingNextWith(() -> KekUnavailableException.throttled("first", null));

        assertThat(cipher.decryptAll(envelopes))
                .allSatisfy(outcome -> assertThat(outcome.orElseThrow()).isEqualTo(PAN));
        assertThat(second.calls()).containsExactly("unwrap");
    }

    @Test
    void an_interrupt_that_a_provider_hides_among_its_causes_stays_one() {
        first.failingNextWith(() -> new IllegalStateException(new InterruptedException()));

        assertThatThrownBy(() -> EnvelopeCipher.using(first).encrypt(PAN, ROW))
                .isInstanceOf(CallInterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void items_that_failed_together_share_their_failure_and_do_not_multiply_it() {
        EnvelopeCipher cipher = EnvelopeCipher.using(both);
        Item item = new Item(cipher.encrypt(PAN, ROW), ROW);
        AtomicLong clock = new AtomicLong();
        EnvelopeCipher late = EnvelopeCipher.builder(both)
                .timeout(Duration.ofSeconds(1))
                .nanoTime(() -> clock.getAndAdd(Duration.ofSeconds(2).toNanos()))
                .build();

        assertThat(late.decryptAll(List.of(item, item, item)))
                .allSatisfy(
                        outcome -> assertThat(outcome.failure().orElseThrow().getSuppressed())
                                .hasSizeLessThanOrEqualTo(1));
    }

    @Test
    void a_key_that_hangs_does_not_keep_another_one_from_being_asked() {
        EnvelopeCipher cipher = EnvelopeCipher.using(both);
        byte[] ofFirst = EnvelopeCipher.using(first).encrypt(PAN, ROW);
        byte[] ofSecond = EnvelopeCipher.using(second).encrypt(PAN, ROW);
        CountDownLatch secondWasAsked = new CountDownLatch(1);
        second.beforeNext(secondWasAsked::countDown);
        first.beforeNext(() -> awaitOrFail(secondWasAsked));

        List<Outcome<byte[]>> opened = cipher.decryptAll(List.of(new Item(ofFirst, ROW), new Item(ofSecond, ROW)));

        assertThat(opened)
                .allSatisfy(outcome -> assertThat(outcome.orElseThrow()).isEqualTo(PAN));
    }

    private static void awaitOrFail(CountDownLatch latch) {
        try {
            if (!latch.await(1, TimeUnit.MINUTES)) {
                throw new IllegalStateException("the other key was not asked meanwhile");
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void what_a_provider_throws_outside_the_hierarchy_is_reported_as_its_defect() {
        first.failingNextWith(() -> new ArithmeticException("in the provider"));

        assertThatThrownBy(() -> EnvelopeCipher.using(first).encrypt(PAN, ROW))
                .isInstanceOf(KekMisconfiguredException.class)
                .hasRootCauseInstanceOf(ArithmeticException.class);
    }

    // ---------------------------------------------------------------- rewrapping

    private final LocalKey old = LocalKey.of("cards", "1", new byte[32]);
    private final LocalKey rotated = LocalKey.of("cards", "2", key((byte) 2)).withPrevious("1", new byte[32]);

    @Test
    void rewrapping_leaves_the_content_as_it_is_to_the_byte() {
        byte[] envelope = EnvelopeCipher.using(old).encrypt(PAN, ROW);

        byte[] rewrapped = EnvelopeCipher.using(rotated).rewrap(envelope, ROW);

        assertThat(Envelope.parse(rewrapped).content())
                .isEqualTo(Envelope.parse(envelope).content());
        assertThat(labels(rewrapped)).containsExactly("cards:2");
    }

    @Test
    void a_rewrapped_envelope_opens_without_the_old_version() {
        byte[] envelope = EnvelopeCipher.using(old).encrypt(PAN, ROW);
        byte[] rewrapped = EnvelopeCipher.using(rotated).rewrap(envelope, ROW);

        EnvelopeCipher withoutOld = EnvelopeCipher.using(LocalKey.of("cards", "2", key((byte) 2)));

        assertThat(withoutOld.decrypt(rewrapped, ROW)).isEqualTo(PAN);
        assertThatThrownBy(() -> withoutOld.decrypt(envelope, ROW))
                .isInstanceOfSatisfying(
                        KekUnusableException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.KEK_VERSION_RETIRED));
    }

    @Test
    void rewrapping_a_text_gives_a_text() {
        String envelope = EnvelopeCipher.using(old).encryptToText(PAN, ROW);

        assertThat(EnvelopeCipher.using(rotated).rewrap(envelope, ROW)).startsWith("env1:cards:2:");
    }

    @Test
    void rewrapping_what_is_current_gives_the_same_bytes_and_asks_no_one() {
        byte[] envelope = EnvelopeCipher.using(both).encrypt(PAN, ROW);
        first.forgetCalls();
        second.forgetCalls();

        assertThat(EnvelopeCipher.using(both).rewrap(envelope, ROW)).isEqualTo(envelope);
        assertThat(first.calls()).isEmpty();
        assertThat(second.calls()).isEmpty();
    }

    @Test
    void rewrapping_follows_the_keyring_and_keeps_what_it_does_not_know() {
        LocalKey stranger = LocalKey.ephemeral("stranger");
        byte[] envelope = EnvelopeCipher.using(
                        Keyring.of(old).alsoEncryptingWith(stranger).alsoEncryptingWith(first))
                .encrypt(PAN, ROW);

        Keyring target = Keyring.of(second).alsoEncryptingWith(rotated).decryptingWith(first);
        byte[] rewrapped = EnvelopeCipher.using(target).rewrap(envelope, ROW);

        assertThat(labels(rewrapped)).containsExactly("second:ephemeral", "cards:2", "stranger:ephemeral");
        assertThat(EnvelopeCipher.using(stranger).decrypt(rewrapped, ROW)).isEqualTo(PAN);
        assertThat(EnvelopeCipher.using(second).decrypt(rewrapped, ROW)).isEqualTo(PAN);
    }

    @Test
    void several_entries_that_are_stale_cost_one_unwrap() {
        byte[] envelope = EnvelopeCipher.using(first).encrypt(PAN, ROW);
        first.forgetCalls();
        Keyring target = Keyring.of(second)
                .alsoEncryptingWith(RecordingKek.named("third"))
                .decryptingWith(first);

        EnvelopeCipher.using(target).rewrap(envelope, ROW);

        assertThat(first.calls()).containsExactly("unwrap");
    }

    @Test
    void nothing_is_wrapped_anew_whose_data_key_is_not_the_contents() {
        byte[] mine = EnvelopeCipher.using(old).encrypt(PAN, ROW);
        byte[] other = EnvelopeCipher.using(old).encrypt(PAN, ROW);
        byte[] mixed = Envelope.parse(mine)
                .withKeyBlock(Envelope.parse(other).keyBlock())
                .toBytes();

        assertThatThrownBy(() -> EnvelopeCipher.using(rotated).rewrap(mixed, ROW))
                .isInstanceOf(ContentRefusedException.class);
    }

    @Test
    void an_entry_is_not_dropped_in_favour_of_one_that_does_not_open() {
        byte[] envelope = EnvelopeCipher.using(Keyring.of(first).alsoEncryptingWith(second))
                .encrypt(PAN, ROW);
        byte[] planted = EnvelopeCipher.using(first).encrypt(PAN, ROW);
        KeyBlock keyBlock = KeyBlock.of(List.of(
                Envelope.parse(planted).keyBlock().primary(),
                Envelope.parse(envelope).keyBlock().key("second").orElseThrow()));
        byte[] mixed = Envelope.parse(envelope).withKeyBlock(keyBlock).toBytes();
        EnvelopeCipher droppingSecond = EnvelopeCipher.using(Keyring.of(first).decryptingWith(second));

        assertThatThrownBy(() -> droppingSecond.rewrap(mixed, ROW)).isInstanceOf(ContentRefusedException.class);
    }

    @Test
    void a_key_that_rewraps_natively_is_left_to_do_so() {
        RecordingKek kms = new RecordingKek(rotated).rewrappingNatively();
        byte[] envelope = EnvelopeCipher.using(old).encrypt(PAN, ROW);

        EnvelopeCipher.using(kms).rewrap(envelope, ROW);

        assertThat(kms.calls()).containsExactly("rewrap");
    }

    @Test
    void a_keyring_encrypts_with_no_more_keys_than_an_envelope_holds() {
        Keyring eight = eight("kek-");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> eight.alsoEncryptingWith(first))
                .withMessageContaining("At most 8");
    }

    @Test
    void rewrapping_does_not_exceed_what_an_envelope_holds() {
        byte[] envelope = EnvelopeCipher.using(eight("kek-")).encrypt(PAN, ROW);
        EnvelopeCipher cipher =
                EnvelopeCipher.using(Keyring.of(first).decryptingWith(EIGHTH).alsoEncryptingWith(second));

        assertThatThrownBy(() -> cipher.rewrap(envelope, ROW))
                .isInstanceOfSatisfying(
                        InvalidInputException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.TOO_MANY_KEYS));
    }

    private static final LocalKey EIGHTH = LocalKey.ephemeral("kek-7");

    private static Keyring eight(String prefix) {
        Keyring keyring = Keyring.of(LocalKey.ephemeral(prefix + "0"));
        for (int i = 1; i < 7; i++) {
            keyring = keyring.alsoEncryptingWith(LocalKey.ephemeral(prefix + i));
        }
        return keyring.alsoEncryptingWith(EIGHTH);
    }

    // ---------------------------------------------------------------- staleness

    @Test
    void what_was_encrypted_just_now_is_current() {
        EnvelopeCipher cipher = EnvelopeCipher.using(both);

        assertThat(cipher.needsRewrap(cipher.encrypt(PAN, ROW))).isEqualTo(Staleness.CURRENT);
    }

    @Test
    void another_version_is_stale() {
        String envelope = EnvelopeCipher.using(old).encryptToText(PAN, ROW);

        assertThat(EnvelopeCipher.using(rotated).needsRewrap(envelope)).isEqualTo(Staleness.STALE);
    }

    @Test
    void a_missing_recipient_is_stale() {
        byte[] envelope = EnvelopeCipher.using(first).encrypt(PAN, ROW);

        assertThat(EnvelopeCipher.using(both).needsRewrap(envelope)).isEqualTo(Staleness.STALE);
    }

    @Test
    void an_entry_of_a_key_that_only_decrypts_is_stale() {
        byte[] envelope = EnvelopeCipher.using(both).encrypt(PAN, ROW);
        EnvelopeCipher cipher = EnvelopeCipher.using(Keyring.of(first).decryptingWith(second));

        assertThat(cipher.needsRewrap(envelope)).isEqualTo(Staleness.STALE);
    }

    @Test
    void another_order_is_stale() {
        byte[] envelope = EnvelopeCipher.using(both).encrypt(PAN, ROW);
        EnvelopeCipher reversed = EnvelopeCipher.using(Keyring.of(second).alsoEncryptingWith(first));

        assertThat(reversed.needsRewrap(envelope)).isEqualTo(Staleness.STALE);
    }

    @Test
    void an_entry_of_an_unknown_key_is_no_reason_to_rewrap() {
        byte[] envelope = EnvelopeCipher.using(both).encrypt(PAN, ROW);

        assertThat(EnvelopeCipher.using(first).needsRewrap(envelope)).isEqualTo(Staleness.CURRENT);
    }

    @Test
    void where_a_key_service_shows_no_version_it_is_unknown() {
        RecordingKek silent = RecordingKek.named("silent").withoutVersion();
        byte[] envelope = EnvelopeCipher.using(silent).encrypt(PAN, ROW);

        assertThat(EnvelopeCipher.using(silent).needsRewrap(envelope)).isEqualTo(Staleness.UNKNOWN);
    }

    @Test
    void staleness_is_decided_without_asking_anyone() {
        byte[] envelope = EnvelopeCipher.using(both).encrypt(PAN, ROW);
        first.forgetCalls();

        EnvelopeCipher.using(both).needsRewrap(envelope);

        assertThat(first.calls()).isEmpty();
    }

    private static List<String> labels(byte[] envelope) {
        List<String> labels = new ArrayList<>();
        KeyBlock keyBlock = Envelope.parse(envelope).keyBlock();
        for (WrappedKey key : keyBlock.keys()) {
            labels.add(key.kekName() + ":" + key.kekVersion());
        }
        return labels;
    }

    private static byte[] key(byte value) {
        byte[] key = new byte[32];
        Arrays.fill(key, value);
        return key;
    }
}

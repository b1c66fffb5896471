package dev.envelope.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.envelope.CallInterruptedException;
import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.Item;
import dev.envelope.Keyring;
import dev.envelope.Outcome;
import dev.envelope.Staleness;
import dev.envelope.format.Envelope;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.KeyEncryptionKey;
import dev.envelope.kek.UnwrapRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What libraries of this kind get wrong about their key service, tried on a cipher over the in-memory one. */
class KeyServiceTrapsTest {

    private static final EncryptionContext ROW = EncryptionContext.of("table", "cards", "id", "42");
    private static final byte[] PAN = "4929123412341234".getBytes(UTF_8);

    private final VirtualClock clock = new VirtualClock();
    private final InMemoryKms kms = new InMemoryKms(clock);
    private final InMemoryKms dublin = new InMemoryKms(clock);
    private final EnvelopeCipher cipher = cipher(Keyring.of(kek("cards")));
    private final EnvelopeCipher twoRegions = cipher(Keyring.of(kek("cards")).alsoEncryptingWith(dublinKek()));

    @BeforeEach
    void createKeys() {
        kms.createKey("key");
        dublin.createKey("key");
    }

    // ---------------------------------------------------------------- one envelope, one unwrap

    @Test
    void opening_an_envelope_costs_one_unwrap() {
        byte[] sealed = sealed(cipher);

        cipher.decrypt(sealed, ROW);

        assertThat(kms.calls().only().operation()).isEqualTo(KmsOperation.DECRYPT);
    }

    @Test
    void opening_an_envelope_of_two_recipients_costs_one_unwrap() {
        byte[] sealed = sealed(twoRegions);

        twoRegions.decrypt(sealed, ROW);

        assertThat(kms.calls().count(KmsOperation.DECRYPT)).isEqualTo(1);
        dublin.calls().assertNone();
    }

    @Test
    void the_second_recipient_is_asked_when_the_first_one_is_out() {
        byte[] sealed = sealed(twoRegions);
        kms.faults().failEveryCall(KmsErrorCode.INTERNAL);

        assertThat(twoRegions.decrypt(sealed, ROW)).isEqualTo(PAN);
        assertThat(kms.calls().count()).isEqualTo(1);
        assertThat(dublin.calls().only().operation()).isEqualTo(KmsOperation.DECRYPT);
    }

    @Test
    void the_second_recipient_is_not_asked_when_the_first_one_denies_access() {
        byte[] sealed = sealed(twoRegions);
        KeyEncryptionKey withoutRights = kms.kek("cards", "key", KmsPrincipal.named("nobody"));
        EnvelopeCipher denied = cipher(Keyring.of(withoutRights).alsoEncryptingWith(dublinKek()));

        assertThat(failure(() -> denied.decrypt(sealed, ROW)).code()).isEqualTo(ErrorCode.ACCESS_DENIED);
        dublin.calls().assertNone();
    }

    @Test
    void the_second_recipient_is_not_asked_when_the_first_one_refuses_the_wrapped_key() {
        byte[] sealed = sealed(twoRegions);

        assertThat(failure(() -> twoRegions.decrypt(sealed, EncryptionContext.of("id", "43")))
                        .code())
                .isEqualTo(ErrorCode.WRAPPED_KEY_REFUSED);
        dublin.calls().assertNone();
    }

    @Test
    void a_reader_that_holds_the_second_key_only_asks_that_one() {
        byte[] sealed = sealed(twoRegions);

        assertThat(cipher(Keyring.of(dublinKek())).decrypt(sealed, ROW)).isEqualTo(PAN);
        kms.calls().assertNone();
    }

    // ---------------------------------------------------------------- failures are what they are

    @Test
    void an_outage_is_not_reported_as_a_missing_key() {
        byte[] sealed = sealed(cipher);
        kms.faults().failEveryCall(KmsErrorCode.INTERNAL);

        EnvelopeException failure = failure(() -> cipher.decrypt(sealed, ROW));

        assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(failure.isRetryable()).isTrue();
    }

    @Test
    void a_missing_key_is_not_reported_as_an_outage() {
        byte[] sealed = sealed(cipher);
        kms.scheduleDeletion("key", Duration.ZERO);

        EnvelopeException failure = failure(() -> cipher.decrypt(sealed, ROW));

        assertThat(failure.code()).isEqualTo(ErrorCode.KEK_NOT_FOUND);
        assertThat(failure.isRetryable()).isFalse();
    }

    @Test
    void an_outage_of_all_recipients_names_all_of_them() {
        byte[] sealed = sealed(twoRegions);
        kms.faults().failEveryCall(KmsErrorCode.INTERNAL);
        dublin.faults().failEveryCall(KmsErrorCode.THROTTLED);

        EnvelopeException failure = failure(() -> twoRegions.decrypt(sealed, ROW));

        assertThat(failure.code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(failure.getSuppressed())
                .singleElement()
                .isInstanceOfSatisfying(
                        EnvelopeException.class,
                        second -> assertThat(second.code()).isEqualTo(ErrorCode.THROTTLED));
    }

    @Test
    void a_throttled_call_keeps_its_cause_and_may_be_retried() {
        byte[] sealed = sealed(cipher);
        kms.limitRequests(1, Duration.ofSeconds(1));
        cipher.decrypt(sealed, ROW);

        EnvelopeException failure = failure(() -> cipher.decrypt(sealed, ROW));

        assertThat(failure.code()).isEqualTo(ErrorCode.THROTTLED);
        assertThat(failure).hasCauseInstanceOf(KmsException.class);
        clock.advance(Duration.ofSeconds(1));
        assertThat(cipher.decrypt(sealed, ROW)).isEqualTo(PAN);
    }

    @Test
    void an_interrupt_is_not_a_failed_decryption() throws Exception {
        byte[] sealed = sealed(cipher);
        kms.faults().holdNext();
        CallInThread<EnvelopeException> reading = CallInThread.start(() -> failure(() -> cipher.decrypt(sealed, ROW)));

        reading.interruptWhileItWaits();

        assertThat(reading.result()).isInstanceOf(CallInterruptedException.class);
    }

    @Test
    void an_interrupt_does_not_make_the_second_recipient_be_asked() throws Exception {
        byte[] sealed = sealed(twoRegions);
        kms.faults().holdNext();
        CallInThread<EnvelopeException> reading =
                CallInThread.start(() -> failure(() -> twoRegions.decrypt(sealed, ROW)));

        reading.interruptWhileItWaits();

        assertThat(reading.result()).isInstanceOf(CallInterruptedException.class);
        dublin.calls().assertNone();
    }

    @Test
    void a_recipient_that_does_not_answer_leaves_time_for_the_next_one() {
        byte[] sealed = sealed(twoRegions);
        kms.faults().delayNext(1, Duration.ofMinutes(5));

        assertThat(twoRegions.decrypt(sealed, ROW)).isEqualTo(PAN);
        assertThat(dublin.calls().only().operation()).isEqualTo(KmsOperation.DECRYPT);
    }

    @Test
    void recipients_that_do_not_answer_share_one_allowance() {
        byte[] sealed = sealed(twoRegions);
        kms.faults().delayNext(1, Duration.ofMinutes(5));
        dublin.faults().delayNext(1, Duration.ofMinutes(5));
        long before = clock.nanoTime();

        assertThat(failure(() -> twoRegions.withTimeout(Duration.ofSeconds(8)).decrypt(sealed, ROW))
                        .code())
                .isEqualTo(ErrorCode.TIMED_OUT);
        assertThat(clock.nanoTime() - before).isEqualTo(Duration.ofSeconds(8).toNanos());
    }

    @Test
    void a_data_key_of_the_wrong_length_seals_nothing() {
        kms.faults().garbleNext(1);

        assertThat(failure(() -> cipher.encrypt(PAN, ROW)).code()).isEqualTo(ErrorCode.MISCONFIGURED);
    }

    // ---------------------------------------------------------------- rights

    @Test
    void a_writer_encrypts_without_the_right_to_decrypt() {
        byte[] sealed = as(KmsOperation.GENERATE_DATA_KEY).encrypt(PAN, ROW);

        assertThat(cipher.decrypt(sealed, ROW)).isEqualTo(PAN);
    }

    @Test
    void a_writer_is_denied_what_it_wrote() {
        EnvelopeCipher writer = as(KmsOperation.GENERATE_DATA_KEY);
        byte[] sealed = writer.encrypt(PAN, ROW);

        assertThat(failure(() -> writer.decrypt(sealed, ROW)).code()).isEqualTo(ErrorCode.ACCESS_DENIED);
    }

    @Test
    void a_reader_is_denied_to_write() {
        assertThat(failure(() -> as(KmsOperation.DECRYPT).encrypt(PAN, ROW)).code())
                .isEqualTo(ErrorCode.ACCESS_DENIED);
    }

    // ---------------------------------------------------------------- rewrapping

    @Test
    void who_may_only_re_encrypt_can_rewrap() {
        byte[] sealed = sealed(cipher);
        kms.rotate("key");

        byte[] rewrapped = as(KmsOperation.RE_ENCRYPT).rewrap(sealed, ROW);

        assertThat(kms.calls().only().operation()).isEqualTo(KmsOperation.RE_ENCRYPT);
        assertThat(Envelope.parse(rewrapped).keyBlock().keys())
                .extracting(WrappedKey::kekVersion)
                .containsExactly("2");
        assertThat(cipher.decrypt(rewrapped, ROW)).isEqualTo(PAN);
    }

    @Test
    void a_native_rewrap_leaves_the_content_as_it_is_to_the_byte() {
        byte[] sealed = sealed(cipher);
        kms.rotate("key");

        byte[] rewrapped = as(KmsOperation.RE_ENCRYPT).rewrap(sealed, ROW);

        assertThat(rewrapped).isNotEqualTo(sealed);
        assertThat(content(rewrapped)).isEqualTo(content(sealed));
    }

    @Test
    void whether_a_rewrap_is_needed_is_decided_offline_even_when_the_service_is_down() {
        byte[] old = sealed(cipher);
        kms.rotate("key");
        byte[] current = sealed(cipher);
        kms.faults().failEveryCall(KmsErrorCode.INTERNAL);

        assertThat(cipher.needsRewrap(old)).isEqualTo(Staleness.STALE);
        assertThat(cipher.needsRewrap(current)).isEqualTo(Staleness.CURRENT);
        kms.calls().assertNone();
    }

    @Test
    void whether_a_rewrap_is_needed_is_unknown_before_a_version_was_seen() {
        byte[] sealed = sealed(cipher);

        assertThat(cipher(Keyring.of(kek("cards"))).needsRewrap(sealed)).isEqualTo(Staleness.UNKNOWN);
    }

    // ---------------------------------------------------------------- batches

    @Test
    void a_bad_item_does_not_lose_the_good_ones() {
        List<Item> items = new ArrayList<>(List.of(item(1), item(2), item(3)));
        items.set(1, new Item(items.get(1).bytes(), EncryptionContext.of("row", "another")));

        List<Outcome<byte[]>> outcomes = cipher.decryptAll(items);

        assertThat(outcomes.get(0).orElseThrow()).isEqualTo(PAN);
        assertThat(outcomes.get(1).failure().map(EnvelopeException::code)).hasValue(ErrorCode.WRAPPED_KEY_REFUSED);
        assertThat(outcomes.get(2).orElseThrow()).isEqualTo(PAN);
    }

    @Test
    void a_batch_asks_each_key_once_where_its_provider_takes_batches() {
        BatchingKek batching = new BatchingKek(kek("cards"));
        List<Item> items = List.of(item(1), item(2), item(3));

        List<Outcome<byte[]>> outcomes = cipher(Keyring.of(batching)).decryptAll(items);

        assertThat(outcomes).allMatch(Outcome::isSuccess);
        assertThat(batching.batches).containsExactly(3);
    }

    /** Tells how it was asked. */
    private static final class BatchingKek extends ForwardingKek {

        private final List<Integer> batches = new ArrayList<>();

        BatchingKek(KeyEncryptionKey kek) {
            super(kek);
        }

        @Override
        public DataKey unwrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
            throw new AssertionError("Asked for a single item");
        }

        @Override
        public List<Outcome<DataKey>> unwrapAll(List<UnwrapRequest> requests, Deadline deadline) {
            batches.add(requests.size());
            return kek.unwrapAll(requests, deadline);
        }
    }

    private Item item(int row) {
        EncryptionContext context = ROW.with("row", Integer.toString(row));
        return new Item(cipher.encrypt(PAN, context), context);
    }

    /** An envelope, and no trace of its making in the logs. */
    private byte[] sealed(EnvelopeCipher by) {
        byte[] sealed = by.encrypt(PAN, ROW);
        kms.calls().clear();
        dublin.calls().clear();
        return sealed;
    }

    private KeyEncryptionKey kek(String name) {
        return kms.kek(name, "key", KmsPrincipal.administrator());
    }

    private KeyEncryptionKey dublinKek() {
        return dublin.kek("cards-dublin", "key", KmsPrincipal.administrator());
    }

    private EnvelopeCipher as(KmsOperation only) {
        return cipher(Keyring.of(kms.kek("cards", "key", KmsPrincipal.named("somebody", only))));
    }

    private EnvelopeCipher cipher(Keyring keyring) {
        return EnvelopeCipher.builder(keyring).nanoTime(clock::nanoTime).build();
    }

    private static byte[] content(byte[] envelope) {
        int keyBlock = Envelope.parse(envelope).keyBlock().toBytes().length;
        return Arrays.copyOfRange(envelope, keyBlock, envelope.length);
    }

    private static EnvelopeException failure(ThrowingCallable call) {
        EnvelopeException failure = catchThrowableOfType(EnvelopeException.class, call);
        assertThat(failure).as("the call has to fail").isNotNull();
        return failure;
    }
}

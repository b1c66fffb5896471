package dev.envelope.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.kek.KeyEncryptionKey;
import java.time.Duration;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineTestKit;

@ExtendWith(EnvelopeExtension.class)
class EnvelopeExtensionTest {

    private static final EncryptionContext ROW = EncryptionContext.of("id", "42");
    private static final Set<InMemoryKms> SEEN = Collections.newSetFromMap(new IdentityHashMap<>());

    private final InMemoryKms fromConstructor;
    private InMemoryKms fromBeforeEach = new InMemoryKms();

    EnvelopeExtensionTest(InMemoryKms kms) {
        fromConstructor = kms;
    }

    @BeforeEach
    void keep(InMemoryKms kms) {
        fromBeforeEach = kms;
    }

    @Test
    void the_cipher_works_on_the_key_of_the_service(EnvelopeCipher cipher, CallLog calls) {
        byte[] sealed = cipher.encrypt(new byte[] {1, 2, 3}, ROW);

        assertThat(cipher.decrypt(sealed, ROW)).containsExactly(1, 2, 3);
        assertThat(calls.of(KmsOperation.DECRYPT))
                .singleElement()
                .extracting(call -> call.keyId().orElseThrow())
                .isEqualTo(EnvelopeExtension.KEY_ID);
    }

    @Test
    void the_key_has_the_name_that_is_promised(KeyEncryptionKey kek) {
        assertThat(kek.name()).isEqualTo(EnvelopeExtension.KEK_NAME);
    }

    @Test
    void within_a_test_all_come_from_one_service(InMemoryKms kms, CallLog calls, FaultScript faults) {
        assertThat(kms.calls()).isSameAs(calls);
        assertThat(kms.faults()).isSameAs(faults);
    }

    @Test
    void constructor_and_before_each_share_the_set_of_the_test(InMemoryKms kms) {
        assertThat(fromConstructor).isSameAs(kms);
        assertThat(fromBeforeEach).isSameAs(kms);
    }

    @Test
    void the_clock_is_that_of_the_service_and_of_the_deadlines(
            EnvelopeCipher cipher, VirtualClock clock, FaultScript faults) {
        long before = clock.nanoTime();
        faults.delayNext(1, Duration.ofSeconds(5));

        cipher.encrypt(new byte[0], ROW);

        assertThat(clock.nanoTime() - before).isEqualTo(Duration.ofSeconds(5).toNanos());
    }

    @Test
    void one_test_gets_a_service_of_its_own(InMemoryKms kms) {
        assertThat(SEEN.add(kms)).isTrue();
    }

    @Test
    void another_test_gets_a_service_of_its_own(InMemoryKms kms) {
        assertThat(SEEN.add(kms)).isTrue();
    }

    @Test
    void what_several_tests_share_gets_nothing() {
        Throwable failure = EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(SharedBetweenTests.class))
                .execute()
                .containerEvents()
                .failed()
                .stream()
                .findFirst()
                .orElseThrow()
                .getRequiredPayload(TestExecutionResult.class)
                .getThrowable()
                .orElseThrow();

        assertThat(failure)
                .isInstanceOf(ParameterResolutionException.class)
                .hasMessageContaining("InMemoryKms belongs to one test");
    }

    @Test
    void a_call_that_a_test_leaves_held_is_released_when_the_test_is_over() throws Exception {
        EngineTestKit.engine("junit-jupiter")
                .selectors(selectClass(LeavesACallHeld.class))
                .execute()
                .testEvents()
                .assertStatistics(tests -> tests.succeeded(1));

        assertThat(LeavesACallHeld.held.result()).isNotEmpty();
    }

    @ExtendWith(EnvelopeExtension.class)
    static class LeavesACallHeld {

        static CallInThread<byte[]> held;

        @Test
        void holds(EnvelopeCipher cipher, FaultScript faults) throws Exception {
            Gate gate = faults.holdNext();
            held = CallInThread.start(() -> cipher.encrypt(new byte[1], ROW));
            gate.awaitArrival();
        }
    }

    @ExtendWith(EnvelopeExtension.class)
    static class SharedBetweenTests {

        @BeforeAll
        static void share(InMemoryKms kms) {
            kms.createKey("shared");
        }

        @Test
        void never_runs() {}
    }
}

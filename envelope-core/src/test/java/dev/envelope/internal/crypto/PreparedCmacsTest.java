package dev.envelope.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PreparedCmacsTest {

    private static final byte[] MESSAGE = new byte[32];

    private final SecretBytes key = SecretBytes.aes(new byte[32]);
    private final PreparedCmacs cmacs = new PreparedCmacs(Jca.DEFAULT, key);

    @AfterEach
    void close() {
        cmacs.close();
        key.close();
    }

    @Test
    void gives_what_a_new_one_gives() {
        try (AesCmac fresh = new AesCmac(Jca.DEFAULT, key)) {
            byte[] mac = cmacs.use(cmac -> AesCmacTest.mac(cmac, MESSAGE));

            assertThat(mac).isEqualTo(AesCmacTest.mac(fresh, MESSAGE));
        }
    }

    @Test
    void derives_by_the_cmacs_of_the_message_with_one_and_with_two_in_front() {
        byte[] message = new byte[32];
        message[20] = 7;
        byte[] first = message.clone();
        first[1] = 1;
        byte[] second = message.clone();
        second[1] = 2;

        byte[] derived = cmacs.derive(message.clone());

        assertThat(Arrays.copyOf(derived, 16)).isEqualTo(cmacs.use(cmac -> AesCmacTest.mac(cmac, first)));
        assertThat(Arrays.copyOfRange(derived, 16, 32)).isEqualTo(cmacs.use(cmac -> AesCmacTest.mac(cmac, second)));
    }

    @Test
    void nothing_is_derived_from_a_key_that_was_closed() {
        key.close();

        assertThatIllegalStateException().isThrownBy(() -> cmacs.derive(new byte[16]));
    }

    @Test
    void a_thread_gets_the_same_one_again() {
        AesCmac first = cmacs.use(cmac -> cmac);

        AesCmac second = cmacs.use(cmac -> cmac);

        assertThat(second).isSameAs(first);
    }

    @Test
    void two_who_use_one_at_once_have_two() {
        boolean same = cmacs.use(outer -> cmacs.use(inner -> inner == outer));

        assertThat(same).isFalse();
    }

    @Test
    void closing_makes_it_forget_the_key() {
        AesCmac kept = cmacs.use(cmac -> cmac);

        cmacs.close();

        assertThatIllegalStateException().isThrownBy(() -> AesCmacTest.mac(kept, MESSAGE));
    }

    @Test
    void one_that_is_in_use_when_it_is_closed_goes_on_and_forgets_the_key_when_it_is_given_back() {
        AesCmac used = cmacs.use(cmac -> {
            cmacs.close();
            assertThat(AesCmacTest.mac(cmac, MESSAGE)).hasSize(16);
            return cmac;
        });

        assertThatIllegalStateException().isThrownBy(() -> AesCmacTest.mac(used, MESSAGE));
    }

    @Test
    void nothing_is_prepared_from_a_key_that_was_closed() {
        key.close();

        assertThatIllegalStateException().isThrownBy(() -> cmacs.use(cmac -> cmac));
    }

    @Test
    void one_whose_use_failed_is_not_given_to_anyone_else() {
        List<AesCmac> used = new ArrayList<>();
        assertThatThrownBy(() -> cmacs.use(cmac -> {
                    used.add(cmac);
                    throw new IllegalArgumentException("failed");
                }))
                .hasMessage("failed");

        AesCmac next = cmacs.use(cmac -> cmac);

        assertThat(next).isNotSameAs(used.get(0));
        assertThatIllegalStateException().isThrownBy(() -> AesCmacTest.mac(used.get(0), MESSAGE));
    }

    @Test
    void many_threads_get_the_right_value() throws Exception {
        byte[] expected = cmacs.use(cmac -> AesCmacTest.mac(cmac, MESSAGE));
        int threads = 8;
        CountDownLatch start = new CountDownLatch(threads);
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            List<Future<Boolean>> results = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                results.add(executor.submit(() -> {
                    start.countDown();
                    start.await();
                    boolean right = true;
                    for (int j = 0; j < 2000; j++) {
                        right &= Arrays.equals(expected, cmacs.use(cmac -> AesCmacTest.mac(cmac, MESSAGE)));
                    }
                    return right;
                }));
            }
            for (Future<Boolean> result : results) {
                assertThat(result.get(60, TimeUnit.SECONDS)).isTrue();
            }
        } finally {
            executor.shutdownNow();
        }
    }
}

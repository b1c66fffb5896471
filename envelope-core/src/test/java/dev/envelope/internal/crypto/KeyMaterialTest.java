package dev.envelope.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class KeyMaterialTest {

    private static final byte[] SOURCE = {9, 1, 2, 3, 9};

    @Test
    void holds_a_part_of_an_array() {
        assertThat(KeyMaterial.copyOf(SOURCE, 1, 3).copy()).containsExactly(1, 2, 3);
    }

    @Test
    void what_it_was_copied_from_may_change() {
        byte[] source = SOURCE.clone();
        KeyMaterial material = KeyMaterial.copyOf(source, 1, 3);
        Arrays.fill(source, (byte) 0);

        assertThat(material.copy()).containsExactly(1, 2, 3);
    }

    @Test
    void a_copy_is_the_callers_to_wipe() {
        KeyMaterial material = KeyMaterial.copyOf(SOURCE, 1, 3);
        Arrays.fill(material.copy(), (byte) 0);

        assertThat(material.copy()).containsExactly(1, 2, 3);
    }

    @Test
    void is_wiped_when_it_is_closed() throws Exception {
        KeyMaterial material = KeyMaterial.copyOf(SOURCE, 1, 3);
        Field field = KeyMaterial.class.getDeclaredField("bytes");
        field.setAccessible(true);
        byte[] inside = (byte[]) field.get(material);
        assertThat(inside).containsExactly(1, 2, 3);

        material.close();

        assertThat(inside).containsOnly(0);
    }

    @Test
    void closed_material_can_not_be_copied() {
        KeyMaterial material = KeyMaterial.copyOf(SOURCE, 1, 3);
        material.close();
        material.close();

        assertThat(material.isClosed()).isTrue();
        assertThatIllegalStateException().isThrownBy(material::copy);
        assertThatIllegalStateException().isThrownBy(material::requireOpen);
    }

    @Test
    void who_copies_while_another_thread_closes_gets_all_of_it_or_an_exception() throws Exception {
        byte[] ones = new byte[4096];
        Arrays.fill(ones, (byte) 1);
        AtomicInteger halfWiped = new AtomicInteger();
        for (int round = 0; round < 3000; round++) {
            KeyMaterial material = KeyMaterial.copyOf(ones, 0, ones.length);
            CountDownLatch copying = new CountDownLatch(1);
            Thread reader = new Thread(() -> {
                copying.countDown();
                try {
                    while (true) {
                        if (!Arrays.equals(material.copy(), ones)) {
                            halfWiped.incrementAndGet();
                        }
                    }
                } catch (IllegalStateException e) {
                    // closed, as it had to be
                }
            });
            reader.start();
            copying.await();
            material.close();
            reader.join();
        }
        assertThat(halfWiped).hasValue(0);
    }
}

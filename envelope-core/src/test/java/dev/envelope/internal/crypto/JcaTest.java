package dev.envelope.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.envelope.testsupport.JcaProvider;
import java.security.Provider;
import java.security.Security;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JcaTest {

    @ParameterizedTest
    @EnumSource
    void takes_each_primitive_from_the_chosen_provider(JcaProvider chosen) {
        Provider provider = chosen.provider();
        Jca jca = Jca.of(provider);

        assertThat(jca.takeAesGcm().getProvider()).isSameAs(provider);
        assertThat(jca.takeAesCbc().getProvider()).isSameAs(provider);
        assertThat(jca.takeHmacSha512().getProvider()).isSameAs(provider);
    }

    @ParameterizedTest
    @EnumSource
    void leaves_the_global_list_of_providers_as_it_was(JcaProvider chosen) {
        Provider[] before = Security.getProviders();

        Jca jca = chosen.jca();
        try (SecretBytes key = SecretBytes.aes(new byte[32]);
                Xaes256Gcm xaes = new Xaes256Gcm(jca, key)) {
            xaes.seal(new byte[24 + 1 + 16], 0, new byte[1], new byte[0]);
        }

        assertThat(Security.getProviders()).containsExactly(before);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Cipher.AES/GCM/NoPadding", "Cipher.AES/CBC/NoPadding", "Mac.HmacSHA512"})
    void refuses_a_provider_that_lacks_a_primitive(String missing) {
        Provider provider = new PartOfSunJce(missing);

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Jca.of(provider))
                .withMessageContaining("PartOfSunJce")
                .havingRootCause()
                .withMessageContaining(missing.substring(missing.indexOf('.') + 1));
    }

    @Test
    void the_default_names_no_provider() {
        assertThat(Jca.DEFAULT.takeHmacSha512().getProvider().getName()).isEqualTo("SunJCE");
    }

    @Test
    void a_thread_gets_its_primitive_back_for_the_next_use() {
        Jca jca = Jca.of(Security.getProvider("SunJCE"));
        Cipher first = jca.takeAesGcm();
        jca.giveBackAesGcm(first);

        assertThat(jca.takeAesGcm()).isSameAs(first);
    }

    @Test
    void what_is_taken_is_no_one_elses_until_it_is_given_back() {
        Jca jca = Jca.of(Security.getProvider("SunJCE"));
        Cipher first = jca.takeAesCbc();

        assertThat(jca.takeAesCbc()).isNotSameAs(first);
    }

    @Test
    void what_was_given_back_serves_another_thread() throws Exception {
        Jca jca = Jca.of(Security.getProvider("SunJCE"));
        Mac here = jca.takeHmacSha512();
        jca.giveBackHmacSha512(here);
        AtomicReference<Mac> there = new AtomicReference<>();
        Thread thread = new Thread(() -> there.set(jca.takeHmacSha512()));
        thread.start();
        thread.join();

        assertThat(there.get()).isSameAs(here);
    }

    /** SunJCE without one of its services. */
    private static final class PartOfSunJce extends Provider {

        private static final long serialVersionUID = 1;

        private final String missing;

        PartOfSunJce(String missing) {
            super("PartOfSunJce", "1", "SunJCE without " + missing);
            this.missing = missing;
        }

        @Override
        public Service getService(String type, String algorithm) {
            String wanted = type + "." + algorithm;
            // AES/GCM is a service of its own; AES/CBC is one of the modes of the service AES.
            boolean lacks = wanted.equals(missing)
                    || (wanted.equals("Cipher.AES") && missing.equals("Cipher.AES/CBC/NoPadding"));
            return lacks ? null : Security.getProvider("SunJCE").getService(type, algorithm);
        }
    }
}

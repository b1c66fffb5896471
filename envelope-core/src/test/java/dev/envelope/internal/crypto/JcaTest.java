package dev.envelope.internal.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.testsupport.JcaProvider;
import dev.envelope.testsupport.TestBytes;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.security.Security;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.spec.IvParameterSpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class JcaTest {

    private static final byte[] KEY = TestBytes.ofLength(32);
    private static final byte[] NONCE = TestBytes.ofLength(AesGcm.NONCE_LENGTH);
    private static final byte[] MESSAGE = TestBytes.ascii("4111111111111111");

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

    @Test
    void a_spare_gcm_cipher_of_the_jdk_keeps_its_last_key_until_it_is_used_again() throws Exception {
        Jca jca = Jca.of(Security.getProvider("SunJCE"));
        byte[] sealed = new byte[MESSAGE.length + AesGcm.TAG_LENGTH];
        try (SecretBytes key = SecretBytes.aes(KEY)) {
            AesGcm gcm = new AesGcm(jca, key);
            gcm.seal(NONCE, 0, AesGcm.NO_AAD, MESSAGE, 0, MESSAGE.length, sealed, 0);
            gcm.open(NONCE, 0, AesGcm.NO_AAD, sealed, 0, sealed.length, new byte[MESSAGE.length], 0);
        }
        Cipher spare = jca.takeAesGcm();
        byte[] openedWithoutTheKey = spare.doFinal(sealed);
        jca.giveBackAesGcm(spare);

        try (SecretBytes other = SecretBytes.aes(new byte[32])) {
            new AesGcm(jca, other)
                    .seal(NONCE, 0, AesGcm.NO_AAD, MESSAGE, 0, MESSAGE.length, new byte[sealed.length], 0);
        }

        assertThat(openedWithoutTheKey).isEqualTo(MESSAGE);
        assertThat(jca.takeAesGcm()).isSameAs(spare);
        assertThatThrownBy(() -> spare.doFinal(sealed)).isInstanceOf(IllegalStateException.class);
    }

    @ParameterizedTest
    @EnumSource
    void a_spare_cbc_cipher_has_forgotten_its_key(JcaProvider chosen) throws Exception {
        Jca jca = chosen.jca();
        byte[] underZeros = cbc(jca, new byte[32]).doFinal(new byte[16]);
        try (SecretBytes key = SecretBytes.aes(KEY)) {
            new AesCmac(jca, key).close();
        }

        assertThat(jca.takeAesCbc().doFinal(new byte[16])).isEqualTo(underZeros);
    }

    @ParameterizedTest
    @EnumSource
    void a_spare_mac_has_forgotten_its_key(JcaProvider chosen) {
        Jca jca = chosen.jca();
        byte[] before = HkdfSha512.expand(jca, KEY, 32);

        byte[] bySpare = jca.takeHmacSha512().doFinal(new byte[] {1});

        assertThat(Arrays.copyOf(bySpare, 32)).isNotEqualTo(before);
    }

    private static Cipher cbc(Jca jca, byte[] key) throws GeneralSecurityException {
        Cipher cipher = jca.takeAesCbc();
        cipher.init(Cipher.ENCRYPT_MODE, SecretBytes.aes(key), new IvParameterSpec(new byte[16]));
        return cipher;
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

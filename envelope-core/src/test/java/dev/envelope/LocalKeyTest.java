package dev.envelope;

import static dev.envelope.testsupport.TestBytes.ascii;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.envelope.format.WrappedKey;
import dev.envelope.format.WrappedKeySize;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import dev.envelope.testsupport.TestBytes;
import java.security.InvalidKeyException;
import java.security.Key;
import java.security.NoSuchAlgorithmException;
import java.security.Provider;
import java.security.spec.AlgorithmParameterSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.crypto.Mac;
import javax.crypto.MacSpi;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LocalKeyTest {

    private static final byte[] OLD = ascii("the old key has thirty-two bytes");
    private static final byte[] NEW = ascii("the new key has thirty-two bytes");
    private static final byte[] DATA_KEY = TestBytes.ofLength(32);
    private static final EncryptionContext CONTEXT = EncryptionContext.of("id", "42");
    private static final Deadline DEADLINE = Deadline.after(Duration.ofHours(1), () -> 0);

    private final LocalKey key = LocalKey.of("cards", "1", OLD);

    @Test
    void unwraps_what_it_wrapped() {
        assertThat(unwrapped(key, wrapped(key))).isEqualTo(DATA_KEY);
    }

    @Test
    void keeps_a_copy_of_its_own() {
        byte[] given = OLD.clone();
        LocalKey copied = LocalKey.of("cards", "1", given);
        Arrays.fill(given, (byte) 0);
        assertThat(unwrapped(copied, wrapped(key))).isEqualTo(DATA_KEY);
    }

    @Test
    void wraps_with_its_newest_version() {
        LocalKey rotated = LocalKey.of("cards", "2", NEW).withPrevious("1", OLD);
        assertThat(wrapped(rotated).kekVersion()).isEqualTo("2");
        assertThat(rotated.currentVersion()).contains("2");
    }

    @Test
    void unwraps_what_a_previous_version_wrapped() {
        LocalKey rotated = LocalKey.of("cards", "2", NEW).withPrevious("1", OLD);
        assertThat(unwrapped(rotated, wrapped(key))).isEqualTo(DATA_KEY);
    }

    @Test
    void says_that_a_version_it_does_not_have_is_retired() {
        LocalKey newOnly = LocalKey.of("cards", "2", NEW);
        assertThatExceptionOfType(KekUnusableException.class)
                .isThrownBy(() -> unwrapped(newOnly, wrapped(key)))
                .withMessageContaining("KEK 'cards' does not open what its version '1' wrapped")
                .extracting(KekUnusableException::code)
                .isEqualTo(ErrorCode.KEK_VERSION_RETIRED);
    }

    @Test
    void refuses_what_another_key_of_its_name_and_version_wrapped() {
        LocalKey other = LocalKey.of("cards", "1", NEW);
        assertThatExceptionOfType(WrappedKeyRefusedException.class)
                .isThrownBy(() -> unwrapped(other, wrapped(key)))
                .extracting(WrappedKeyRefusedException::kekName)
                .isEqualTo("cards");
    }

    @Test
    void does_not_trust_the_version_that_an_entry_claims() {
        LocalKey rotated = LocalKey.of("cards", "2", NEW).withPrevious("1", OLD);
        WrappedKey relabelled = WrappedKey.of("cards", "2", wrapped(key).bytes());
        assertThatExceptionOfType(WrappedKeyRefusedException.class).isThrownBy(() -> unwrapped(rotated, relabelled));
    }

    @Test
    void knows_the_size_of_what_it_wraps() {
        assertThat(key.wrappedKeySize()).contains(new WrappedKeySize(5, 1, 73));
        assertThat(wrapped(key).size()).isEqualTo(new WrappedKeySize(5, 1, 73));
    }

    @Test
    void does_nothing_once_the_deadline_has_passed() {
        Deadline passed = Deadline.after(Duration.ZERO);
        WrappedKey wrapped = wrapped(key);
        assertThatExceptionOfType(KekUnavailableException.class)
                .isThrownBy(() -> key.wrap(DataKey.generate(), CONTEXT, passed));
        assertThatExceptionOfType(KekUnavailableException.class).isThrownBy(() -> key.unwrap(wrapped, CONTEXT, passed));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16, 31, 33, 64})
    void refuses_a_key_of_another_length(int length) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LocalKey.of("cards", "1", new byte[length]))
                .withMessage("A local key has 32 bytes, and version '1' of 'cards' has " + length);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Cards", "cards:1", "café", "arn:aws:kms"})
    void refuses_a_name_that_the_format_does_not_allow(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> LocalKey.of(name, "1", OLD));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "1:2", "v 1", "é"})
    void refuses_a_version_that_the_format_does_not_allow(String version) {
        assertThatIllegalArgumentException().isThrownBy(() -> LocalKey.of("cards", version, OLD));
    }

    @Test
    void refuses_a_version_that_is_there_already() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> key.withPrevious("1", NEW))
                .withMessage("KEK 'cards' has a version '1' already");
    }

    @Test
    void is_another_one_each_time_it_is_ephemeral() {
        WrappedKey wrapped = wrapped(LocalKey.ephemeral("tests"));
        LocalKey another = LocalKey.ephemeral("tests");
        assertThatExceptionOfType(WrappedKeyRefusedException.class).isThrownBy(() -> unwrapped(another, wrapped));
    }

    @Test
    void refuses_use_once_it_is_closed() {
        WrappedKey wrapped = wrapped(key);
        key.close();
        key.close();
        assertThatExceptionOfType(KekMisconfiguredException.class)
                .isThrownBy(() -> wrapped(key))
                .withMessageContaining("it was closed");
        assertThatExceptionOfType(KekMisconfiguredException.class).isThrownBy(() -> unwrapped(key, wrapped));
    }

    @Test
    void wipes_the_previous_versions_too() {
        LocalKey rotated = LocalKey.of("cards", "2", NEW).withPrevious("1", OLD);
        rotated.close();
        assertThatExceptionOfType(KekMisconfiguredException.class).isThrownBy(() -> unwrapped(rotated, wrapped(key)));
    }

    @Test
    void shows_name_and_versions_and_nothing_of_its_keys() {
        LocalKey rotated = LocalKey.of("cards", "2", NEW).withPrevious("1", OLD);
        assertThat(rotated).hasToString("LocalKey[cards, versions [2, 1], encrypts with 2]");
    }

    @Test
    void takes_the_primitives_of_every_version_from_the_provider_that_was_chosen() {
        CountingProvider provider = new CountingProvider();
        LocalKey current = LocalKey.of("cards", "2", NEW).withProvider(provider);
        int before = provider.keyed;

        LocalKey rotated = current.withPrevious("1", OLD);

        assertThat(provider.keyed).isGreaterThan(before);
        assertThat(unwrapped(rotated, wrapped(key))).isEqualTo(DATA_KEY);
    }

    @Test
    void works_in_several_threads_at_once() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Future<byte[]>> results = new ArrayList<>();
            for (int i = 0; i < 400; i++) {
                results.add(threads.submit(() -> unwrapped(key, wrapped(key))));
            }
            for (Future<byte[]> result : results) {
                assertThat(result.get()).isEqualTo(DATA_KEY);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void is_not_there_where_its_environment_variable_is_not() {
        assertThatExceptionOfType(KekUnusableException.class)
                .isThrownBy(() -> LocalKey.fromEnvironment("cards", "ENVELOPE_TEST_NO_SUCH_VARIABLE"))
                .withMessageContaining("there is no environment variable ENVELOPE_TEST_NO_SUCH_VARIABLE")
                .extracting(KekUnusableException::code)
                .isEqualTo(ErrorCode.KEK_NOT_FOUND);
    }

    @Test
    void is_read_from_an_environment_variable() {
        byte[] first = new byte[32];
        for (int i = 0; i < first.length; i++) {
            first[i] = (byte) i;
        }
        LocalKey inEnvironment = LocalKey.fromEnvironment("cards", "ENVELOPE_TEST_KEY");

        assertThat(unwrapped(inEnvironment, wrapped(LocalKey.of("cards", "1", first))))
                .isEqualTo(DATA_KEY);
        assertThat(inEnvironment.currentVersion()).contains("2");
    }

    @Test
    void shows_nothing_of_an_environment_variable_that_holds_no_key() {
        // One that every platform has.
        String value = System.getenv("PATH");
        assertThatExceptionOfType(KekMisconfiguredException.class)
                .isThrownBy(() -> LocalKey.fromEnvironment("cards", "PATH"))
                .withMessageContaining("environment variable PATH: entry 1 ")
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain(value));
    }

    private static WrappedKey wrapped(LocalKey key) {
        return key.wrap(DataKey.takeFrom(DATA_KEY.clone()), CONTEXT, DEADLINE);
    }

    private static byte[] unwrapped(LocalKey key, WrappedKey wrapped) {
        return key.unwrap(wrapped, CONTEXT, DEADLINE).use(byte[]::clone);
    }

    /** Bouncy Castle, counting how often its HMAC is given a key. */
    private static final class CountingProvider extends Provider {

        private static final long serialVersionUID = 1;

        private final BouncyCastleProvider provider = new BouncyCastleProvider();
        private int keyed;

        CountingProvider() {
            super("Counting", "1", "counts the keys of its HMAC");
        }

        @Override
        public Service getService(String type, String algorithm) {
            Service service = provider.getService(type, algorithm);
            return type.equals("Mac") && service != null ? new CountedMac(this, service) : service;
        }
    }

    private static final class CountedMac extends Provider.Service {

        private final CountingProvider provider;
        private final Provider.Service service;

        CountedMac(CountingProvider provider, Provider.Service service) {
            super(provider, service.getType(), service.getAlgorithm(), service.getClassName(), List.of(), Map.of());
            this.provider = provider;
            this.service = service;
        }

        @Override
        public Object newInstance(@Nullable Object parameter) throws NoSuchAlgorithmException {
            Mac mac = Mac.getInstance(service.getAlgorithm(), service.getProvider());
            return new MacSpi() {
                @Override
                protected int engineGetMacLength() {
                    return mac.getMacLength();
                }

                @Override
                protected void engineInit(Key key, @Nullable AlgorithmParameterSpec parameters)
                        throws InvalidKeyException {
                    provider.keyed++;
                    mac.init(key);
                }

                @Override
                protected void engineUpdate(byte input) {
                    mac.update(input);
                }

                @Override
                protected void engineUpdate(byte[] input, int offset, int length) {
                    mac.update(input, offset, length);
                }

                @Override
                protected byte[] engineDoFinal() {
                    return mac.doFinal();
                }

                @Override
                protected void engineReset() {
                    mac.reset();
                }
            };
        }
    }
}

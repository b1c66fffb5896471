package dev.envelope.testkit;

import dev.envelope.EnvelopeCipher;
import dev.envelope.Keyring;
import dev.envelope.kek.KeyEncryptionKey;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolutionException;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.api.extension.TestInstantiationAwareExtension;

/**
 * Hands an in-memory key service and what belongs to it to the tests that ask for it by a parameter:
 *
 * <pre>{@code
 * @ExtendWith(EnvelopeExtension.class)
 * class CardsTest {
 *
 *     @Test
 *     void a_card_is_opened_by_one_call(EnvelopeCipher cipher, CallLog calls) {
 *         byte[] sealed = cipher.encrypt(pan, row);
 *         calls.clear();
 *
 *         cipher.decrypt(sealed, row);
 *
 *         calls.only(KmsOperation.DECRYPT);
 *     }
 * }
 * }</pre>
 *
 * <p>The types are {@link InMemoryKms}, with a key {@value #KEY_ID}; its {@link VirtualClock}, {@link CallLog} and
 * {@link FaultScript}; a {@link KeyEncryptionKey} named {@value #KEK_NAME} of that key, which may do everything; and an
 * {@link EnvelopeCipher} with that key, whose deadlines go by the virtual clock. Every test has a set of its own, which
 * its constructor, its {@code @BeforeEach} and {@code @AfterEach} methods share. When the test is over, calls that are
 * still held are released.
 *
 * <p>Nothing is handed to what several tests share: {@code @BeforeAll}, {@code @AfterAll}, and the constructor of a class
 * with one instance for all its tests.
 */
public final class EnvelopeExtension implements ParameterResolver, TestInstantiationAwareExtension {

    /** The id of the key in the service. */
    public static final String KEY_ID = "test-key";

    /** The name of the key-encryption key in envelopes. */
    public static final String KEK_NAME = "test";

    private static final Namespace NAMESPACE = Namespace.create(EnvelopeExtension.class);

    private static final Map<Class<?>, Function<TestKms, Object>> PARTS = Map.of(
            InMemoryKms.class, TestKms::kms,
            VirtualClock.class, TestKms::clock,
            CallLog.class, set -> set.kms.calls(),
            FaultScript.class, set -> set.kms.faults(),
            KeyEncryptionKey.class, TestKms::kek,
            EnvelopeCipher.class, TestKms::cipher);

    /** Creates the extension; JUnit does this. */
    public EnvelopeExtension() {}

    @Override
    public ExtensionContextScope getTestInstantiationExtensionContextScope(ExtensionContext rootContext) {
        return ExtensionContextScope.TEST_METHOD;
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return PARTS.containsKey(parameter.getParameter().getType());
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        Class<?> type = parameter.getParameter().getType();
        if (context.getTestMethod().isEmpty()) {
            throw new ParameterResolutionException(
                    type.getSimpleName() + " belongs to one test, and can't be handed to "
                            + parameter.getDeclaringExecutable() + ", which several share");
        }
        Function<TestKms, Object> part = PARTS.getOrDefault(type, set -> {
            throw new ParameterResolutionException(type + " is not one of " + PARTS.keySet());
        });
        // The store closes what it holds when the test is over.
        return part.apply(
                context.getStore(NAMESPACE).computeIfAbsent(TestKms.class, key -> TestKms.create(), TestKms.class));
    }

    /** The set of one test. */
    private record TestKms(InMemoryKms kms, VirtualClock clock, KeyEncryptionKey kek, EnvelopeCipher cipher)
            implements AutoCloseable {

        static TestKms create() {
            VirtualClock clock = new VirtualClock();
            InMemoryKms kms = new InMemoryKms(clock);
            KeyEncryptionKey kek = kms.kek(KEK_NAME, kms.createKey(KEY_ID), KmsPrincipal.administrator());
            EnvelopeCipher cipher = EnvelopeCipher.builder(Keyring.of(kek))
                    .nanoTime(clock::nanoTime)
                    .build();
            return new TestKms(kms, clock, kek, cipher);
        }

        @Override
        public void close() {
            kms.faults().clear();
        }
    }
}

package dev.envelope.testkit;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands the key under test to the tests of {@link KeyEncryptionKeyContract}, and closes it after each. */
final class KekUnderTestResolver implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(KekUnderTestResolver.class);

    KekUnderTestResolver() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == KekUnderTest.class;
    }

    @Override
    public KekUnderTest resolveParameter(ParameterContext parameter, ExtensionContext context) {
        KeyEncryptionKeyContract contract = (KeyEncryptionKeyContract) context.getRequiredTestInstance();
        // The store closes what it holds when the test is over.
        return context.getStore(NAMESPACE)
                .computeIfAbsent(KekUnderTest.class, key -> new KekUnderTest(contract), KekUnderTest.class);
    }
}

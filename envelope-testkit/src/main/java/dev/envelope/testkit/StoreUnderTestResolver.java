package dev.envelope.testkit;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands the store under test to the tests of {@link TenantKeyStoreContract}, and closes it after each. */
final class StoreUnderTestResolver implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(StoreUnderTestResolver.class);

    StoreUnderTestResolver() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == StoreUnderTest.class;
    }

    @Override
    public StoreUnderTest resolveParameter(ParameterContext parameter, ExtensionContext context) {
        TenantKeyStoreContract contract = (TenantKeyStoreContract) context.getRequiredTestInstance();
        // The store closes what it holds when the test is over.
        return context.getStore(NAMESPACE)
                .computeIfAbsent(StoreUnderTest.class, key -> new StoreUnderTest(contract), StoreUnderTest.class);
    }
}

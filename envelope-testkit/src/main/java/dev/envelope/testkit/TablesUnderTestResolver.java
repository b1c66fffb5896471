package dev.envelope.testkit;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands tables to the tests of {@link RotationStoreContract}, and closes them after each. */
final class TablesUnderTestResolver implements ParameterResolver {

    private static final Namespace NAMESPACE = Namespace.create(TablesUnderTestResolver.class);

    TablesUnderTestResolver() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TablesUnderTest.class;
    }

    @Override
    public TablesUnderTest resolveParameter(ParameterContext parameter, ExtensionContext context) {
        RotationStoreContract contract = (RotationStoreContract) context.getRequiredTestInstance();
        // The store closes what it holds when the test is over.
        return context.getStore(NAMESPACE)
                .computeIfAbsent(TablesUnderTest.class, key -> new TablesUnderTest(contract), TablesUnderTest.class);
    }
}

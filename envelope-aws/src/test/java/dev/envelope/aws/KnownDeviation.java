package dev.envelope.aws;

import java.lang.annotation.ElementType;
import java.lang.annotation.Repeatable;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** A test of the contract that a server fails because it does otherwise than AWS. {@link InMemoryContractTest} has it. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Repeatable(KnownDeviation.All.class)
@ExtendWith(KnownDeviation.Condition.class)
public @interface KnownDeviation {

    /** The name of the test's method. */
    String of();

    /** What the server does that AWS does not. */
    String because();

    /** What {@link Repeatable} asks for. */
    @Target(ElementType.TYPE)
    @Retention(RetentionPolicy.RUNTIME)
    @ExtendWith(KnownDeviation.Condition.class)
    @interface All {
        /** All of them. */
        KnownDeviation[] value();
    }

    /** Skips those tests by name. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            List<KnownDeviation> deviations =
                    AnnotationSupport.findRepeatableAnnotations(context.getRequiredTestClass(), KnownDeviation.class);
            return context.getTestMethod()
                    .flatMap(test -> deviations.stream()
                            .filter(deviation -> deviation.of().equals(test.getName()))
                            .findFirst())
                    .map(deviation -> ConditionEvaluationResult.disabled(KmsServer.skipped(
                            context.getRequiredTestClass().getSimpleName() + "." + deviation.of(),
                            deviation.because())))
                    .orElseGet(() -> ConditionEvaluationResult.enabled("no deviation is known"));
        }
    }
}

package dev.envelope.aws;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Skips a suite by name where its server is not there. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresServer.Condition.class)
public @interface RequiresServer {

    /** The servers that it runs over. */
    KmsServer[] value();

    /** Looks for the URLs. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            RequiresServer required = AnnotationSupport.findAnnotation(
                            context.getRequiredTestClass(), RequiresServer.class)
                    .orElseThrow();
            for (KmsServer server : required.value()) {
                if (server.url().isEmpty()) {
                    return ConditionEvaluationResult.disabled(KmsServer.skipped(
                            context.getRequiredTestClass().getSimpleName(),
                            server + " is not there: no -D" + server.property() + ", see CONTRIBUTING.md"));
                }
            }
            return ConditionEvaluationResult.enabled("its servers are there");
        }
    }
}

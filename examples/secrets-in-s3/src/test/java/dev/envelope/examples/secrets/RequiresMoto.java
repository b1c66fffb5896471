package dev.envelope.examples.secrets;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.net.URI;
import java.util.Optional;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips a suite by name where there is no moto server. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresMoto.Condition.class)
@interface RequiresMoto {

    /** Looks for the URL. */
    final class Condition implements ExecutionCondition {

        private static final String PROPERTY = "envelope.moto.url";

        static Optional<URI> url() {
            return Optional.ofNullable(System.getProperty(PROPERTY))
                    .or(() -> Optional.ofNullable(System.getenv(Settings.MOTO_URL)))
                    .filter(url -> !url.isBlank())
                    .map(URI::create);
        }

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (url().isPresent()) {
                return ConditionEvaluationResult.enabled("moto is there");
            }
            String text = "SKIPPED: " + context.getRequiredTestClass().getSimpleName()
                    + " of secrets-in-s3, MOTO is not there: no -D" + PROPERTY;
            if (context.getTestMethod().isEmpty()) {
                System.out.println(text);
            }
            return ConditionEvaluationResult.disabled(text);
        }
    }
}

package dev.envelope.jdbc;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Skips a suite by name where its database is not there. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresDatabase.Condition.class)
public @interface RequiresDatabase {

    /** The database that it runs over. */
    TestDatabase value();

    /** Starts the database. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            Class<?> suite = context.getRequiredTestClass();
            TestDatabase database = AnnotationSupport.findAnnotation(suite, RequiresDatabase.class)
                    .orElseThrow()
                    .value();
            try {
                database.address();
                return ConditionEvaluationResult.enabled("its database is there");
            } catch (Exception e) {
                String why = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
                return ConditionEvaluationResult.disabled(
                        TestDatabase.skipped(suite.getSimpleName(), database + " can't be had: " + why));
            }
        }
    }
}

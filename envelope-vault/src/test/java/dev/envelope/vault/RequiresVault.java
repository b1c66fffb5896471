package dev.envelope.vault;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** Skips a suite by name where it has no server. */
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresVault.Condition.class)
public @interface RequiresVault {

    /** Whether the suite starts and stops servers of its own, so that one that runs somewhere is of no use. */
    boolean ofItsOwn() default false;

    /** Looks for a binary, or the address of a server. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            Class<?> suite = context.getRequiredTestClass();
            RequiresVault required =
                    AnnotationSupport.findAnnotation(suite, RequiresVault.class).orElseThrow();
            if (TestVault.binary().isPresent()) {
                return ConditionEvaluationResult.enabled("there is a binary to start");
            }
            if (!required.ofItsOwn() && TestVault.running().isPresent()) {
                return ConditionEvaluationResult.enabled("there is a server");
            }
            return ConditionEvaluationResult.disabled(TestVault.skipped(
                    suite.getSimpleName(),
                    required.ofItsOwn()
                            ? "no -Denvelope.vault.binary to start servers from, see CONTRIBUTING.md"
                            : "neither -Denvelope.vault.binary nor VAULT_ADDR and VAULT_TOKEN, see CONTRIBUTING.md"));
        }
    }
}

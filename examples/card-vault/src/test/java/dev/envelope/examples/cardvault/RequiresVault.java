package dev.envelope.examples.cardvault;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips a suite by name where there is no Vault. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(RequiresVault.Condition.class)
@interface RequiresVault {

    /** Looks for a binary, or the address of a server. */
    final class Condition implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (VaultDevServer.isAvailable()) {
                return ConditionEvaluationResult.enabled("Vault is there");
            }
            String why = "neither -Denvelope.vault.binary nor VAULT_ADDR and VAULT_TOKEN, see CONTRIBUTING.md";
            if (context.getTestMethod().isEmpty()) {
                // Surefire shows numbers only
                System.out.println(
                        "SKIPPED: " + context.getRequiredTestClass().getSimpleName() + " of card-vault, " + why);
            }
            return ConditionEvaluationResult.disabled(why);
        }
    }
}

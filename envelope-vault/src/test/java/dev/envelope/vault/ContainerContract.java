package dev.envelope.vault;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;

/** The contract over a server in a container, where Docker runs. */
@ExtendWith(ContainerContract.DockerRuns.class)
abstract class ContainerContract extends TransitContract {

    ContainerContract(TestContainer container) {
        super(container.admin(), ContextBinding.ASSOCIATED_DATA);
    }

    /** Skips the suite by name where Docker does not run. */
    static final class DockerRuns implements ExecutionCondition {

        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (DockerClientFactory.instance().isDockerAvailable()) {
                return ConditionEvaluationResult.enabled("Docker runs");
            }
            return ConditionEvaluationResult.disabled(
                    TestVault.skipped(context.getRequiredTestClass().getSimpleName(), "Docker does not run here"));
        }
    }
}

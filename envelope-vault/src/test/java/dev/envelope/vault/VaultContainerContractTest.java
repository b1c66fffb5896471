package dev.envelope.vault;

/** The contract over the newest Vault that this was written for. */
class VaultContainerContractTest extends ContainerContract {

    VaultContainerContractTest() {
        super(TestContainer.VAULT);
    }
}

package dev.envelope.vault;

/** The contract over the newest OpenBao that this was written for. */
class OpenBaoContainerContractTest extends ContainerContract {

    OpenBaoContainerContractTest() {
        super(TestContainer.OPENBAO);
    }
}

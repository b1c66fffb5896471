package dev.envelope.vault;

/** The contract with {@link ContextBinding#ASSOCIATED_DATA}. */
@RequiresVault
class AssociatedDataContractTest extends TransitContract {

    AssociatedDataContractTest() {
        super(TestVault.shared(), ContextBinding.ASSOCIATED_DATA);
    }
}

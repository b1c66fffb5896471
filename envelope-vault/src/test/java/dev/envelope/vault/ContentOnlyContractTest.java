package dev.envelope.vault;

/** The contract with {@link ContextBinding#CONTENT_ONLY}. */
@RequiresVault
class ContentOnlyContractTest extends TransitContract {

    ContentOnlyContractTest() {
        super(TestVault.shared(), ContextBinding.CONTENT_ONLY);
    }
}

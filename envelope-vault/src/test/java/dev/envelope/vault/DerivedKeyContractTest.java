package dev.envelope.vault;

/** The contract with {@link ContextBinding#DERIVED_KEY}. */
@RequiresVault
class DerivedKeyContractTest extends TransitContract {

    DerivedKeyContractTest() {
        super(TestVault.shared(), ContextBinding.DERIVED_KEY);
    }
}

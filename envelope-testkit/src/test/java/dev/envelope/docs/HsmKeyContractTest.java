package dev.envelope.docs;

import dev.envelope.kek.KeyEncryptionKey;
import dev.envelope.testkit.KeyEncryptionKeyContract;

/** The example of docs/providers.md. */
class HsmKeyContractTest extends KeyEncryptionKeyContract {

    @Override
    protected KeyEncryptionKey kek() {
        return new HsmKey("cards", new FakeHsm());
    }

    @Override
    protected KeyEncryptionKey otherKek() {
        return kek(); // each has a key of its own
    }
}

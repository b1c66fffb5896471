package dev.envelope.examples.modular;

import dev.envelope.testkit.InMemoryKms;
import dev.envelope.testkit.KmsOperation;
import dev.envelope.testkit.KmsPrincipal;

/** A key of the testkit's key service in memory. */
final class InMemoryKeyUse implements Use {

    @Override
    public Class<?> ofClass() {
        return InMemoryKms.class;
    }

    @Override
    public String run() {
        InMemoryKms kms = new InMemoryKms();
        kms.createKey("cards");
        return Main.roundTrip(kms.kek("cards", "cards", KmsPrincipal.named("program", KmsOperation.values())));
    }
}

package dev.envelope.examples.modular;

import dev.envelope.EnvelopeCipher;
import dev.envelope.Keyring;
import dev.envelope.LocalKey;
import dev.envelope.micrometer.EnvelopeMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** A cipher that Micrometer is told about. */
final class MetricsUse implements Use {

    @Override
    public Class<?> ofClass() {
        return EnvelopeMetrics.class;
    }

    @Override
    public String run() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        EnvelopeCipher cipher = EnvelopeCipher.builder(Keyring.of(LocalKey.ephemeral("cards")))
                .listener(new EnvelopeMetrics(registry))
                .build();
        String opened = Main.roundTrip(cipher);
        return opened + ", with " + registry.getMeters().size() + " meters";
    }
}

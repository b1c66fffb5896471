package dev.envelope.benchmarks.peers;

import com.google.crypto.tink.Aead;
import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.aead.AeadConfig;
import com.google.crypto.tink.aead.KmsEnvelopeAead;
import com.google.crypto.tink.aead.PredefinedAeadParameters;
import java.security.GeneralSecurityException;

/** Google Tink's envelope encryption over a key-encryption key in this process. */
final class TinkEnvelope implements Peer {

    private final Aead envelope;

    TinkEnvelope() throws GeneralSecurityException {
        AeadConfig.register();
        Aead kek = KeysetHandle.newBuilder()
                .addEntry(KeysetHandle.generateEntryFromParameters(PredefinedAeadParameters.AES256_GCM)
                        .withRandomId()
                        .makePrimary())
                .build()
                .getPrimitive(RegistryConfiguration.get(), Aead.class);
        envelope = KmsEnvelopeAead.create(PredefinedAeadParameters.AES256_GCM, kek);
    }

    @Override
    public byte[] encrypt(Row row) throws GeneralSecurityException {
        return envelope.encrypt(row.plaintext(), row.contextBytes());
    }

    @Override
    public byte[] decrypt(byte[] sealed, Row row) throws GeneralSecurityException {
        return envelope.decrypt(sealed, row.contextBytes());
    }
}

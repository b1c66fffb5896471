package dev.envelope.benchmarks.streams;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.Keyring;
import dev.envelope.LocalKey;
import dev.envelope.tenant.InMemoryTenantKeyStore;
import dev.envelope.tenant.TenantKeys;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.Provider;
import org.jspecify.annotations.Nullable;

/** Envelope's streams under the key of a tenant. */
record EnvelopeStreams(EnvelopeCipher cipher) implements StreamApi {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("table", "files", "id", "1");

    static EnvelopeStreams onOneThread() {
        return new EnvelopeStreams(cipher(null));
    }

    /** The same, each stream working on several threads. */
    EnvelopeStreams on(int threads) {
        return new EnvelopeStreams(cipher.withStreamThreads(threads));
    }

    /** Over another provider of the JCA. */
    static EnvelopeStreams over(Provider provider) {
        return new EnvelopeStreams(cipher(provider));
    }

    private static EnvelopeCipher cipher(@Nullable Provider provider) {
        TenantKeys.Builder builder =
                TenantKeys.builder(Keyring.of(LocalKey.ephemeral("root")), new InMemoryTenantKeyStore());
        TenantKeys tenants = (provider == null ? builder : builder.provider(provider)).build();
        tenants.create("merchant");
        return tenants.cipher("merchant");
    }

    @Override
    public OutputStream encrypting(OutputStream sink) {
        return cipher.encryptingStream(sink, CONTEXT);
    }

    @Override
    public InputStream decrypting(InputStream sealed) throws IOException {
        return cipher.decryptingStream(sealed, CONTEXT);
    }

    /** By the way that copies nothing in between. */
    @Override
    public long decrypt(InputStream sealed) throws IOException {
        try (InputStream stream = decrypting(sealed)) {
            return stream.transferTo(OutputStream.nullOutputStream());
        }
    }
}

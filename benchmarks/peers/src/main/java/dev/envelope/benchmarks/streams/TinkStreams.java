package dev.envelope.benchmarks.streams;

import com.google.crypto.tink.KeysetHandle;
import com.google.crypto.tink.RegistryConfiguration;
import com.google.crypto.tink.StreamingAead;
import com.google.crypto.tink.streamingaead.AesGcmHkdfStreamingParameters;
import com.google.crypto.tink.streamingaead.StreamingAeadConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;

/** Google Tink's streaming encryption. */
record TinkStreams(StreamingAead streams) implements StreamApi {

    private static final byte[] CONTEXT = "table=files,id=1".getBytes(StandardCharsets.UTF_8);

    static TinkStreams of(AesGcmHkdfStreamingParameters parameters) throws GeneralSecurityException {
        StreamingAeadConfig.register();
        return new TinkStreams(KeysetHandle.newBuilder()
                .addEntry(KeysetHandle.generateEntryFromParameters(parameters)
                        .withRandomId()
                        .makePrimary())
                .build()
                .getPrimitive(RegistryConfiguration.get(), StreamingAead.class));
    }

    @Override
    public OutputStream encrypting(OutputStream sink) throws GeneralSecurityException, IOException {
        return streams.newEncryptingStream(sink, CONTEXT);
    }

    @Override
    public InputStream decrypting(InputStream sealed) throws GeneralSecurityException, IOException {
        return streams.newDecryptingStream(sealed, CONTEXT);
    }
}

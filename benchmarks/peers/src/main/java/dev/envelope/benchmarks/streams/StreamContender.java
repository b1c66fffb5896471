package dev.envelope.benchmarks.streams;

import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import com.google.crypto.tink.streamingaead.PredefinedStreamingAeadParameters;

/** All that take part. */
public enum StreamContender {
    ENVELOPE("Envelope"),
    RAW("floor: raw AES-256-GCM, chunks of 16 KiB"),
    ENVELOPE_CORRETTO("Envelope, Corretto provider"),
    RAW_CORRETTO("floor, Corretto provider"),
    TINK_1_MB("Tink, AES256_GCM_HKDF_1MB"),
    TINK_4_KB("Tink, AES256_GCM_HKDF_4KB"),
    ENCRYPTION_SDK("Encryption SDK, committing");

    private final String title;

    StreamContender(String title) {
        this.title = title;
    }

    /** What tables call it. */
    public String title() {
        return title;
    }

    StreamPeer make() throws Exception {
        return switch (this) {
            case ENVELOPE -> EnvelopeStreams.onOneThread();
            case RAW -> RawChunks.ofTheJdk();
            case ENVELOPE_CORRETTO -> EnvelopeStreams.over(AmazonCorrettoCryptoProvider.INSTANCE);
            case RAW_CORRETTO -> RawChunks.over(AmazonCorrettoCryptoProvider.INSTANCE);
            case TINK_1_MB -> TinkStreams.of(PredefinedStreamingAeadParameters.AES256_GCM_HKDF_1MB);
            case TINK_4_KB -> TinkStreams.of(PredefinedStreamingAeadParameters.AES256_GCM_HKDF_4KB);
            case ENCRYPTION_SDK -> EncryptionSdkStreams.committing();
        };
    }
}

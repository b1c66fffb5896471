package dev.envelope.benchmarks.streams;

import com.amazonaws.encryptionsdk.AwsCrypto;
import dev.envelope.benchmarks.peers.EncryptionSdk;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import software.amazon.cryptography.materialproviders.IKeyring;

/** The AWS Encryption SDK's streams, with the suite that commits to the key and does not sign, and frames as long as by default. */
record EncryptionSdkStreams(AwsCrypto crypto, IKeyring keyring) implements StreamApi {

    private static final Map<String, String> CONTEXT = Map.of("table", "files", "id", "1");

    static EncryptionSdkStreams committing() {
        return new EncryptionSdkStreams(EncryptionSdk.committingCrypto(), EncryptionSdk.keyring());
    }

    @Override
    public OutputStream encrypting(OutputStream sink) {
        return crypto.createEncryptingStream(keyring, sink, CONTEXT);
    }

    @Override
    public InputStream decrypting(InputStream sealed) {
        return crypto.createDecryptingStream(keyring, sealed, CONTEXT);
    }
}

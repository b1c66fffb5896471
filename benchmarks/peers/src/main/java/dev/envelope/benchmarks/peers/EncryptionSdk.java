package dev.envelope.benchmarks.peers;

import com.amazonaws.encryptionsdk.AwsCrypto;
import com.amazonaws.encryptionsdk.CommitmentPolicy;
import com.amazonaws.encryptionsdk.CryptoAlgorithm;
import com.amazonaws.encryptionsdk.CryptoMaterialsManager;
import com.amazonaws.encryptionsdk.caching.CachingCryptoMaterialsManager;
import com.amazonaws.encryptionsdk.caching.LocalCryptoMaterialsCache;
import com.amazonaws.encryptionsdk.jce.JceMasterKey;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.concurrent.TimeUnit;
import javax.crypto.spec.SecretKeySpec;
import software.amazon.cryptography.materialproviders.IKeyring;
import software.amazon.cryptography.materialproviders.MaterialProviders;
import software.amazon.cryptography.materialproviders.model.AesWrappingAlg;
import software.amazon.cryptography.materialproviders.model.CreateRawAesKeyringInput;
import software.amazon.cryptography.materialproviders.model.MaterialProvidersConfig;

/** The AWS Encryption SDK over a key in this process. */
public final class EncryptionSdk {

    private static final byte[] KEY = new byte[32];

    static {
        new SecureRandom().nextBytes(KEY);
    }

    private EncryptionSdk() {}

    /** A raw AES keyring, with the suite that commits to the key and does not sign. */
    static Peer committing() {
        return new WithKeyring(committingCrypto(), keyring());
    }

    /** A raw AES keyring, with the suite that it has by default, which signs. */
    static Peer byDefault() {
        return new WithKeyring(crypto(CryptoAlgorithm.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY_ECDSA_P384), keyring());
    }

    /** Its cache, which uses one data key for many records. */
    static Peer cached() {
        JceMasterKey master =
                JceMasterKey.getInstance(new SecretKeySpec(KEY, "AES"), "benchmarks", "key", "AES/GCM/NoPadding");
        CryptoMaterialsManager cache = CachingCryptoMaterialsManager.newBuilder()
                .withMasterKeyProvider(master)
                .withCache(new LocalCryptoMaterialsCache(1000))
                .withMaxAge(5, TimeUnit.MINUTES)
                .build();
        return new WithCache(committingCrypto(), cache);
    }

    /** The SDK with the suite that commits to the key and does not sign. */
    public static AwsCrypto committingCrypto() {
        return crypto(CryptoAlgorithm.ALG_AES_256_GCM_HKDF_SHA512_COMMIT_KEY);
    }

    private static AwsCrypto crypto(CryptoAlgorithm algorithm) {
        return AwsCrypto.builder()
                .withCommitmentPolicy(CommitmentPolicy.RequireEncryptRequireDecrypt)
                .withEncryptionAlgorithm(algorithm)
                .build();
    }

    /** A key in this process. */
    public static IKeyring keyring() {
        return MaterialProviders.builder()
                .MaterialProvidersConfig(MaterialProvidersConfig.builder().build())
                .build()
                .CreateRawAesKeyring(CreateRawAesKeyringInput.builder()
                        .keyNamespace("benchmarks")
                        .keyName("key")
                        .wrappingKey(ByteBuffer.wrap(KEY))
                        .wrappingAlg(AesWrappingAlg.ALG_AES256_GCM_IV12_TAG16)
                        .build());
    }

    private record WithKeyring(AwsCrypto crypto, IKeyring keyring) implements Peer {

        @Override
        public byte[] encrypt(Row row) {
            return crypto.encryptData(keyring, row.plaintext(), row.contextMap())
                    .getResult();
        }

        @Override
        public byte[] decrypt(byte[] sealed, Row row) {
            return crypto.decryptData(keyring, sealed, row.contextMap()).getResult();
        }
    }

    private record WithCache(AwsCrypto crypto, CryptoMaterialsManager cache) implements Peer {

        @Override
        public byte[] encrypt(Row row) {
            return crypto.encryptData(cache, row.plaintext(), row.contextMap()).getResult();
        }

        @Override
        public byte[] decrypt(byte[] sealed, Row row) {
            return crypto.decryptData(cache, sealed).getResult();
        }
    }
}

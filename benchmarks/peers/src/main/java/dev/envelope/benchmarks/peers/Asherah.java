package dev.envelope.benchmarks.peers;

import com.godaddy.asherah.appencryption.Session;
import com.godaddy.asherah.appencryption.SessionFactory;

/** GoDaddy Asherah with its metastore in memory and a static key service. It takes no context. */
final class Asherah implements Peer {

    private final Session<byte[], byte[]> session = SessionFactory.newBuilder("product", "service")
            .withInMemoryMetastore()
            .withNeverExpiredCryptoPolicy()
            .withStaticKeyManagementService("thisIsAStaticMasterKeyForTesting")
            .build()
            .getSessionBytes("merchant");

    @Override
    public byte[] encrypt(Row row) {
        return session.encrypt(row.plaintext());
    }

    @Override
    public byte[] decrypt(byte[] sealed, Row row) {
        return session.decrypt(sealed);
    }
}

package dev.envelope.examples.cardvault;

import dev.envelope.EnvelopeCipher;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** What has the key-encryption key of the demonstration: three programs have a right at it each, and none that of another. */
interface DemoKeyService extends AutoCloseable {

    /** What it is, and who may do what, line by line. */
    List<String> describe() throws IOException;

    /** What the API holds: it can encrypt, and not decrypt. */
    EnvelopeCipher api();

    /** What the processor holds: it can decrypt, and not encrypt. */
    EnvelopeCipher processor();

    /**
     * What the rewrapper holds: it can ask which version is current and have data keys encrypted anew by the key service, and
     * never sees one.
     */
    EnvelopeCipher rewrapper();

    /** Others who try to decrypt, and must not be able to. */
    Map<String, EnvelopeCipher> strangers();

    void rotate() throws IOException;

    /** What versions before this one wrapped is not opened any more. */
    void retireBefore(int version) throws IOException;

    /** Claims that the rewrapper has moved data keys, the only ones so far, without any having left the key service. */
    void claimRewrapped(DemoVault vault, int dataKeys) throws SQLException;

    /** The last step: who has called, or may call. */
    void account(DemoVault vault) throws IOException;

    @Override
    void close();
}

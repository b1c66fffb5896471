package dev.envelope.testkit;

import dev.envelope.ErrorCode;
import dev.envelope.LocalKey;
import dev.envelope.kek.KeyEncryptionKey;
import java.util.Arrays;
import java.util.Optional;

/** Key material is a byte repeated, so that each hook can say which one it means. */
class LocalKeyContractTest extends KeyEncryptionKeyContract {

    @Override
    protected KeyEncryptionKey kek() {
        return LocalKey.of("local", "1", material(1));
    }

    @Override
    protected KeyEncryptionKey otherKek() {
        return LocalKey.of("local", "1", material(9));
    }

    @Override
    protected Optional<KeyEncryptionKey> rotate(KeyEncryptionKey kek) {
        try (LocalKey next = LocalKey.of("local", "2", material(2))) {
            return Optional.of(next.withPrevious("1", material(1)));
        }
    }

    @Override
    protected Optional<Provocation> provoke(ErrorCode code, KeyEncryptionKey kek) {
        return code == ErrorCode.KEK_VERSION_RETIRED
                ? Optional.of(Provocation.of(LocalKey.of("local", "2", material(2))))
                : Optional.empty();
    }

    private static byte[] material(int repeated) {
        byte[] bytes = new byte[32];
        Arrays.fill(bytes, (byte) repeated);
        return bytes;
    }
}

package dev.envelope.docs;

import dev.envelope.ErrorCode;
import dev.envelope.kek.KeyEncryptionKey;
import dev.envelope.testkit.KeyEncryptionKeyContract;
import dev.envelope.testkit.Provocation;
import java.util.Optional;

/** The contract suite, for the key in an HSM. */
class HsmKeyContractTest extends KeyEncryptionKeyContract {

    @Override
    protected KeyEncryptionKey kek() {
        return new HsmKey("cards", new FakeHsm());
    }

    @Override
    protected KeyEncryptionKey otherKek() {
        return kek(); // each has a key of its own
    }

    @Override
    protected Optional<Provocation> provoke(ErrorCode code, KeyEncryptionKey kek) {
        return switch (code) {
            case ACCESS_DENIED -> failing(HsmException.Reason.DENIED);
            case KEK_NOT_FOUND -> failing(HsmException.Reason.NO_SUCH_KEY);
            case THROTTLED -> failing(HsmException.Reason.BUSY);
            case UNAVAILABLE -> failing(HsmException.Reason.DOWN);
            case TIMED_OUT -> failing(HsmException.Reason.TOO_LATE);
            case INTERRUPTED ->
                answering((operation, input, associatedData, timeout) -> {
                    Thread.sleep(timeout.toMillis());
                    return input;
                });
            default -> Optional.empty();
        };
    }

    private static Optional<Provocation> failing(HsmException.Reason reason) {
        return answering((operation, input, associatedData, timeout) -> {
            throw new HsmException(reason);
        });
    }

    private static Optional<Provocation> answering(HsmClient client) {
        return Optional.of(Provocation.of(new HsmKey("cards", client)));
    }
}

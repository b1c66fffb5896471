package dev.envelope.docs;

import dev.envelope.CallInterruptedException;
import dev.envelope.EncryptionContext;
import dev.envelope.KekAccessDeniedException;
import dev.envelope.KekUnavailableException;
import dev.envelope.KekUnusableException;
import dev.envelope.WrappedKeyRefusedException;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.KekCapability;
import dev.envelope.kek.KeyEncryptionKey;
import java.util.Arrays;
import java.util.Set;

/** A key in an HSM as a key-encryption key. */
record HsmKey(String name, HsmClient client) implements KeyEncryptionKey {

    @Override
    public WrappedKey wrap(DataKey key, EncryptionContext context, Deadline deadline) {
        return key.use(bytes -> WrappedKey.of(name, "", ask("encrypt", bytes, context, deadline)));
    }

    @Override
    public DataKey unwrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
        byte[] opened = ask("decrypt", wrapped.bytes(), context, deadline);
        if (opened.length != DataKey.LENGTH) {
            Arrays.fill(opened, (byte) 0);
            throw new WrappedKeyRefusedException(name, "it holds no data key of 256 bits", null);
        }
        return DataKey.takeFrom(opened); // which wipes the array
    }

    @Override
    public Set<KekCapability> capabilities() {
        return Set.of(KekCapability.BINDS_CONTEXT, KekCapability.AUTHENTICATES);
    }

    private byte[] ask(String operation, byte[] input, EncryptionContext context, Deadline deadline) {
        deadline.check(name); // a timeout of zero means none at all to many a client
        try {
            return client.call(operation, input, context.toCanonicalBytes(), deadline.remaining());
        } catch (HsmException e) {
            throw switch (e.reason()) {
                case REFUSED -> new WrappedKeyRefusedException(name, null, e);
                case DENIED -> new KekAccessDeniedException(name, null, e);
                case NO_SUCH_KEY -> KekUnusableException.notFound(name, null, e);
                case BUSY -> KekUnavailableException.throttled(name, e);
                case DOWN -> KekUnavailableException.unavailable(name, null, e);
                case TOO_LATE -> KekUnavailableException.timedOut(name, deadline.allowed(), e);
            };
        } catch (InterruptedException e) {
            throw new CallInterruptedException(name, e); // which sets the flag again
        }
    }
}

package dev.envelope.docs;

import dev.envelope.CallInterruptedException;
import dev.envelope.EncryptionContext;
import dev.envelope.KekAccessDeniedException;
import dev.envelope.KekMisconfiguredException;
import dev.envelope.KekUnavailableException;
import dev.envelope.WrappedKeyRefusedException;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.KekCapability;
import dev.envelope.kek.KeyEncryptionKey;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;

/** The example of docs/providers.md. */
final class HsmKey implements KeyEncryptionKey {

    private static final byte FORMAT = 1;

    private final String name;
    private final HsmClient client;

    HsmKey(String name, HsmClient client) {
        this.name = name;
        this.client = client;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public WrappedKey wrap(DataKey key, EncryptionContext context, Deadline deadline) {
        deadline.check(name);
        byte[] blob = key.use(bytes ->
                translated(deadline, () -> client.encrypt(bytes, context.toCanonicalBytes(), deadline.remaining())));
        return WrappedKey.of(
                name,
                "",
                ByteBuffer.allocate(1 + blob.length).put(FORMAT).put(blob).array());
    }

    @Override
    public DataKey unwrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
        deadline.check(name);
        byte[] bytes = wrapped.bytes();
        if (bytes[0] != FORMAT) {
            throw new WrappedKeyRefusedException(name, "it has another format", null);
        }
        byte[] blob = Arrays.copyOfRange(bytes, 1, bytes.length);
        byte[] opened =
                translated(deadline, () -> client.decrypt(blob, context.toCanonicalBytes(), deadline.remaining()));
        if (opened.length != DataKey.LENGTH) {
            Arrays.fill(opened, (byte) 0);
            throw new WrappedKeyRefusedException(name, "it holds no data key of 256 bits", null);
        }
        return DataKey.takeFrom(opened);
    }

    @Override
    public Set<KekCapability> capabilities() {
        return Set.of(KekCapability.BINDS_CONTEXT, KekCapability.AUTHENTICATES);
    }

    @Override
    public String toString() {
        return "HsmKey[" + name + "]";
    }

    private byte[] translated(Deadline deadline, Callable<byte[]> call) {
        try {
            return call.call();
        } catch (HsmClient.Refused e) {
            throw new WrappedKeyRefusedException(name, null, e);
        } catch (HsmClient.Denied e) {
            throw new KekAccessDeniedException(name, null, e);
        } catch (TimeoutException e) {
            throw KekUnavailableException.timedOut(name, deadline.allowed(), e);
        } catch (InterruptedException e) {
            throw new CallInterruptedException(name, e);
        } catch (Exception e) {
            throw new KekMisconfiguredException(name, "its client failed in a way that is not known", e);
        }
    }
}

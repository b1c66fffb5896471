package dev.envelope.cli.kek;

import dev.envelope.Keyring;
import dev.envelope.cli.shell.CliException;
import java.util.List;

/** A keyring, and what has to be closed when it was used last. */
public final class OpenKeys implements AutoCloseable {

    private final Keyring keyring;
    private final KeyServices services;

    private OpenKeys(Keyring keyring, KeyServices services) {
        this.keyring = keyring;
        this.services = services;
    }

    /**
     * Opens keys.
     *
     * @param encrypting those that encrypt, the primary first; at least one
     * @param decrypting those that only decrypt
     * @param services what the keys are reached by, which is closed with them
     * @return the keys, to be closed
     * @throws CliException if two have the same name, or there are too many
     */
    public static OpenKeys of(List<KekSpec> encrypting, List<KekSpec> decrypting, KeyServices services) {
        boolean complete = false;
        try {
            Keyring keyring = Keyring.of(encrypting.get(0).open(services));
            for (KekSpec spec : encrypting.subList(1, encrypting.size())) {
                keyring = keyring.alsoEncryptingWith(spec.open(services));
            }
            for (KekSpec spec : decrypting) {
                keyring = keyring.decryptingWith(spec.open(services));
            }
            complete = true;
            return new OpenKeys(keyring, services);
        } catch (IllegalArgumentException e) {
            throw CliException.usage(e.getMessage() + ".");
        } finally {
            if (!complete) {
                services.close();
            }
        }
    }

    /**
     * Returns the keyring.
     *
     * @return the keyring, usable until this is closed
     */
    public Keyring keyring() {
        return keyring;
    }

    @Override
    public void close() {
        services.close();
    }
}

package dev.envelope;

import java.util.Collection;

/** An envelope names key-encryption keys of which the keyring holds none. No key service was asked. */
public final class KekNotInKeyringException extends KekException {

    private static final long serialVersionUID = 1;

    /**
     * Creates the exception.
     *
     * @param wanted the names in the envelope, the primary first; not empty
     * @param held the names in the keyring
     */
    public KekNotInKeyringException(Collection<String> wanted, Collection<String> held) {
        super(
                ErrorCode.KEK_NOT_IN_KEYRING,
                wanted.iterator().next(),
                "The envelope is wrapped by KEK " + quoted(wanted) + ", and the keyring holds only " + quoted(held)
                        + ". Add the missing one to the keyring, at least as one that decrypts.",
                null);
    }

    private static String quoted(Collection<String> names) {
        return "'" + String.join("', '", names) + "'";
    }
}

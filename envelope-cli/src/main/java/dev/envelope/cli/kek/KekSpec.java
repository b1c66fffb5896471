package dev.envelope.cli.kek;

import dev.envelope.cli.shell.CliException;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.KeyEncryptionKey;

/**
 * A key-encryption key as the command line names it: {@code <kind>:<name>=<where it is>}. The name is the one in envelopes. A kind
 * for each key service; another service is another class here.
 */
public sealed interface KekSpec permits LocalKekSpec, AwsKekSpec, VaultKekSpec {

    /** The syntax, for help texts and messages. */
    String SYNTAX =
            "local:<name>=<key file>, aws:<name>=<key id, ARN or alias> or vault:<name>=<key name or mount/key name>";

    /**
     * Returns the name in envelopes.
     *
     * @return 1 to 64 characters of {@code a-z 0-9 . / -}
     */
    String name();

    /**
     * Makes the key usable.
     *
     * @param services the clients of key services, which own what has to be closed
     * @return the key
     */
    KeyEncryptionKey open(KeyServices services);

    /**
     * Reads what the user wrote.
     *
     * @param text what the user wrote
     * @return the key
     * @throws CliException if it is not so
     */
    static KekSpec parse(String text) {
        int kindEnd = text.indexOf(':');
        int nameEnd = text.indexOf('=');
        if (kindEnd < 0 || nameEnd < kindEnd) {
            // not repeated: it may be the key itself, by mistake
            throw CliException.usage("A key is named by " + SYNTAX + ".");
        }
        String kind = text.substring(0, kindEnd);
        String name = text.substring(kindEnd + 1, nameEnd);
        String where = text.substring(nameEnd + 1);
        try {
            WrappedKey.requireName(name);
        } catch (IllegalArgumentException e) {
            throw CliException.usage(
                    "'" + name + "' can't be the name of a key: 1 to 64 characters of a-z 0-9 . / - are.");
        }
        if (where.isBlank()) {
            throw CliException.usage("It is not said where the key '" + name + "' is: write " + SYNTAX + ".");
        }
        return switch (kind) {
            case "local" -> LocalKekSpec.of(name, where);
            case "aws" -> new AwsKekSpec(name, where);
            case "vault" -> VaultKekSpec.of(name, where);
            default ->
                throw CliException.usage(
                        "'" + kind + "' is no kind of key that this program knows: write " + SYNTAX + ".");
        };
    }
}

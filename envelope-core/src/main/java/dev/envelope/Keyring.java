package dev.envelope;

import dev.envelope.format.KeyBlock;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.KeyEncryptionKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The key-encryption keys of an application: those that encrypt today, the first of them as primary, and those that may
 * still decrypt.
 *
 * <pre>{@code
 * Keyring keyring = Keyring.of(frankfurt)       // encrypts; its wrapped key comes first
 *         .alsoEncryptingWith(dublin)           // either one can open what was encrypted
 *         .decryptingWith(retired);             // opens old envelopes; rewrap moves them off it
 * }</pre>
 *
 * <p>Names are unique in a keyring: different versions of one key are the matter of its key service. Immutable and safe
 * for use by several threads. A keyring does not own its keys and closes none of them.
 */
public final class Keyring {

    private static final int ALL = Integer.MAX_VALUE;

    private final List<KeyEncryptionKey> encrypting;
    private final Map<String, KeyEncryptionKey> byName;
    private final int minimumRecipients;
    private final List<String> preferred;

    private Keyring(
            List<KeyEncryptionKey> encrypting,
            Map<String, KeyEncryptionKey> byName,
            int minimumRecipients,
            List<String> preferred) {
        this.encrypting = encrypting;
        this.byName = byName;
        this.minimumRecipients = minimumRecipients;
        this.preferred = preferred;
    }

    /**
     * A keyring of one key that encrypts and decrypts.
     *
     * @param primary the key
     * @return the keyring
     * @throws IllegalArgumentException if its name is not one that the format allows
     */
    public static Keyring of(KeyEncryptionKey primary) {
        return new Keyring(List.of(), Map.of(), ALL, List.of()).with(primary, true);
    }

    /**
     * This keyring and one more key under which every data key is wrapped, so that any one of them opens an envelope.
     *
     * @param kek the key
     * @return a new keyring
     * @throws IllegalArgumentException if its name stands in this keyring already, or is not one that the format allows, or
     *     there are 8 that encrypt
     */
    public Keyring alsoEncryptingWith(KeyEncryptionKey kek) {
        return with(kek, true);
    }

    /**
     * This keyring and one more key that opens what it wrapped in the past. Rewrapping drops its entries.
     *
     * @param kek the key
     * @return a new keyring
     * @throws IllegalArgumentException if its name stands in this keyring already, or is not one that the format allows
     */
    public Keyring decryptingWith(KeyEncryptionKey kek) {
        return with(kek, false);
    }

    /**
     * This keyring, content with fewer recipients while a key service does not answer. By default every key that encrypts
     * has to wrap every data key, and an outage of one stops encrypting. Envelopes that lack a recipient
     * {@linkplain EnvelopeCipher#needsRewrap(byte[]) need rewrapping}, which adds it.
     *
     * <p>Only failures that may pass are put up with: a key that is disabled or denies access fails the call as ever.
     *
     * @param recipients how many keys have to wrap a data key, at least 1
     * @return a new keyring
     */
    public Keyring withMinimumRecipients(int recipients) {
        if (recipients < 1) {
            throw new IllegalArgumentException("An envelope has at least 1 recipient, not " + recipients);
        }
        return new Keyring(encrypting, byName, recipients, preferred);
    }

    /**
     * This keyring, asking these keys first when an envelope can be opened by several, such as the one in the nearest
     * region. By default, and behind these, the order of the envelope decides. Encrypting is not affected.
     *
     * @param names names of keys of this keyring, the nearest first
     * @return a new keyring
     * @throws IllegalArgumentException if a name does not stand in this keyring
     */
    public Keyring preferring(String... names) {
        for (String name : names) {
            if (!byName.containsKey(name)) {
                throw new IllegalArgumentException("KEK '" + name + "' does not stand in the keyring");
            }
        }
        return new Keyring(encrypting, byName, minimumRecipients, List.of(names));
    }

    /**
     * Returns how many keys have to wrap each data key.
     *
     * @return at least 1, and at most the number of keys that encrypt
     */
    public int minimumRecipients() {
        return Math.min(minimumRecipients, encrypting.size());
    }

    /**
     * Returns the names of the keys that are asked first when an envelope can be opened by several.
     *
     * @return an unmodifiable list, the first one first
     */
    public List<String> preferred() {
        return preferred;
    }

    /**
     * Returns the keys that encrypt, the primary first.
     *
     * @return an unmodifiable list of at least one
     */
    public List<KeyEncryptionKey> encrypting() {
        return encrypting;
    }

    /**
     * Returns the key of a name, whether it encrypts or only decrypts.
     *
     * @param name the name
     * @return the key, or empty
     */
    public Optional<KeyEncryptionKey> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /**
     * Returns the names of all keys, in the order in which they were added.
     *
     * @return an unmodifiable collection
     */
    public Collection<String> names() {
        return byName.keySet();
    }

    /** Returns the names. */
    @Override
    public String toString() {
        return "Keyring" + names();
    }

    private Keyring with(KeyEncryptionKey kek, boolean encrypts) {
        String name = WrappedKey.requireName(kek.name());
        if (byName.containsKey(name)) {
            throw new IllegalArgumentException("KEK '" + name + "' stands in the keyring already");
        }
        Map<String, KeyEncryptionKey> named = new LinkedHashMap<>(byName);
        named.put(name, kek);
        List<KeyEncryptionKey> encryptingNow = new ArrayList<>(encrypting);
        if (encrypts) {
            encryptingNow.add(kek);
        }
        if (encryptingNow.size() > KeyBlock.MAX_KEYS) {
            throw new IllegalArgumentException("At most " + KeyBlock.MAX_KEYS
                    + " KEKs can encrypt, because an envelope holds no more wrapped keys");
        }
        return new Keyring(
                List.copyOf(encryptingNow), Collections.unmodifiableMap(named), minimumRecipients, preferred);
    }
}

package dev.envelope;

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

    private final List<KeyEncryptionKey> encrypting;
    private final Map<String, KeyEncryptionKey> byName;

    private Keyring(List<KeyEncryptionKey> encrypting, Map<String, KeyEncryptionKey> byName) {
        this.encrypting = encrypting;
        this.byName = byName;
    }

    /**
     * A keyring of one key that encrypts and decrypts.
     *
     * @param primary the key
     * @return the keyring
     * @throws IllegalArgumentException if its name is not one that the format allows
     */
    public static Keyring of(KeyEncryptionKey primary) {
        return new Keyring(List.of(), Map.of()).with(primary, true);
    }

    /**
     * This keyring and one more key under which every data key is wrapped, so that any one of them opens an envelope.
     *
     * @param kek the key
     * @return a new keyring
     * @throws IllegalArgumentException if its name stands in this keyring already, or is not one that the format allows
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
        return new Keyring(List.copyOf(encryptingNow), Collections.unmodifiableMap(named));
    }
}

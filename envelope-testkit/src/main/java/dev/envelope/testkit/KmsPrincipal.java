package dev.envelope.testkit;

import static java.util.Objects.requireNonNull;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * Somebody who calls {@link InMemoryKms}, and what they may do there.
 *
 * <pre>{@code
 * KmsPrincipal writer = KmsPrincipal.named("api", KmsOperation.GENERATE_DATA_KEY);
 * KmsPrincipal reader = KmsPrincipal.named("processor", KmsOperation.DECRYPT);
 * KmsPrincipal auditor = KmsPrincipal.named("auditor").allowedOn("cards", KmsOperation.DECRYPT); // that key only
 * }</pre>
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class KmsPrincipal {

    private static final KmsPrincipal ADMINISTRATOR = named("administrator", KmsOperation.values());

    private final String name;
    private final Set<KmsOperation> onEveryKey;
    private final Map<String, Set<KmsOperation>> onOneKey;

    private KmsPrincipal(String name, Set<KmsOperation> onEveryKey, Map<String, Set<KmsOperation>> onOneKey) {
        this.name = name;
        this.onEveryKey = onEveryKey;
        this.onOneKey = onOneKey;
    }

    /**
     * A principal with the same rights on every key.
     *
     * @param name the name in the call log
     * @param allowed what it may do; with none it is denied everything
     * @return the principal
     */
    public static KmsPrincipal named(String name, KmsOperation... allowed) {
        return new KmsPrincipal(requireNonNull(name, "name"), setOf(allowed), Map.of());
    }

    /**
     * The principal that may do everything with every key.
     *
     * @return the principal named {@code administrator}
     */
    public static KmsPrincipal administrator() {
        return ADMINISTRATOR;
    }

    /**
     * This principal with further rights on one key.
     *
     * @param keyId the key, by its id; rights are on keys, never on aliases
     * @param allowed what it may do with this key too
     * @return a new principal
     */
    public KmsPrincipal allowedOn(String keyId, KmsOperation... allowed) {
        Set<KmsOperation> rights = setOf(allowed);
        rights.addAll(onOneKey.getOrDefault(requireNonNull(keyId, "keyId"), Set.of()));
        Map<String, Set<KmsOperation>> more = new HashMap<>(onOneKey);
        more.put(keyId, rights);
        return new KmsPrincipal(name, onEveryKey, Map.copyOf(more));
    }

    /**
     * Returns the name.
     *
     * @return the name in the call log
     */
    public String name() {
        return name;
    }

    /**
     * Tells whether this principal has a right.
     *
     * @param operation what it would do
     * @param keyId the key, by its id
     * @return true if it may
     */
    public boolean may(KmsOperation operation, String keyId) {
        return onEveryKey.contains(operation)
                || onOneKey.getOrDefault(keyId, Set.of()).contains(operation);
    }

    /** Returns the name and the rights. */
    @Override
    public String toString() {
        return "KmsPrincipal[" + name + ", every key " + onEveryKey + ", one key " + onOneKey + "]";
    }

    private static Set<KmsOperation> setOf(KmsOperation... operations) {
        Set<KmsOperation> set = EnumSet.noneOf(KmsOperation.class);
        set.addAll(Arrays.asList(operations));
        return set;
    }
}

package dev.envelope.vault;

import static java.util.Objects.requireNonNull;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeException;
import dev.envelope.Outcome;
import dev.envelope.WrappedKeyRefusedException;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.GeneratedDataKey;
import dev.envelope.kek.KekCapability;
import dev.envelope.kek.KeyEncryptionKey;
import dev.envelope.kek.UnwrapRequest;
import dev.envelope.kek.WrapRequest;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A key of the Transit engine of HashiCorp Vault or OpenBao as a key-encryption key.
 *
 * <pre>{@code
 * KeyEncryptionKey kek = VaultTransitKey.named("cards", vault, "cards");
 * EnvelopeCipher cipher = EnvelopeCipher.using(kek);
 * }</pre>
 *
 * <p>A data key is made in this process and wrapped by {@code transit/encrypt}, unwrapped by {@code transit/decrypt}, and where the
 * {@linkplain ContextBinding binding} allows it rewrapped by {@code transit/rewrap}, without reaching this process. Lists go in
 * batches of up to 200, and an item that fails does not lose the others. The version on the label of a wrapped key is that of
 * {@code vault:v3:…}: {@code v3}.
 *
 * <p>A key that is missing is never made: not even with a policy under which Transit would make one.
 *
 * <p>Where a binding is promised, the first call is followed by one that the server has to refuse, so that a key or a server that
 * does not bind is found out before anything rests on it.
 *
 * <p>Immutable but for the last version seen, and safe for use by several threads. It needs no closing; its {@link VaultClient}
 * does.
 */
public final class VaultTransitKey implements KeyEncryptionKey {

    /** What Transit allows as the name of a key. */
    private static final Pattern KEY_NAME = Pattern.compile("[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?");

    private final String name;
    private final VaultClient client;
    private final TransitRequests requests;
    private final Failures failures;
    private final TransitCaller caller;
    private final BindingProof proof;
    private final Set<KekCapability> capabilities;
    private volatile @Nullable String lastVersion;

    private VaultTransitKey(Builder builder) {
        this.name = builder.name;
        this.client = builder.client;
        this.requests = new TransitRequests(builder.mount, builder.keyName, builder.binding);
        this.failures = new Failures(name, client, requests.keyPath(), builder.binding);
        this.caller = new TransitCaller(client, failures);
        this.proof = new BindingProof(requests, caller, failures);
        this.capabilities = capabilities(builder.binding);
    }

    /**
     * A key of the Transit engine that is mounted at {@code transit}, with contexts as associated data.
     *
     * @param name its name in envelopes: 1 to 64 characters of {@code a-z 0-9 . / -}, chosen by the application for the life of
     *     the data
     * @param client the way to the server, which stays the application's
     * @param keyName the name of the key in Transit
     * @return the key, which needs no closing; the server is not asked before it is used
     * @throws IllegalArgumentException if one of the names is not so
     */
    public static VaultTransitKey named(String name, VaultClient client, String keyName) {
        return builder(name, client, keyName).build();
    }

    /**
     * A key with settings.
     *
     * @param name its name in envelopes: 1 to 64 characters of {@code a-z 0-9 . / -}
     * @param client the way to the server, which stays the application's
     * @param keyName the name of the key in Transit
     * @return a builder
     * @throws IllegalArgumentException if one of the names is not so
     */
    public static Builder builder(String name, VaultClient client, String keyName) {
        return new Builder(name, client, keyName);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public WrappedKey wrap(DataKey key, EncryptionContext context, Deadline deadline) {
        return only(wrapAll(List.of(new WrapRequest(key, context)), deadline));
    }

    @Override
    public DataKey unwrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
        return only(unwrapAll(List.of(new UnwrapRequest(wrapped, context)), deadline));
    }

    /**
     * Lets Transit rewrap where the binding allows it; otherwise decrypts and encrypts.
     *
     * @throws EnvelopeException if the key service can't or won't
     */
    @Override
    public WrappedKey rewrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
        return requests.binding().rewrapsNatively()
                ? only(rewrapAll(List.of(new UnwrapRequest(wrapped, context)), deadline))
                : KeyEncryptionKey.super.rewrap(wrapped, context, deadline);
    }

    @Override
    public List<Outcome<WrappedKey>> wrapAll(List<WrapRequest> items, Deadline deadline) {
        return caller.callAll(
                items,
                requests::encrypt,
                item -> "",
                (item, answer, until) -> proof.encrypted(answer, until),
                (item, result) -> wrapped(result),
                deadline);
    }

    @Override
    public List<Outcome<DataKey>> unwrapAll(List<UnwrapRequest> items, Deadline deadline) {
        return open(items, requests::decrypt, proof::opened, this::opened, deadline);
    }

    @Override
    public List<Outcome<WrappedKey>> rewrapAll(List<UnwrapRequest> items, Deadline deadline) {
        return requests.binding().rewrapsNatively()
                ? open(items, requests::rewrap, proof::rewrapped, (item, result) -> wrapped(result), deadline)
                : KeyEncryptionKey.super.rewrapAll(items, deadline);
    }

    /** Makes the data keys in this process, and wraps them in batches. */
    @Override
    public List<Outcome<GeneratedDataKey>> generateDataKeys(List<EncryptionContext> contexts, Deadline deadline) {
        List<WrapRequest> made = contexts.stream()
                .map(context -> new WrapRequest(DataKey.generate(), context))
                .toList();
        List<Outcome<GeneratedDataKey>> outcomes = new ArrayList<>(made.size());
        try {
            for (Outcome<WrappedKey> wrapped : wrapAll(made, deadline)) {
                DataKey key = made.get(outcomes.size()).key();
                outcomes.add(wrapped.map(bytes -> new GeneratedDataKey(key, bytes)));
            }
            return outcomes;
        } finally {
            for (int i = 0; i < made.size(); i++) {
                if (i >= outcomes.size() || !outcomes.get(i).isSuccess()) {
                    made.get(i).key().close();
                }
            }
        }
    }

    @Override
    public Optional<String> currentVersion() {
        return Optional.ofNullable(lastVersion);
    }

    /** Asks for the key's {@code latest_version}, which takes {@code read} on {@code transit/keys/<name>}. */
    @Override
    public void refreshVersion(Deadline deadline) {
        try (VaultAnswer answer = caller.call(requests.readKey(), deadline)) {
            if (!answer.isSuccess()) {
                VaultException error = answer.error();
                boolean missing = error.status() == 404 && error.errors().isEmpty();
                throw failures.of(error, missing ? Condition.KEY_NOT_FOUND : error.condition(), "");
            }
            lastVersion = answer.number("latest_version").stream()
                    .boxed()
                    .flatMap(number -> Ciphertext.version(number).stream())
                    .findFirst()
                    .orElseThrow(
                            () -> failures.misconfigured("Vault does not tell the latest version of the key", null));
        }
    }

    /**
     * Returns what Transit does and guarantees: with {@link KekCapability#BINDS_CONTEXT} and
     * {@link KekCapability#REWRAPS_NATIVELY} as the {@linkplain ContextBinding binding} says.
     *
     * @return the capabilities; always the same
     */
    @Override
    public Set<KekCapability> capabilities() {
        return capabilities;
    }

    /** Returns the name, the path of the key and the server. */
    @Override
    public String toString() {
        return "VaultTransitKey[" + name + ", " + requests.keyPath() + ", " + requests.binding() + ", " + client + "]";
    }

    /** What can't be of Transit is refused without asking. */
    private <R> List<Outcome<R>> open(
            List<UnwrapRequest> items,
            Function<List<TransitRequests.Bound>, VaultRequest> request,
            BiConsumer<Ciphertext, Deadline> bindingProof,
            BiFunction<TransitRequests.Bound, VaultAnswer.Item, R> read,
            Deadline deadline) {
        deadline.check(name);
        List<Outcome<TransitRequests.Bound>> understood =
                items.stream().map(VaultTransitKey::bound).toList();
        List<TransitRequests.Bound> asked = understood.stream()
                .filter(Outcome::isSuccess)
                .map(Outcome::orElseThrow)
                .toList();
        Iterator<Outcome<R>> answered = caller.callAll(
                        asked,
                        request,
                        item -> item.ciphertext().version(),
                        (item, answer, until) -> bindingProof.accept(item.ciphertext(), until),
                        read,
                        deadline)
                .iterator();
        return understood.stream()
                .map(item -> item.isSuccess()
                        ? answered.next()
                        : Outcome.<R>failure(item.failure().orElseThrow()))
                .toList();
    }

    private static Outcome<TransitRequests.Bound> bound(UnwrapRequest item) {
        try {
            return Outcome.success(new TransitRequests.Bound(Ciphertext.of(item.wrapped()), item.context()));
        } catch (EnvelopeException e) {
            return Outcome.failure(e);
        }
    }

    private WrappedKey wrapped(VaultAnswer.Item result) {
        Ciphertext ciphertext = Optional.ofNullable(result.ciphertext())
                .flatMap(Ciphertext::parse)
                .orElseThrow(
                        () -> failures.misconfigured("Vault answered with what is no ciphertext of Transit", null));
        lastVersion = ciphertext.version();
        return ciphertext.under(name);
    }

    private DataKey opened(TransitRequests.Bound item, VaultAnswer.Item result) {
        byte[] plaintext = result.plaintext();
        if (plaintext == null) {
            throw failures.misconfigured("Vault answered without a plaintext", null);
        }
        if (plaintext.length != DataKey.LENGTH) {
            throw new WrappedKeyRefusedException(
                    name, "it holds " + plaintext.length + " bytes, which are no data key", null);
        }
        return DataKey.takeFrom(plaintext);
    }

    private static <R> R only(List<Outcome<R>> outcomes) {
        return outcomes.get(0).orElseThrow();
    }

    private static Set<KekCapability> capabilities(ContextBinding binding) {
        Set<KekCapability> capabilities =
                EnumSet.of(KekCapability.REPORTS_VERSIONS, KekCapability.BINDS_VERSION, KekCapability.AUTHENTICATES);
        if (binding.bindsContext()) {
            capabilities.add(KekCapability.BINDS_CONTEXT);
        }
        if (binding.rewrapsNatively()) {
            capabilities.add(KekCapability.REWRAPS_NATIVELY);
        }
        return Set.copyOf(capabilities);
    }

    /** Settings of a {@link VaultTransitKey}. Not safe for use by several threads. */
    public static final class Builder {

        private final String name;
        private final VaultClient client;
        private final String keyName;
        private String mount = "transit";
        private ContextBinding binding = ContextBinding.ASSOCIATED_DATA;

        private Builder(String name, VaultClient client, String keyName) {
            this.name = WrappedKey.requireName(name);
            this.client = requireNonNull(client, "client");
            if (!KEY_NAME.matcher(keyName).matches()) {
                throw new IllegalArgumentException(
                        "'" + keyName + "' can't be the name of a key in Transit: letters, digits and _ . - are");
            }
            this.keyName = keyName;
        }

        /**
         * Where the Transit engine is mounted.
         *
         * @param path {@code transit} by default
         * @return this builder
         * @throws IllegalArgumentException if it is no path
         */
        public Builder mount(String path) {
            this.mount = VaultAuth.requireMount(path);
            return this;
        }

        /**
         * How data keys are bound to their contexts. The same for the life of the key: what was wrapped in one way opens in no
         * other one.
         *
         * @param binding {@link ContextBinding#ASSOCIATED_DATA} by default
         * @return this builder
         */
        public Builder binding(ContextBinding binding) {
            this.binding = requireNonNull(binding, "binding");
            return this;
        }

        /**
         * Creates the key.
         *
         * @return the key, which needs no closing
         */
        public VaultTransitKey build() {
            return new VaultTransitKey(this);
        }
    }
}

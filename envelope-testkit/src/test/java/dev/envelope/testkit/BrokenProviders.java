package dev.envelope.testkit;

import dev.envelope.CallInterruptedException;
import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.KekUnavailableException;
import dev.envelope.KekUnusableException;
import dev.envelope.Outcome;
import dev.envelope.WrappedKeyRefusedException;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.KekCapability;
import dev.envelope.kek.KeyEncryptionKey;
import dev.envelope.kek.UnwrapRequest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The contract suite for providers that each make one mistake. They are nobody's tests: {@link ContractCatchesTest} runs them. */
final class BrokenProviders {

    private BrokenProviders() {}

    /** All hooks of {@link InMemoryKmsContractTest}, with a broken provider between the suite and the service. */
    abstract static class Suite extends InMemoryKmsContractTest {

        abstract KeyEncryptionKey broken(KeyEncryptionKey kek);

        @Override
        protected KeyEncryptionKey kek() {
            return broken(super.kek());
        }

        @Override
        protected KeyEncryptionKey otherKek() {
            return broken(super.otherKek());
        }

        @Override
        protected Optional<Provocation> provoke(ErrorCode code, KeyEncryptionKey kek) {
            return super.provoke(code, kek).map(provocation -> {
                KeyEncryptionKey called =
                        provocation.kek() instanceof ForwardingKek ? provocation.kek() : broken(provocation.kek());
                return provocation.cause().map(Provocation.of(called)::causedBy).orElse(Provocation.of(called));
            });
        }
    }

    static class Correct extends Suite {
        @Override
        KeyEncryptionKey broken(KeyEncryptionKey kek) {
            return new ForwardingKek(kek);
        }
    }

    static class IgnoresContext extends Suite {
        @Override
        KeyEncryptionKey broken(KeyEncryptionKey kek) {
            return new ForwardingKek(kek) {
                @Override
                public WrappedKey wrap(DataKey key, EncryptionContext context, Deadline deadline) {
                    return super.wrap(key, EncryptionContext.none(), deadline);
                }

                @Override
                public DataKey unwrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
                    return super.unwrap(wrapped, EncryptionContext.none(), deadline);
                }
            };
        }
    }

    static class JoinsContext extends Suite {
        @Override
        KeyEncryptionKey broken(KeyEncryptionKey kek) {
            return new ForwardingKek(kek) {
                @Override
                public WrappedKey wrap(DataKey key, EncryptionContext context, Deadline deadline) {
                    return super.wrap(key, joined(context), deadline);
                }

                @Override
                public DataKey unwrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
                    return super.unwrap(wrapped, joined(context), deadline);
                }
            };
        }

        private static EncryptionContext joined(EncryptionContext context) {
            String all = context.asMap().entrySet().stream()
                    .map(pair -> pair.getKey() + pair.getValue())
                    .collect(Collectors.joining());
            return EncryptionContext.of("context", all);
        }
    }

    static class ClosesTheCallersKey extends Suite {
        @Override
        KeyEncryptionKey broken(KeyEncryptionKey kek) {
            return new ForwardingKek(kek) {
                @Override
                public WrappedKey wrap(DataKey key, EncryptionContext context, Deadline deadline) {
                    try (key) {
                        return super.wrap(key, context, deadline);
                    }
                }
            };
        }
    }

    static class HandsOneKeyToTwoOwners extends Suite {
        @Override
        KeyEncryptionKey broken(KeyEncryptionKey kek) {
            Map<WrappedKey, DataKey> cache = new ConcurrentHashMap<>();
            return new ForwardingKek(kek) {
                @Override
                public DataKey unwrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
                    DataKey opened = super.unwrap(wrapped, context, deadline);
                    return cache.compute(wrapped, (same, held) -> held == null || held.isDestroyed() ? opened : held);
                }
            };
        }
    }

    /** Replaces some failures by others. */
    abstract static class Translating extends Suite {

        abstract EnvelopeException instead(EnvelopeException e, DataKey key, EncryptionContext context);

        @Override
        KeyEncryptionKey broken(KeyEncryptionKey kek) {
            return new ForwardingKek(kek) {
                @Override
                public WrappedKey wrap(DataKey key, EncryptionContext context, Deadline deadline) {
                    try {
                        return super.wrap(key, context, deadline);
                    } catch (EnvelopeException e) {
                        throw instead(e, key, context);
                    }
                }

                @Override
                public DataKey unwrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
                    try {
                        return super.unwrap(wrapped, context, deadline);
                    } catch (EnvelopeException e) {
                        try (DataKey none = DataKey.generate()) {
                            throw instead(e, none, context);
                        }
                    }
                }
            };
        }
    }

    static class ReportsAnOutageAsAMissingKey extends Translating {
        @Override
        EnvelopeException instead(EnvelopeException e, DataKey key, EncryptionContext context) {
            return e.code() == ErrorCode.UNAVAILABLE ? KekUnusableException.notFound("cards", null, e.getCause()) : e;
        }
    }

    static class ReportsAMissingKeyAsAnOutage extends Translating {
        @Override
        EnvelopeException instead(EnvelopeException e, DataKey key, EncryptionContext context) {
            return e.code() == ErrorCode.KEK_NOT_FOUND
                    ? KekUnavailableException.unavailable("cards", null, e.getCause())
                    : e;
        }
    }

    static class DropsTheCauseOfThrottling extends Translating {
        @Override
        EnvelopeException instead(EnvelopeException e, DataKey key, EncryptionContext context) {
            return e.code() == ErrorCode.THROTTLED ? KekUnavailableException.throttled("cards", null) : e;
        }
    }

    static class ShowsTheDataKeyInAMessage extends Translating {
        @Override
        EnvelopeException instead(EnvelopeException e, DataKey key, EncryptionContext context) {
            String hex = key.isDestroyed() ? "" : key.use(HexFormat.of().withUpperCase()::formatHex);
            return e.code() == ErrorCode.UNAVAILABLE
                    ? KekUnavailableException.unavailable("cards", "key " + hex, e.getCause())
                    : e;
        }
    }

    static class ShowsTheContextInACause extends Translating {
        @Override
        EnvelopeException instead(EnvelopeException e, DataKey key, EncryptionContext context) {
            return e.code() == ErrorCode.WRAPPED_KEY_REFUSED
                    ? new WrappedKeyRefusedException(
                            "cards", null, new KmsException(KmsErrorCode.INVALID_CIPHERTEXT, "" + context.asMap()))
                    : e;
        }
    }

    static class SwallowsInterrupts extends Translating {
        @Override
        EnvelopeException instead(EnvelopeException e, DataKey key, EncryptionContext context) {
            if (e instanceof CallInterruptedException) {
                boolean swallowed = Thread.interrupted();
                return KekUnavailableException.unavailable("cards", "interrupted: " + swallowed, e.getCause());
            }
            return e;
        }
    }

    static class IgnoresTheDeadline extends Suite {
        @Override
        KeyEncryptionKey broken(KeyEncryptionKey kek) {
            return new ForwardingKek(kek) {
                @Override
                public WrappedKey wrap(DataKey key, EncryptionContext context, Deadline deadline) {
                    return super.wrap(key, context, forEver());
                }

                @Override
                public DataKey unwrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
                    return super.unwrap(wrapped, context, forEver());
                }
            };
        }

        private static Deadline forEver() {
            return Deadline.after(Duration.ofDays(365));
        }
    }

    static class AsksThoughTheDeadlineHasPassed extends Suite {
        @Override
        KeyEncryptionKey broken(KeyEncryptionKey kek) {
            return new ForwardingKek(kek) {
                @Override
                public DataKey unwrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
                    DataKey key = super.unwrap(wrapped, context, Deadline.after(Duration.ofDays(365)));
                    try {
                        deadline.check(name());
                        return key;
                    } catch (EnvelopeException e) {
                        key.close();
                        throw e;
                    }
                }
            };
        }
    }

    static class OpensForgeries extends Suite {
        @Override
        KeyEncryptionKey broken(KeyEncryptionKey kek) {
            return new ForwardingKek(kek) {
                @Override
                public DataKey unwrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
                    try {
                        return super.unwrap(wrapped, context, deadline);
                    } catch (WrappedKeyRefusedException e) {
                        return DataKey.generate();
                    }
                }
            };
        }
    }

    static class ThrowsWhatIsNotOfTheHierarchy extends Suite {
        @Override
        KeyEncryptionKey broken(KeyEncryptionKey kek) {
            return new ForwardingKek(kek) {
                @Override
                public DataKey unwrap(WrappedKey wrapped, EncryptionContext context, Deadline deadline) {
                    if (wrapped.bytes().length == 1) {
                        throw new ArrayIndexOutOfBoundsException(1);
                    }
                    return super.unwrap(wrapped, context, deadline);
                }
            };
        }
    }

    static class LosesABatchForOneItem extends Suite {
        @Override
        KeyEncryptionKey broken(KeyEncryptionKey kek) {
            return new ForwardingKek(kek) {
                @Override
                public List<Outcome<DataKey>> unwrapAll(List<UnwrapRequest> requests, Deadline deadline) {
                    List<Outcome<DataKey>> outcomes = super.unwrapAll(requests, deadline);
                    return outcomes.stream()
                            .filter(outcome -> !outcome.isSuccess())
                            .findFirst()
                            .map(failure ->
                                    requests.stream().map(request -> failure).toList())
                            .orElse(outcomes);
                }
            };
        }
    }

    static class ForgetsOldVersions extends Suite {
        @Override
        KeyEncryptionKey broken(KeyEncryptionKey kek) {
            return new ForwardingKek(kek);
        }

        @Override
        protected Optional<KeyEncryptionKey> rotate(KeyEncryptionKey kek) {
            return Optional.of(otherKek());
        }
    }

    static class ReportsAVersionItDoesNotWrapWith extends Suite {
        @Override
        KeyEncryptionKey broken(KeyEncryptionKey kek) {
            return new ForwardingKek(kek) {
                @Override
                public Optional<String> currentVersion() {
                    return Optional.of("latest");
                }
            };
        }
    }

    static class WrapsTheSameWayEachTime extends Suite {
        @Override
        KeyEncryptionKey broken(KeyEncryptionKey kek) {
            Map<String, WrappedKey> wrapped = new ConcurrentHashMap<>();
            return new ForwardingKek(kek) {
                @Override
                public WrappedKey wrap(DataKey key, EncryptionContext context, Deadline deadline) {
                    deadline.check(name());
                    String both = key.use(HexFormat.of()::formatHex) + context.asMap();
                    return wrapped.computeIfAbsent(both, none -> super.wrap(key, context, deadline));
                }
            };
        }
    }

    /** AES-CTR: an altered wrapped key opens to another data key, which is allowed where nothing else is declared. */
    static class DoesNotAuthenticate extends KeyEncryptionKeyContract {

        @Override
        protected KeyEncryptionKey kek() {
            return new CtrKek((byte) 1, 0);
        }

        @Override
        protected KeyEncryptionKey otherKek() {
            return new CtrKek((byte) 2, 0);
        }
    }

    static class IgnoresTheLastByte extends KeyEncryptionKeyContract {

        @Override
        protected KeyEncryptionKey kek() {
            return new CtrKek((byte) 1, 1);
        }

        @Override
        protected KeyEncryptionKey otherKek() {
            return new CtrKek((byte) 2, 1);
        }
    }

    /** Only what has to be provided: the rest must be skipped, and must say so. */
    static class WithoutHooks extends KeyEncryptionKeyContract {

        private final InMemoryKms kms = new InMemoryKms();

        @Override
        protected KeyEncryptionKey kek() {
            return named("key");
        }

        @Override
        protected KeyEncryptionKey otherKek() {
            return named("other-key");
        }

        private KeyEncryptionKey named(String keyId) {
            KeyEncryptionKey kek = kms.kek("cards", kms.createKey(keyId), KmsPrincipal.administrator());
            return new ForwardingKek(kek) {
                @Override
                public Set<KekCapability> capabilities() {
                    return Set.of();
                }
            };
        }
    }
}

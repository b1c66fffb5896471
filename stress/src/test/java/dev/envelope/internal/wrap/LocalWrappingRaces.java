package dev.envelope.internal.wrap;

import dev.envelope.EncryptionContext;
import dev.envelope.format.WrappedKey;
import dev.envelope.internal.crypto.Jca;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.GeneratedDataKey;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * AES under a key that is being wiped: what was encrypted opens with the key as it was, and what was decrypted is right, or the
 * use is refused. Nothing is ever encrypted under a half-wiped key, for no one could open it again.
 */
public class LocalWrappingRaces {

    private static final EncryptionContext CONTEXT = EncryptionContext.of("table", "payments");
    private static final byte[] KEY = new byte[DataKey.LENGTH];
    private static final LocalWrapping OPEN = fresh();
    private static final DataKey DATA_KEY = DataKey.generate();
    private static final WrappedKey WRAPPED = OPEN.wrap(DATA_KEY, CONTEXT);

    private static LocalWrapping fresh() {
        return new LocalWrapping(Jca.DEFAULT, "local", "1", KEY);
    }

    private static String sameAs(DataKey expected, WrappedKey wrapped, LocalWrapping by) {
        return by.unwrap(wrapped.bytes(), CONTEXT)
                .map(unwrapped -> unwrapped.sameBytesAs(expected) ? "right" : "wrong")
                .orElse("does not open");
    }

    abstract static class Closing {

        final LocalWrapping wrapping = fresh();

        abstract String used();

        final String use() {
            try {
                return used();
            } catch (IllegalStateException e) {
                return "refused";
            }
        }
    }

    @JCStressTest
    @Outcome(id = "(right|refused), refused", expect = Expect.ACCEPTABLE, desc = "wrapped with all of the key, or not")
    @State
    public static class WrapAndClose extends Closing {

        @Override
        String used() {
            return sameAs(DATA_KEY, wrapping.wrap(DATA_KEY, CONTEXT), OPEN);
        }

        @Actor
        public void user(LL_Result r) {
            r.r1 = use();
        }

        @Actor
        public void owner() {
            wrapping.close();
        }

        @Arbiter
        public void end(LL_Result r) {
            r.r2 = use();
        }
    }

    @JCStressTest
    @Outcome(
            id = "(right|refused), refused",
            expect = Expect.ACCEPTABLE,
            desc = "unwrapped with all of the key, or not")
    @State
    public static class UnwrapAndClose extends Closing {

        @Override
        String used() {
            return sameAs(DATA_KEY, WRAPPED, wrapping);
        }

        @Actor
        public void user(LL_Result r) {
            r.r1 = use();
        }

        @Actor
        public void owner() {
            wrapping.close();
        }

        @Arbiter
        public void end(LL_Result r) {
            r.r2 = use();
        }
    }

    /** Uses a CMAC that was prepared before, which closing makes forget the key. */
    @JCStressTest
    @Outcome(id = "(right|refused), refused", expect = Expect.ACCEPTABLE, desc = "derived from all of the key, or not")
    @State
    public static class DeriveAndClose extends Closing {

        public DeriveAndClose() {
            wrapping.derive().close();
        }

        @Override
        String used() {
            try (GeneratedDataKey derived = wrapping.derive()) {
                return sameAs(derived.key(), derived.wrapped(), OPEN);
            }
        }

        @Actor
        public void user(LL_Result r) {
            r.r1 = use();
        }

        @Actor
        public void owner() {
            wrapping.close();
        }

        @Arbiter
        public void end(LL_Result r) {
            r.r2 = use();
        }
    }
}

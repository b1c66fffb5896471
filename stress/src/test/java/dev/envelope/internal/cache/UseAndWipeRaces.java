package dev.envelope.internal.cache;

import dev.envelope.KekAccessDeniedException;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/**
 * A key is used while the cache lets go of it, in each way in which it may. The user has all of the key, that one or a new one, and
 * in the end each key was wiped once.
 */
@SuppressWarnings("this-escape") // jcstress has no states that are final, and none of these has a subclass
public class UseAndWipeRaces {

    @JCStressTest
    @Outcome(id = "whole, wiped once", expect = Expect.ACCEPTABLE, desc = "used, then wiped")
    @State
    public static class Drop extends Cached {

        public Drop() {
            super(CACHING);
            use();
        }

        @Actor
        public void user(LL_Result r) {
            r.r1 = use();
        }

        @Actor
        public void cache() {
            cache.drop(NAME);
        }

        @Arbiter
        public void end(LL_Result r) {
            r.r2 = fate();
        }
    }

    @JCStressTest
    @Outcome(id = "whole, wiped once", expect = Expect.ACCEPTABLE, desc = "used, then wiped")
    @State
    public static class DropWhileItIsLoaded extends Cached {

        public DropWhileItIsLoaded() {
            super(CACHING);
        }

        @Actor
        public void user(LL_Result r) {
            r.r1 = use();
        }

        @Actor
        public void cache() {
            cache.drop(NAME);
        }

        @Arbiter
        public void end(LL_Result r) {
            r.r2 = fate();
        }
    }

    @JCStressTest
    @Outcome(id = "whole, wiped once", expect = Expect.ACCEPTABLE, desc = "used, then wiped")
    @State
    public static class Clear extends Cached {

        public Clear() {
            super(CACHING);
            use();
            use("b");
        }

        @Actor
        public void user(LL_Result r) {
            r.r1 = use();
        }

        @Actor
        public void cache() {
            cache.clear();
        }

        @Arbiter
        public void end(LL_Result r) {
            r.r2 = fate();
        }
    }

    /** There is room for one of two keys. */
    @JCStressTest
    @Outcome(id = "whole, whole, wiped once", expect = Expect.ACCEPTABLE, desc = "each used, then wiped")
    @State
    public static class Size extends Cached {

        public Size() {
            super(CACHING.withMaximumSize(1));
            use();
        }

        @Actor
        public void user(LLL_Result r) {
            r.r1 = use();
        }

        @Actor
        public void userOfAnother(LLL_Result r) {
            r.r2 = use("b");
        }

        @Arbiter
        public void end(LLL_Result r) {
            r.r3 = fate();
        }
    }

    @JCStressTest
    @Outcome(id = "whole, whole, wiped once", expect = Expect.ACCEPTABLE, desc = "each used, then wiped")
    @State
    public static class Age extends Cached {

        public Age() {
            super(CACHING);
            use();
        }

        @Actor
        public void user(LLL_Result r) {
            r.r1 = use();
        }

        @Actor
        public void userLater(LLL_Result r) {
            growOldBy(1);
            r.r2 = use();
        }

        @Arbiter
        public void end(LLL_Result r) {
            r.r3 = fate();
        }
    }

    /** One of the two has the key's last use. */
    @JCStressTest
    @Outcome(id = "whole, whole, wiped once", expect = Expect.ACCEPTABLE, desc = "each used, then wiped")
    @State
    public static class Uses extends Cached {

        public Uses() {
            super(CACHING.withMaximumUses(2));
            use();
        }

        @Actor
        public void user(LLL_Result r) {
            r.r1 = use();
        }

        @Actor
        public void other(LLL_Result r) {
            r.r2 = use();
        }

        @Arbiter
        public void end(LLL_Result r) {
            r.r3 = fate();
        }
    }

    /** One of the two refreshes the key, which takes the place of the one that the other uses. */
    @JCStressTest
    @Outcome(id = "whole, whole, wiped once", expect = Expect.ACCEPTABLE, desc = "each used, then wiped")
    @State
    public static class Refresh extends Cached {

        public Refresh() {
            super(CACHING);
            use();
            growOldBy(0.9);
        }

        @Actor
        public void user(LLL_Result r) {
            r.r1 = use();
        }

        @Actor
        public void other(LLL_Result r) {
            r.r2 = use();
        }

        @Arbiter
        public void end(LLL_Result r) {
            r.r3 = fate();
        }
    }

    @JCStressTest
    @Outcome(id = "whole, wiped once", expect = Expect.ACCEPTABLE, desc = "used, then wiped")
    @State
    public static class DropWhileItIsRefreshed extends Cached {

        public DropWhileItIsRefreshed() {
            super(CACHING);
            use();
            growOldBy(0.9);
        }

        @Actor
        public void user(LL_Result r) {
            r.r1 = use();
        }

        @Actor
        public void cache() {
            cache.drop(NAME);
        }

        @Arbiter
        public void end(LL_Result r) {
            r.r2 = fate();
        }
    }

    /** The one that refreshes the key is denied it, by which the cache lets go; the other may be told so. */
    @JCStressTest
    @Outcome(id = "(whole|denied), (whole|denied), wiped once", expect = Expect.ACCEPTABLE, desc = "used, then wiped")
    @State
    public static class DeniedRefresh extends Cached {

        private boolean denied;

        public DeniedRefresh() {
            super(CACHING);
            use();
            growOldBy(0.9);
            denied = true;
        }

        @Override
        WatchedKey load() {
            if (denied) {
                throw new KekAccessDeniedException(NAME, null, null);
            }
            return super.load();
        }

        @Actor
        public void user(LLL_Result r) {
            r.r1 = useOrDenied();
        }

        @Actor
        public void other(LLL_Result r) {
            r.r2 = useOrDenied();
        }

        @Arbiter
        public void end(LLL_Result r) {
            r.r3 = fate();
        }

        private String useOrDenied() {
            try {
                return use();
            } catch (KekAccessDeniedException e) {
                return "denied";
            }
        }
    }

    @JCStressTest
    @Outcome(id = "whole, whole, wiped once", expect = Expect.ACCEPTABLE, desc = "each used, then wiped")
    @State
    public static class HoldAnew extends Cached {

        public HoldAnew() {
            super(CACHING);
            use();
        }

        @Actor
        public void user(LLL_Result r) {
            r.r1 = use();
        }

        @Actor
        public void userWhoWantsItAnew(LLL_Result r) {
            try (KeyHandle<WatchedKey> held = cache.holdAnew(NAME, limit -> load(), deadline())) {
                r.r2 = held.key().use();
            }
        }

        @Arbiter
        public void end(LLL_Result r) {
            r.r3 = fate();
        }
    }

    @JCStressTest
    @Outcome(id = "whole, wiped once", expect = Expect.ACCEPTABLE, desc = "used, then wiped")
    @State
    public static class DropWhileItIsHeldAnew extends Cached {

        public DropWhileItIsHeldAnew() {
            super(CACHING);
            use();
        }

        @Actor
        public void userWhoWantsItAnew(LL_Result r) {
            try (KeyHandle<WatchedKey> held = cache.holdAnew(NAME, limit -> load(), deadline())) {
                r.r1 = held.key().use();
            }
        }

        @Actor
        public void cache() {
            cache.drop(NAME);
        }

        @Arbiter
        public void end(LL_Result r) {
            r.r2 = fate();
        }
    }
}

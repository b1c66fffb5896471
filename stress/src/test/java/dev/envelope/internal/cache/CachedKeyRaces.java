package dev.envelope.internal.cache;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;
import org.openjdk.jcstress.infra.results.L_Result;

/** A key that is counted out: who holds it has all of it, and the last one to let go wipes it, once. */
public class CachedKeyRaces {

    abstract static class Counted {

        final WatchedKey key = new WatchedKey();
        final CachedKey<WatchedKey> cached =
                new CachedKey<>(key, WatchedKey::wipe, AgeClock.SYSTEM, AgeClock.SYSTEM.now(), 0);

        final String use() {
            if (!cached.tryHold()) {
                return "refused";
            }
            String met = key.use();
            cached.letGo();
            return met;
        }
    }

    @JCStressTest
    @Outcome(id = "whole, wiped once", expect = Expect.ACCEPTABLE, desc = "held before the cache let go")
    @Outcome(id = "refused, wiped once", expect = Expect.ACCEPTABLE, desc = "the cache let go before")
    @State
    public static class HoldAndRetire extends Counted {

        @Actor
        public void user(LL_Result r) {
            r.r1 = use();
        }

        @Actor
        public void cache() {
            cached.retire();
        }

        @Arbiter
        public void end(LL_Result r) {
            r.r2 = key.fate();
        }
    }

    /** The cache has let go, and one user is left. */
    @JCStressTest
    @Outcome(id = "whole, wiped once", expect = Expect.ACCEPTABLE, desc = "held before the last one let go")
    @Outcome(id = "refused, wiped once", expect = Expect.ACCEPTABLE, desc = "the last one let go before")
    @State
    public static class HoldAndLastUserLeaves extends Counted {

        public HoldAndLastUserLeaves() {
            cached.tryHold();
            cached.retire();
        }

        @Actor
        public void user(LL_Result r) {
            r.r1 = use();
        }

        @Actor
        public void lastUser() {
            cached.letGo();
        }

        @Arbiter
        public void end(LL_Result r) {
            r.r2 = key.fate();
        }
    }

    @JCStressTest
    @Outcome(id = "wiped once", expect = Expect.ACCEPTABLE, desc = "by the last of the two")
    @State
    public static class TwoLastUsersLeave extends Counted {

        public TwoLastUsersLeave() {
            cached.tryHold();
            cached.tryHold();
            cached.retire();
        }

        @Actor
        public void one() {
            cached.letGo();
        }

        @Actor
        public void other() {
            cached.letGo();
        }

        @Arbiter
        public void end(L_Result r) {
            r.r1 = key.fate();
        }
    }

    /** A key may leave the cache in two ways at once. A user is there, from whom a second letting go would take the key. */
    @JCStressTest
    @Outcome(id = "whole, wiped once", expect = Expect.ACCEPTABLE, desc = "the cache let go once")
    @State
    public static class RetireAndRetire extends Counted {

        public RetireAndRetire() {
            cached.tryHold();
        }

        @Actor
        public void one() {
            cached.retire();
        }

        @Actor
        public void other() {
            cached.retire();
        }

        @Arbiter
        public void end(LL_Result r) {
            r.r1 = key.use();
            cached.letGo();
            r.r2 = key.fate();
        }
    }

    @JCStressTest
    @Outcome(
            id = {"whole, whole, wiped once", "whole, refused, wiped once"},
            expect = Expect.ACCEPTABLE,
            desc = "one holds on")
    @Outcome(
            id = {"refused, whole, wiped once", "refused, refused, wiped once"},
            expect = Expect.ACCEPTABLE,
            desc = "the first came too late")
    @State
    public static class TwoUsersOfAKeyThatOneOfThemDrops extends Counted {

        @Actor
        public void user(LLL_Result r) {
            r.r1 = use();
        }

        @Actor
        public void userWhoDrops(LLL_Result r) {
            cached.retire();
            r.r2 = use();
        }

        @Arbiter
        public void end(LLL_Result r) {
            r.r3 = key.fate();
        }
    }

    @JCStressTest
    @Outcome(
            id = {"true, false", "false, true"},
            expect = Expect.ACCEPTABLE,
            desc = "one refreshes the key")
    @State
    public static class TwoClaimARefresh extends Counted {

        @Actor
        public void one(LL_Result r) {
            r.r1 = cached.claimsRefresh(1, 1);
        }

        @Actor
        public void other(LL_Result r) {
            r.r2 = cached.claimsRefresh(1, 1);
        }
    }

    @JCStressTest
    @Outcome(
            id = {"true, false", "false, true"},
            expect = Expect.ACCEPTABLE,
            desc = "one use is left")
    @State
    public static class TwoWantTheLastUse extends Counted {

        public TwoWantTheLastUse() {
            cached.countUse(2);
        }

        @Actor
        public void one(LL_Result r) {
            r.r1 = cached.countUse(2);
        }

        @Actor
        public void other(LL_Result r) {
            r.r2 = cached.countUse(2);
        }
    }
}

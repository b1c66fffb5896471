package dev.envelope.internal.crypto;

import java.util.concurrent.atomic.AtomicInteger;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A spare has one user at a time, and is not lost: it is kept, or discarded once. */
public class SparesRaces {

    /** A kept one is found again; one that was made anew has been lost, or was taken by another. */
    abstract static class OneKept {

        final AtomicInteger made = new AtomicInteger();
        final AtomicInteger discarded = new AtomicInteger();
        final Spares<Integer> spares = new Spares<>(made::incrementAndGet, spare -> discarded.incrementAndGet());

        OneKept() {
            spares.giveBack(spares.take());
        }
    }

    @JCStressTest
    @Outcome(
            id = {"1, 2", "2, 1"},
            expect = Expect.ACCEPTABLE,
            desc = "one has the spare, the other a new one")
    @State
    public static class TakeAndTake extends OneKept {

        @Actor
        public void one(LL_Result r) {
            r.r1 = spares.take();
        }

        @Actor
        public void other(LL_Result r) {
            r.r2 = spares.take();
        }
    }

    @JCStressTest
    @Outcome(id = "2, 1, 2", expect = Expect.ACCEPTABLE, desc = "both are kept for the next")
    @State
    public static class GiveBackAndGiveBack extends OneKept {

        private final Integer first = spares.take();
        private final Integer second = spares.take();

        @Actor
        public void one() {
            spares.giveBack(first);
        }

        @Actor
        public void other() {
            spares.giveBack(second);
        }

        @Arbiter
        public void end(LLL_Result r) {
            int one = spares.take();
            int other = spares.take();
            r.r1 = made.get();
            r.r2 = Math.min(one, other);
            r.r3 = Math.max(one, other);
        }
    }

    @JCStressTest
    @Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "given back before, and discarded")
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "given back behind, and kept")
    @State
    public static class GiveBackAndDiscardAll extends OneKept {

        private final Integer taken = spares.take();

        @Actor
        public void user() {
            spares.giveBack(taken);
        }

        @Actor
        public void owner() {
            spares.discardAll();
        }

        @Arbiter
        public void end(LL_Result r) {
            r.r2 = discarded.get();
            spares.discardAll();
            r.r1 = discarded.get();
        }
    }

    @JCStressTest
    @Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "taken before it could be discarded")
    @Outcome(id = "2, 1", expect = Expect.ACCEPTABLE, desc = "discarded, so another one was made")
    @State
    public static class TakeAndDiscardAll extends OneKept {

        @Actor
        public void user(LL_Result r) {
            r.r1 = spares.take();
        }

        @Actor
        public void owner() {
            spares.discardAll();
        }

        @Arbiter
        public void end(LL_Result r) {
            r.r2 = discarded.get();
        }
    }
}

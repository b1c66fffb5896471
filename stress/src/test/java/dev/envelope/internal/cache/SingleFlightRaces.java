package dev.envelope.internal.cache;

import static java.util.Objects.requireNonNull;

import dev.envelope.CallInterruptedException;
import dev.envelope.KekUnavailableException;
import dev.envelope.Outcome;
import dev.envelope.kek.Deadline;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/** However many want a key at once, it is loaded once, and all get the same one; a failure is told to those who waited for it only. */
public class SingleFlightRaces {

    abstract static class Empty extends Cached {

        Empty() {
            super(CACHING);
        }

        final WatchedKey got(String name) {
            try (KeyHandle<WatchedKey> held = hold(name)) {
                return held.key();
            }
        }

        final List<WatchedKey> gotAll(List<String> names) {
            return cache
                    .holdAll(
                            names,
                            (missing, limit) -> missing.stream()
                                    .map(name -> Outcome.success(load()))
                                    .toList(),
                            deadline())
                    .stream()
                    .map(outcome -> {
                        try (KeyHandle<WatchedKey> held = outcome.orElseThrow()) {
                            return held.key();
                        }
                    })
                    .toList();
        }

        final String loads() {
            return cache.stats().loads() + " of " + loaded.size() + " loaded";
        }
    }

    @JCStressTest
    @org.openjdk.jcstress.annotations.Outcome(
            id = "true, 1 of 1 loaded",
            expect = Expect.ACCEPTABLE,
            desc = "one load serves both")
    @State
    public static class TwoWantOne extends Empty {

        private @Nullable WatchedKey one;
        private @Nullable WatchedKey other;

        @Actor
        public void one() {
            one = got(NAME);
        }

        @Actor
        public void other() {
            other = got(NAME);
        }

        @Arbiter
        public void end(LL_Result r) {
            r.r1 = requireNonNull(one) == requireNonNull(other);
            r.r2 = loads();
        }
    }

    @JCStressTest
    @org.openjdk.jcstress.annotations.Outcome(
            id = "true, 2 of 2 loaded",
            expect = Expect.ACCEPTABLE,
            desc = "each name is loaded once")
    @State
    public static class OneAloneAndOneInAList extends Empty {

        private @Nullable WatchedKey one;
        private List<WatchedKey> both = List.of();

        @Actor
        public void alone() {
            one = got("b");
        }

        @Actor
        public void list() {
            both = gotAll(List.of("a", "b"));
        }

        @Arbiter
        public void end(LL_Result r) {
            r.r1 = both.get(1) == requireNonNull(one);
            r.r2 = loads();
        }
    }

    /** Each waits for a load of the other's. */
    @JCStressTest
    @org.openjdk.jcstress.annotations.Outcome(
            id = "true, true, 3 of 3 loaded",
            expect = Expect.ACCEPTABLE,
            desc = "each name is loaded once")
    @State
    public static class TwoLists extends Empty {

        private List<WatchedKey> some = List.of();
        private List<WatchedKey> others = List.of();

        @Actor
        public void some() {
            some = gotAll(List.of("a", "b", "c", "a"));
        }

        @Actor
        public void others() {
            others = gotAll(List.of("c", "b"));
        }

        @Arbiter
        public void end(LLL_Result r) {
            r.r1 = some.get(1) == others.get(1) && some.get(2) == others.get(0);
            r.r2 = some.get(0) == some.get(3);
            r.r3 = loads();
        }
    }

    /** The first load fails. */
    abstract static class FirstFails extends Empty {

        private final AtomicInteger asked = new AtomicInteger();

        @Override
        WatchedKey load() {
            if (asked.incrementAndGet() == 1) {
                throw KekUnavailableException.unavailable(NAME, "it is down", null);
            }
            return super.load();
        }

        final String useOrFail() {
            try {
                return use();
            } catch (KekUnavailableException e) {
                return "failed";
            }
        }

        final String nextUse() {
            return useOrFail() + " after " + asked + " loads";
        }
    }

    @JCStressTest
    @org.openjdk.jcstress.annotations.Outcome(
            id = "failed, failed, whole after 2 loads",
            expect = Expect.ACCEPTABLE,
            desc = "both waited for the load that failed")
    @org.openjdk.jcstress.annotations.Outcome(
            id = {"failed, whole, whole after 2 loads", "whole, failed, whole after 2 loads"},
            expect = Expect.ACCEPTABLE,
            desc = "one came after it had failed, and loaded again")
    @State
    public static class TwoWantOneThatFails extends FirstFails {

        @Actor
        public void one(LLL_Result r) {
            r.r1 = useOrFail();
        }

        @Actor
        public void other(LLL_Result r) {
            r.r2 = useOrFail();
        }

        @Arbiter
        public void end(LLL_Result r) {
            r.r3 = nextUse();
        }
    }

    @JCStressTest
    @org.openjdk.jcstress.annotations.Outcome(
            id = "(whole|interrupted), whole, 1 of 1 loaded",
            expect = Expect.ACCEPTABLE,
            desc = "who is interrupted takes nothing from the other")
    @State
    public static class AnInterruptedOneAndAnother extends Empty {

        @Actor
        public void interrupted(LLL_Result r) {
            Thread.currentThread().interrupt();
            try {
                r.r1 = use();
            } catch (CallInterruptedException e) {
                r.r1 = "interrupted";
            } finally {
                Thread.interrupted();
            }
        }

        @Actor
        public void other(LLL_Result r) {
            r.r2 = use();
        }

        @Arbiter
        public void end(LLL_Result r) {
            r.r3 = loads();
        }
    }

    @JCStressTest
    @org.openjdk.jcstress.annotations.Outcome(
            id = "(whole|too late), whole, 1 of 1 loaded",
            expect = Expect.ACCEPTABLE,
            desc = "who can't wait takes nothing from the other")
    @State
    public static class OneWithoutTimeAndAnother extends Empty {

        @Actor
        public void withoutTime(LLL_Result r) {
            try (KeyHandle<WatchedKey> held = cache.hold(NAME, limit -> load(), Deadline.after(Duration.ofNanos(1)))) {
                r.r1 = held.key().use();
            } catch (KekUnavailableException e) {
                r.r1 = "too late";
            }
        }

        @Actor
        public void other(LLL_Result r) {
            r.r2 = use();
        }

        @Arbiter
        public void end(LLL_Result r) {
            r.r3 = loads();
        }
    }
}

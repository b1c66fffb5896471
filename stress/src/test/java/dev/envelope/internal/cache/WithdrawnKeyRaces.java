package dev.envelope.internal.cache;

import dev.envelope.KekAccessDeniedException;
import dev.envelope.KeyCaching;
import dev.envelope.internal.event.Events;
import dev.envelope.stress.Sometimes;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/**
 * What is cached changes at its source and is dropped, as a tenant is that was shredded. Whatever was being loaded meanwhile, no one
 * who asks afterwards is given what was true before.
 */
public class WithdrawnKeyRaces {

    private static final String NAME = "a";
    private static final String DENIED = "denied";

    abstract static class Source {

        final KeyCache<String, String> cache;
        volatile String truth;

        private final AtomicLong nanos = new AtomicLong();

        Source(String truth) {
            this.truth = truth;
            KeyCaching caching =
                    KeyCaching.defaults().withMaximumAge(Duration.ofMinutes(10)).withExecutor(Runnable::run);
            this.cache = new KeyCache<>(
                    caching,
                    Duration.ofMinutes(1),
                    new AgeClock(this::nanoTime, () -> Instant.EPOCH),
                    null,
                    name -> name,
                    Events.NONE);
        }

        final void growOld() {
            nanos.addAndGet(Duration.ofMinutes(9).toNanos());
        }

        final String ask() {
            try (KeyHandle<String> held = cache.hold(NAME, limit -> load(), Cached.deadline())) {
                return held.key();
            } catch (KekAccessDeniedException e) {
                return DENIED;
            }
        }

        final String askAnew() {
            try (KeyHandle<String> held = cache.holdAnew(NAME, limit -> load(), Cached.deadline())) {
                return held.key();
            } catch (KekAccessDeniedException e) {
                return DENIED;
            }
        }

        final void change() {
            truth = "new";
            Sometimes.giveWay();
            cache.drop(NAME);
        }

        private long nanoTime() {
            Sometimes.giveWay();
            return nanos.get();
        }

        private String load() {
            String answer = truth;
            Sometimes.giveWay();
            if (answer.equals(DENIED)) {
                throw new KekAccessDeniedException(NAME, null, null);
            }
            return answer;
        }
    }

    @JCStressTest
    @Outcome(id = "new", expect = Expect.ACCEPTABLE, desc = "what is true now")
    @State
    public static class Load extends Source {

        public Load() {
            super("old");
        }

        @Actor
        public void user() {
            ask();
        }

        @Actor
        public void owner() {
            change();
        }

        @Arbiter
        public void end(L_Result r) {
            r.r1 = ask();
        }
    }

    @JCStressTest
    @Outcome(id = "new", expect = Expect.ACCEPTABLE, desc = "what is true now")
    @State
    public static class LoadAnew extends Source {

        public LoadAnew() {
            super("old");
            ask();
        }

        @Actor
        public void user() {
            askAnew();
        }

        @Actor
        public void owner() {
            change();
        }

        @Arbiter
        public void end(L_Result r) {
            r.r1 = ask();
        }
    }

    @JCStressTest
    @Outcome(id = "new", expect = Expect.ACCEPTABLE, desc = "what is true now")
    @State
    public static class Refresh extends Source {

        public Refresh() {
            super("old");
            ask();
            growOld();
        }

        @Actor
        public void user() {
            ask();
        }

        @Actor
        public void owner() {
            change();
        }

        @Arbiter
        public void end(L_Result r) {
            r.r1 = ask();
        }
    }

    @JCStressTest
    @Outcome(id = "new", expect = Expect.ACCEPTABLE, desc = "what is true now")
    @State
    public static class RefusedLoad extends Source {

        public RefusedLoad() {
            super(DENIED);
        }

        @Actor
        public void user() {
            ask();
        }

        @Actor
        public void owner() {
            change();
        }

        @Arbiter
        public void end(L_Result r) {
            r.r1 = ask();
        }
    }

    @JCStressTest
    @Outcome(id = "new", expect = Expect.ACCEPTABLE, desc = "what is true now")
    @State
    public static class RefusedRefresh extends Source {

        public RefusedRefresh() {
            super("old");
            ask();
            growOld();
            truth = DENIED;
        }

        @Actor
        public void user() {
            ask();
        }

        @Actor
        public void owner() {
            change();
        }

        @Arbiter
        public void end(L_Result r) {
            r.r1 = ask();
        }
    }
}

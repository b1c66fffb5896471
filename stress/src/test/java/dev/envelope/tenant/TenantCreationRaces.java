package dev.envelope.tenant;

import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLLL_Result;

/** Those who meet a new tenant at once make one key of it, which all of them encrypt with. */
@SuppressWarnings("this-escape") // jcstress has no states that are final, and none of these has a subclass
public class TenantCreationRaces {

    /** How often someone asks for a tenant that may be there soon. */
    private static final int PATIENCE = 10;

    /** The store is new as well, so its own key is made at once, too. */
    @JCStressTest
    @Outcome(
            id = {"created, there, 1 version open, wiped", "there, created, 1 version open, wiped"},
            expect = Expect.ACCEPTABLE,
            desc = "one key, and the other's is wiped")
    @State
    public static class TwoProcesses extends Nodes {

        private final TenantKeys one = node();
        private final TenantKeys other = node();
        private byte @Nullable [] byOne;
        private byte @Nullable [] byOther;

        @Actor
        public void one(LLLL_Result r) {
            r.r1 = create(one);
            byOne = encrypt(one);
        }

        @Actor
        public void other(LLLL_Result r) {
            r.r2 = create(other);
            byOther = encrypt(other);
        }

        @Arbiter
        public void end(LLLL_Result r) {
            r.r3 = versionsStored() + " " + read(node(), byOne, byOther);
            r.r4 = fate();
        }
    }

    @JCStressTest
    @Outcome(
            id = {"created, there, 1 version open, wiped", "there, created, 1 version open, wiped"},
            expect = Expect.ACCEPTABLE,
            desc = "one key, and the other's is wiped")
    @State
    public static class TwoThreads extends Nodes {

        private final TenantKeys node = node();
        private byte @Nullable [] byOne;
        private byte @Nullable [] byOther;

        @Actor
        public void one(LLLL_Result r) {
            r.r1 = create(node);
            byOne = encrypt(node);
        }

        @Actor
        public void other(LLLL_Result r) {
            r.r2 = create(node);
            byOther = encrypt(node);
        }

        @Arbiter
        public void end(LLLL_Result r) {
            r.r3 = versionsStored() + " " + read(node(), byOne, byOther);
            r.r4 = fate();
        }
    }

    /** Who encrypts for a tenant that is being created has its key, or there is no such tenant yet: it makes none. */
    @JCStressTest
    @Outcome(id = "created, 1 version open, wiped, ", expect = Expect.ACCEPTABLE, desc = "created before")
    @Outcome(id = "created, 1 version , wiped, not found", expect = Expect.ACCEPTABLE, desc = "not created yet")
    @State
    public static class CreateAndEncrypt extends Nodes {

        private final TenantKeys creator = node();
        private final TenantKeys user = node();
        private byte @Nullable [] sealed;

        @Actor
        public void creator(LLLL_Result r) {
            r.r1 = create(creator);
        }

        @Actor
        public void user() {
            sealed = encryptIfItMay(user);
        }

        @Arbiter
        public void end(LLLL_Result r) {
            r.r2 = versionsStored() + " " + read(node(), sealed);
            r.r3 = fate();
            r.r4 = sealed == null ? "not found" : "";
        }
    }

    /** What was shredded is not created again, and no one opens what was encrypted in between. */
    @JCStressTest
    @Outcome(id = "created, shredded 1, shredded, wiped", expect = Expect.ACCEPTABLE, desc = "created, then shredded")
    @Outcome(
            id = "created, not found, there, wiped",
            expect = Expect.ACCEPTABLE,
            desc = "created when it could not be shredded any more")
    @State
    public static class CreateAndShred extends Nodes {

        private final TenantKeys creator = node();
        private final TenantKeys shredder = node();
        private byte @Nullable [] sealed;

        @Actor
        public void creator(LLLL_Result r) {
            r.r1 = create(creator);
            sealed = encryptIfItMay(creator);
        }

        @Actor
        public void shredder(LLLL_Result r) {
            r.r2 = shred(shredder);
            for (int i = 0; i < PATIENCE && "not found".equals(r.r2); i++) {
                r.r2 = shred(shredder);
            }
        }

        @Arbiter
        public void end(LLLL_Result r) {
            creator.refresh();
            String expected = "there".equals(create(shredder)) ? "open" : "shredded";
            boolean asExpected =
                    sealed == null || (read(creator, sealed) + read(node(), sealed)).equals(expected + expected);
            r.r3 = asExpected ? create(creator) : "someone reads it otherwise";
            r.r4 = fate();
        }
    }
}

package dev.envelope.tenant;

import dev.envelope.KekMisconfiguredException;
import org.jspecify.annotations.Nullable;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/** A tenant is used while it changes: once the change is known, its key is used as that says, and left nowhere. */
@SuppressWarnings("this-escape") // jcstress has no states that are final, and none of these has a subclass
public class TenantChangeRaces {

    abstract static class OneTenant extends Nodes {

        final TenantKeys node = node();
        final byte[] before;
        byte @Nullable [] meanwhile;

        OneTenant() {
            node.create(TENANT);
            before = encrypt(node);
        }

        final String cached() {
            return node.keyCacheStats().size() + " cached";
        }
    }

    /** In the process that shreds, no one reads from then on, and no key is cached. */
    @JCStressTest
    @Outcome(id = "shredded, 0 cached, wiped", expect = Expect.ACCEPTABLE, desc = "no one reads it")
    @State
    public static class EncryptAndShred extends OneTenant {

        @Actor
        public void user() {
            meanwhile = encryptIfItMay(node);
        }

        @Actor
        public void owner() {
            node.shred(TENANT);
        }

        @Arbiter
        public void end(LLL_Result r) {
            r.r1 = read(node, before, meanwhile);
            r.r2 = cached();
            r.r3 = fate();
        }
    }

    /** The key is not in memory when it is shredded: it is loaded meanwhile. */
    @JCStressTest
    @Outcome(id = "shredded, 0 cached, wiped", expect = Expect.ACCEPTABLE, desc = "no one reads it")
    @State
    public static class LoadAndShred extends OneTenant {

        public LoadAndShred() {
            node.clearKeyCache();
        }

        @Actor
        public void user() {
            meanwhile = encryptIfItMay(node);
        }

        @Actor
        public void owner() {
            node.shred(TENANT);
        }

        @Arbiter
        public void end(LLL_Result r) {
            r.r1 = read(node, before, meanwhile);
            r.r2 = cached();
            r.r3 = fate();
        }
    }

    /** In another process, once it has looked for changes. */
    @JCStressTest
    @Outcome(id = "shredded, 0 cached, wiped", expect = Expect.ACCEPTABLE, desc = "no one reads it")
    @State
    public static class EncryptAndShredElsewhere extends OneTenant {

        private final TenantKeys elsewhere = node();

        @Actor
        public void user() {
            meanwhile = encryptIfItMay(node);
        }

        @Actor
        public void owner() {
            elsewhere.shred(TENANT);
        }

        @Arbiter
        public void end(LLL_Result r) {
            node.refresh();
            r.r1 = read(node, before, meanwhile);
            r.r2 = cached();
            r.r3 = fate();
        }
    }

    /** What is wrapped anew does not take the place of what was shredded. */
    @JCStressTest
    @Outcome(id = "shredded, wiped", expect = Expect.ACCEPTABLE, desc = "no one reads it")
    @State
    public static class RewrapStoredAndShred extends OneTenant {

        private final TenantKeys elsewhere = nodeAfterRotation();

        @Actor
        public void operator() {
            elsewhere.rewrapStored();
        }

        @Actor
        public void owner() {
            node.shred(TENANT);
        }

        @Arbiter
        public void end(LL_Result r) {
            r.r1 = read(nodeAfterRotation(), before);
            r.r2 = fate();
        }
    }

    @JCStressTest
    @Outcome(id = "open, 2 versions, wiped", expect = Expect.ACCEPTABLE, desc = "all is read")
    @State
    public static class EncryptAndRotate extends OneTenant {

        private final TenantKeys elsewhere = node();

        @Actor
        public void user() {
            meanwhile = encrypt(node);
        }

        @Actor
        public void owner() {
            elsewhere.rotate(TENANT);
        }

        @Arbiter
        public void end(LLL_Result r) {
            r.r1 = read(elsewhere, before, meanwhile, encrypt(node));
            r.r2 = versionsStored();
            r.r3 = fate();
        }
    }

    @JCStressTest
    @Outcome(id = "open, 3 versions, wiped", expect = Expect.ACCEPTABLE, desc = "both have added theirs")
    @State
    public static class RotateAndRotate extends OneTenant {

        private final TenantKeys elsewhere = node();
        private byte @Nullable [] byOther;

        @Actor
        public void one() {
            node.rotate(TENANT);
            meanwhile = encrypt(node);
        }

        @Actor
        public void other() {
            elsewhere.rotate(TENANT);
            byOther = encrypt(elsewhere);
        }

        @Arbiter
        public void end(LLL_Result r) {
            r.r1 = read(node(), before, meanwhile, byOther);
            r.r2 = versionsStored();
            r.r3 = fate();
        }
    }

    @JCStressTest
    @Outcome(id = "tenant-suspended, open, wiped", expect = Expect.ACCEPTABLE, desc = "not used until it is resumed")
    @State
    public static class EncryptAndSuspend extends OneTenant {

        @Actor
        public void user() {
            meanwhile = encryptIfItMay(node);
        }

        @Actor
        public void owner() {
            node.suspend(TENANT);
        }

        @Arbiter
        public void end(LLL_Result r) {
            r.r1 = read(node, before, meanwhile);
            node.resume(TENANT);
            r.r2 = read(node, before, meanwhile);
            r.r3 = fate();
        }
    }

    /** The key is loaded while its owner is closed. */
    @JCStressTest
    @Outcome(
            id = "open, 0 cached, wiped",
            expect = Expect.ACCEPTABLE,
            desc = "whoever came through had the key; nothing is left of it")
    @State
    public static class LoadAndClose extends OneTenant {

        public LoadAndClose() {
            node.clearKeyCache();
        }

        @Actor
        public void user() {
            try {
                meanwhile = encrypt(node);
            } catch (KekMisconfiguredException e) {
                // it was closed before
            }
        }

        @Actor
        public void owner() {
            node.close();
        }

        @Arbiter
        public void end(LLL_Result r) {
            r.r1 = read(node(), before, meanwhile);
            r.r2 = cached();
            r.r3 = fate();
        }
    }
}

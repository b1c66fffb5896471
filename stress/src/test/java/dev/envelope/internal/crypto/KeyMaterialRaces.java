package dev.envelope.internal.crypto;

import java.util.Arrays;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.LLL_Result;
import org.openjdk.jcstress.infra.results.LL_Result;

/** Key bytes are read while they are wiped: who reads gets all of them, or is refused. */
public class KeyMaterialRaces {

    /** Long enough to be half wiped for a while. */
    private static final byte[] BYTES = new byte[256];

    static {
        Arrays.fill(BYTES, (byte) 0xA5);
    }

    abstract static class Open {

        final KeyMaterial material = KeyMaterial.copyOf(BYTES, 0, BYTES.length);

        final String copy() {
            try {
                return Arrays.equals(material.copy(), BYTES) ? "whole" : "half";
            } catch (IllegalStateException e) {
                return "refused";
            }
        }
    }

    @JCStressTest
    @Outcome(id = "whole, refused", expect = Expect.ACCEPTABLE, desc = "read before")
    @Outcome(id = "refused, refused", expect = Expect.ACCEPTABLE, desc = "wiped before")
    @State
    public static class CopyAndClose extends Open {

        @Actor
        public void user(LL_Result r) {
            r.r1 = copy();
        }

        @Actor
        public void owner() {
            material.close();
        }

        @Arbiter
        public void end(LL_Result r) {
            r.r2 = copy();
        }
    }

    /** Who has been told that it is closed is not contradicted afterwards. */
    @JCStressTest
    @Outcome(
            id = "false, (whole|refused), refused",
            expect = Expect.ACCEPTABLE,
            desc = "not closed yet when it was asked")
    @Outcome(id = "true, refused, refused", expect = Expect.ACCEPTABLE, desc = "closed before")
    @State
    public static class AskThenCopyAndClose extends Open {

        @Actor
        public void user(LLL_Result r) {
            r.r1 = material.isClosed();
            r.r2 = copy();
        }

        @Actor
        public void owner() {
            material.close();
        }

        @Arbiter
        public void end(LLL_Result r) {
            r.r3 = copy();
        }
    }
}

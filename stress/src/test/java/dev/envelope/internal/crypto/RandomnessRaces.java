package dev.envelope.internal.crypto;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.L_Result;

/** Threads that draw at once share generators one after the other, and never bytes. */
public class RandomnessRaces {

    private static final int LENGTH = 16;
    private static final byte[] ZEROS = new byte[LENGTH];

    @JCStressTest
    @Outcome(id = "4 different", expect = Expect.ACCEPTABLE, desc = "no bytes are handed out twice, nor wiped ones")
    @State
    public static class DrawAndDraw {

        private final byte[][] drawn = new byte[4][];

        @Actor
        public void one() {
            drawn[0] = Randomness.bytes(LENGTH);
            drawn[1] = Randomness.bytes(LENGTH);
        }

        @Actor
        public void other() {
            drawn[2] = Randomness.bytes(LENGTH);
            drawn[3] = Randomness.bytes(LENGTH);
        }

        @Arbiter
        public void end(L_Result r) {
            Set<ByteBuffer> different = new HashSet<>();
            for (byte[] bytes : drawn) {
                if (!Arrays.equals(bytes, ZEROS)) {
                    different.add(ByteBuffer.wrap(bytes));
                }
            }
            r.r1 = different.size() + " different";
        }
    }
}

package dev.envelope.stress;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.infra.StateCase;
import org.openjdk.jcstress.infra.Status;
import org.openjdk.jcstress.infra.TestInfo;
import org.openjdk.jcstress.infra.collectors.TestResult;
import org.openjdk.jcstress.infra.runners.ForkedTestConfig;
import org.openjdk.jcstress.infra.runners.ResourceEstimator;
import org.openjdk.jcstress.infra.runners.Runner;
import org.openjdk.jcstress.infra.runners.SpinLoopStyle;
import org.openjdk.jcstress.infra.runners.TestList;

/**
 * A jcstress test that is run for a moment in this very process, by the code that jcstress runs in a JVM of its own: starting one
 * for each, and finding out before what the JVM can do, takes longer than a build should.
 */
record Race(TestInfo test) {

    private static final int ITERATIONS = 2;
    private static final int MILLIS = 100;

    /** Threads that wait for each other after every few rounds meet more often within one. */
    private static final int STRIDE_SIZE = 8;

    private static final int STRIDES_AT_MOST = 16;
    private static final long NANOS_TO_LAY_OUT = 10_000_000;

    static Stream<Race> all() {
        return TestList.tests().stream().sorted().map(TestList::getInfo).map(Race::new);
    }

    /** How often the race ended in which way. */
    Map<String, Long> run() throws ReflectiveOperationException, IOException {
        TestResult result = Class.forName(test.generatedRunner())
                .asSubclass(Runner.class)
                .getConstructor(ForkedTestConfig.class)
                .newInstance(config())
                .run();
        if (result.status() != Status.NORMAL) {
            throw new AssertionError(test.name() + " ended with " + result.status() + ": " + result.getMessages());
        }
        Map<String, Long> outcomes = new TreeMap<>();
        result.getStateKeys().forEach(outcome -> outcomes.put(outcome, result.getCount(outcome)));
        return outcomes;
    }

    boolean allows(String outcome) {
        return test.cases().stream()
                .filter(stated -> stated.matches(outcome))
                .findFirst()
                .map(StateCase::expect)
                .filter(Expect.ACCEPTABLE::equals)
                .isPresent();
    }

    private ForkedTestConfig config() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream written = new DataOutputStream(bytes);
        written.writeInt(List.of(SpinLoopStyle.values()).indexOf(SpinLoopStyle.THREAD_YIELD));
        written.writeInt(MILLIS);
        written.writeInt(ITERATIONS);
        written.writeUTF(test.generatedRunner());
        written.writeInt(0); // the footprint, by which the strides would be adjusted
        written.writeInt(STRIDE_SIZE);
        written.writeInt(STRIDES_AT_MOST);
        written.writeBoolean(false); // threads are not bound to CPUs
        return new Config(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }

    /** Finds out by one try what jcstress does by a hundred. */
    private static final class Config extends ForkedTestConfig {

        Config(DataInputStream written) throws IOException {
            super(written);
        }

        @Override
        public void adjustStrideCount(ResourceEstimator estimator) {
            long[] bytesAndNanos = new long[2];
            estimator.runWith(STRIDE_SIZE, bytesAndNanos);
            strideCount = (int) Math.max(1, Math.min(STRIDES_AT_MOST, NANOS_TO_LAY_OUT / (bytesAndNanos[1] + 1)));
        }
    }

    /** The name without the packages. */
    @Override
    public String toString() {
        return test.name().replaceAll("^([a-z]+\\.)+", "");
    }
}

package dev.envelope.testsupport;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.opentest4j.TestAbortedException;

/** Skips a test and says so where whoever reads the build's output sees it: Surefire shows numbers only. */
public final class Skip {

    private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

    private Skip() {}

    /**
     * Skips the test that is running.
     *
     * @param what what is not tested, by name, and why
     */
    public static TestAbortedException because(String what) {
        if (SAID.add(what)) {
            System.out.println("SKIPPED: " + what);
        }
        return new TestAbortedException("SKIPPED: " + what);
    }
}

package dev.envelope.soak;

import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import net.bytebuddy.agent.ByteBuddyAgent;
import net.bytebuddy.agent.builder.AgentBuilder;
import net.bytebuddy.asm.Advice;
import net.bytebuddy.matcher.ElementMatchers;

/**
 * The keys that were made and not wiped, and the uses of cached keys that were begun and not ended, with where that was. The library
 * counts neither; an agent adds a line to the one class whose instances hold key bytes, and to the one whose instances hold a
 * cached key.
 *
 * <p>What is open is held here, so that it can't vanish: a key that is dropped without being wiped is found at the end, and grows memory
 * until then. Public only because the agent's lines call it from where they are.
 */
public final class KeyLedger {

    /** All that holds bytes of keys. */
    static final KeyLedger KEYS = new KeyLedger("dev.envelope.internal.crypto.KeyMaterial");

    /** Each use of a cached key. */
    static final KeyLedger HANDLES = new KeyLedger("dev.envelope.internal.cache.KeyHandle");

    private static final int FRAMES = 20;
    private static final int MOST_TOLD = 3;
    private static final AtomicBoolean INSTALLED = new AtomicBoolean();

    private final String className;
    private final ConcurrentMap<Object, List<StackWalker.StackFrame>> open = new ConcurrentHashMap<>();
    private final LongAdder opened = new LongAdder();

    private KeyLedger(String className) {
        this.className = className;
    }

    /** Adds the lines, once in a process. */
    static void install() {
        if (INSTALLED.compareAndSet(false, true)) {
            Instrumentation instrumentation = ByteBuddyAgent.install();
            new AgentBuilder.Default()
                    .disableClassFormatChanges()
                    .with(AgentBuilder.RedefinitionStrategy.RETRANSFORMATION)
                    .type(ElementMatchers.namedOneOf(KEYS.className, HANDLES.className))
                    .transform((builder, type, loader, module, domain) -> builder.visit(
                                    Advice.to(Opening.class).on(ElementMatchers.isConstructor()))
                            .visit(Advice.to(Closing.class).on(ElementMatchers.named("close"))))
                    .installOn(instrumentation);
        }
    }

    /** The line behind a constructor. */
    private static final class Opening {
        private Opening() {}

        @Advice.OnMethodExit
        static void exit(@Advice.This Object made) {
            open(made);
        }
    }

    /** The line before {@code close}. */
    private static final class Closing {
        private Closing() {}

        @Advice.OnMethodEnter
        static void enter(@Advice.This Object closed) {
            close(closed);
        }
    }

    /**
     * Something was made.
     *
     * @param made what
     */
    public static void open(Object made) {
        of(made).enter(made);
    }

    /**
     * Something was closed, for the first time or again.
     *
     * @param closed what
     */
    public static void close(Object closed) {
        of(closed).open.remove(closed);
    }

    private static KeyLedger of(Object entry) {
        return entry.getClass().getName().equals(KEYS.className) ? KEYS : HANDLES;
    }

    private void enter(Object made) {
        opened.increment();
        open.put(
                made,
                StackWalker.getInstance()
                        .walk(frames -> frames.skip(3).limit(FRAMES).toList()));
    }

    /** How many were ever opened. */
    long opened() {
        return opened.sum();
    }

    /** How many are open now. */
    int stillOpen() {
        return open.size();
    }

    /** Where those are from that are open now. */
    List<String> origins() {
        List<String> origins = new ArrayList<>();
        open.values().stream()
                .map(frames -> String.join(
                        "", frames.stream().map(frame -> "\n      at " + frame).toList()))
                .distinct()
                .limit(MOST_TOLD)
                .forEach(origins::add);
        return origins;
    }

    /** Starts anew: what is open now is somebody else's. */
    void clear() {
        open.clear();
        opened.reset();
    }
}

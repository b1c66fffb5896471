package dev.envelope.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.io.PrintWriter;
import java.io.Serializable;
import java.io.StringWriter;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.BaseStream;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.jspecify.annotations.Nullable;

/**
 * All that the library lets out while a test runs, beside what it is asked for: what it logs, throws and tells listeners, its events
 * for Java Flight Recorder, and of every object that the test met the text form and, where it has one, the serialised form.
 *
 * <p>While one is open, logging is at {@code ALL} and its usual handlers are silent: one at a time. Safe for use by several
 * threads.
 */
public final class Evidence implements AutoCloseable {

    private final List<Item> items = Collections.synchronizedList(new ArrayList<>());
    private final Set<ErrorCode> codes = Collections.synchronizedSet(EnumSet.noneOf(ErrorCode.class));
    private final Set<String> events = new LinkedHashSet<>();
    private final Logger root = Logger.getLogger("");
    private final Level levelBefore = root.getLevel();
    private final List<Handler> handlersBefore = List.of(root.getHandlers());
    private final Handler log = new Log();
    private final Recording recording = new Recording();
    private final Path folder;
    private final AtomicBoolean open = new AtomicBoolean(true);

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Item(String where, byte[] bytes) {}

    /** Begins to collect. The folder is for the recording. */
    public Evidence(Path folder) {
        this.folder = folder;
        handlersBefore.forEach(root::removeHandler);
        root.addHandler(log);
        root.setLevel(Level.ALL);
        recording.enable("dev.envelope.CacheAccess"); // the others are on unless they are turned off
        recording.start();
    }

    /** Takes the text form, and the serialised form if there is one, of an object and of those it is a collection of. */
    public void met(@Nullable Object object) {
        if (object instanceof Throwable thrown) {
            threw(thrown);
        } else if (object instanceof Collection<?> several) {
            several.forEach(this::met);
        } else if (object instanceof Optional<?> perhaps) {
            perhaps.ifPresent(this::met);
        } else if (object instanceof BaseStream<?, ?> stream) {
            stream.iterator().forEachRemaining(this::met);
        } else if (object != null && !object.getClass().isArray()) {
            item("the text form of a " + object.getClass().getName(), object.toString());
            serialise(object);
        }
    }

    /** Takes all that an exception shows, with its causes and what it suppressed. */
    public void threw(Throwable thrown) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Throwable> open = new ArrayList<>(List.of(thrown));
        while (!open.isEmpty()) {
            Throwable next = open.remove(open.size() - 1);
            if (seen.add(next)) {
                String where = "a " + next.getClass().getName();
                item("the message of " + where, next.getMessage() + "\n" + next.getLocalizedMessage());
                item("the text form of " + where, next.toString());
                if (next instanceof EnvelopeException ours) {
                    codes.add(ours.code());
                }
                Optional.ofNullable(next.getCause()).ifPresent(open::add);
                open.addAll(List.of(next.getSuppressed()));
            }
        }
        StringWriter trace = new StringWriter();
        thrown.printStackTrace(new PrintWriter(trace));
        item("the stack trace of a " + thrown.getClass().getName(), trace.toString());
        serialise(thrown);
    }

    /** Takes a text that the library let out. */
    public void item(String where, String text) {
        item(where, text.getBytes(UTF_8));
    }

    /** Takes bytes that the library let out. */
    public void item(String where, byte[] bytes) {
        items.add(new Item(where, bytes));
    }

    /** A listener of any kind, all of whose calls are taken. */
    public <L> L listener(Class<L> type) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, given) -> {
            if (method.getDeclaringClass() == Object.class) {
                return method.invoke(this, given);
            }
            item("what " + method.getName() + " of a listener is told", Arrays.deepToString(given));
            Arrays.stream(given == null ? new Object[0] : given).forEach(this::met);
            return null;
        }));
    }

    /** The codes of all exceptions that came out. */
    public Set<ErrorCode> codes() {
        return EnumSet.copyOf(codes);
    }

    /** The names of the library's event types that were recorded; known once this is closed. */
    public Set<String> events() {
        return Set.copyOf(events);
    }

    /** Ends collecting, and looks for canaries in all that there is. */
    public void assertShowsNone(Canaries canaries) throws IOException {
        close();
        assertThat(shown(canaries)).as("where a secret is shown").isEmpty();
    }

    /** Where canaries are shown; known once this is closed. */
    public Set<String> shown(Canaries canaries) {
        Set<String> shown = new LinkedHashSet<>();
        for (Item item : List.copyOf(items)) {
            canaries.findIn(new String(item.bytes, UTF_8))
                    .or(() -> canaries.findIn(item.bytes))
                    .ifPresent(canary -> shown.add(item.where + ": " + canary));
        }
        return shown;
    }

    @Override
    public void close() throws IOException {
        if (open.compareAndSet(true, false)) {
            root.removeHandler(log);
            root.setLevel(levelBefore);
            handlersBefore.forEach(root::addHandler);
            takeRecording();
        }
    }

    private void takeRecording() throws IOException {
        Path file = Files.createTempFile(folder, "events", ".jfr");
        try (recording) {
            assertThat(FlightRecorder.getFlightRecorder().getEventTypes())
                    .filteredOn(type -> type.getName().startsWith("dev.envelope."))
                    .allMatch(type -> type.isEnabled(), "is recorded");
            recording.stop();
            recording.dump(file);
        }
        item("the bytes of the recording", Files.readAllBytes(file));
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            String name = event.getEventType().getName();
            item("an event " + name, event.toString());
            if (name.startsWith("dev.envelope.")) {
                events.add(name);
            }
        }
    }

    private void serialise(Object object) {
        if (object instanceof Serializable) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
                out.writeObject(object);
            } catch (NotSerializableException e) {
                item("the refusal to serialise a " + object.getClass().getName(), String.valueOf(e.getMessage()));
            } catch (IOException e) {
                throw new AssertionError(e);
            }
            item("the serialised form of a " + object.getClass().getName(), bytes.toByteArray());
        }
    }

    private final class Log extends Handler {

        Log() {
            setLevel(Level.ALL);
        }

        @Override
        public void publish(LogRecord entry) {
            item("the log of " + entry.getLoggerName(), new SimpleFormatter().format(entry));
            item("parameters in the log of " + entry.getLoggerName(), Arrays.deepToString(entry.getParameters()));
            Optional.ofNullable(entry.getThrown()).ifPresent(Evidence.this::threw);
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    }
}

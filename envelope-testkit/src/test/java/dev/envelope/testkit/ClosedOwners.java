package dev.envelope.testkit;

import com.sun.management.HotSpotDiagnosticMXBean;
import dev.envelope.EnvelopeListener;
import dev.envelope.rotation.RotationListener;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Uses the library in a Java virtual machine of its own, dumps the heap while keys are open, closes everything, and dumps it
 * again. All that ever held a key stays referred to, so that what is gone was wiped and not collected; and so do exceptions.
 * The secrets go into a file, and nowhere else.
 */
final class ClosedOwners {

    static final String OPEN = "open.hprof";
    static final String CLOSED = "closed.hprof";
    static final String SECRETS = "secrets";

    private static final List<Object> KEPT = new ArrayList<>();

    private ClosedOwners() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[0]);
        use(folder);
        dump(folder.resolve(CLOSED));
    }

    private static void use(Path folder) throws Exception {
        try (Journal journal = new Journal(folder.resolve(SECRETS))) {
            EveryOperation all = new EveryOperation(
                    journal,
                    folder,
                    EveryOperation.Parts.ofTestkit(new EnvelopeListener() {}, new RotationListener() {}));
            for (EveryOperation.Call each : all.calls().values()) {
                try {
                    each.run();
                } catch (Exception e) {
                    KEPT.add(e);
                }
            }
            new EveryFailure(all, journal, folder, ClosedOwners::keepException).provokeAll();
            all.leaveOpen();
            dump(folder.resolve(OPEN));
            all.close();
            KEPT.addAll(all.owners());
        }
    }

    private static void keepException(Object met) {
        if (met instanceof Throwable) {
            KEPT.add(met);
        }
    }

    private static void dump(Path file) throws IOException {
        System.gc();
        ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).dumpHeap(file.toString(), true);
    }

    /** Writes secrets down without keeping anything of them. */
    private static final class Journal implements SecretSource, AutoCloseable {

        private final Lock lock = new ReentrantLock();
        private final SecureRandom random = new SecureRandom();
        private final RandomAccessFile file;

        Journal(Path path) throws IOException {
            file = new RandomAccessFile(path.toFile(), "rw");
        }

        @Override
        public byte[] bytes(String name, int length) {
            // of two parts, since generators may keep what they gave away
            byte[] bytes = new byte[length];
            byte[] other = new byte[length];
            random.nextBytes(bytes);
            random.nextBytes(other);
            for (int i = 0; i < length; i++) {
                bytes[i] ^= other[i];
            }
            remember(name, bytes);
            return bytes;
        }

        @Override
        public String text(String name) {
            byte[] letters = new byte[24];
            for (int i = 0; i < letters.length; i++) {
                letters[i] = (byte) ('a' + random.nextInt(26));
            }
            remember(name, letters);
            String text = new String(letters, StandardCharsets.ISO_8859_1);
            Arrays.fill(letters, (byte) 0);
            return text;
        }

        @Override
        public void remember(String name, byte[] bytes) {
            lock.lock();
            try {
                file.writeUTF(name);
                file.writeInt(bytes.length);
                file.write(bytes);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}

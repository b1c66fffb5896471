package dev.envelope.rotation;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.LocalKey;
import dev.envelope.format.Envelope;
import dev.envelope.testkit.InMemoryTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Cards in a table in memory, a key with an old and a new version, and a clock on which waiting takes no time. */
final class RotationRig {

    static final String PAN = "pan";
    static final KekVersion OLD = new KekVersion("cards", "1");
    static final KekVersion NEW = new KekVersion("cards", "2");

    final InMemoryTable table =
            InMemoryTable.named("cards", "id").binaryColumn(PAN).textColumn("note");
    final EnvelopeCipher old = EnvelopeCipher.using(LocalKey.of("cards", "1", key(1)));
    final EnvelopeCipher now =
            EnvelopeCipher.using(LocalKey.of("cards", "2", key(2)).withPrevious("1", key(1)));
    final Watch watch = new Watch();

    /** Waits for nothing: what has to be waited for is there at once. */
    static final Time IMPATIENT = new Time() {

        private long nanos;

        @Override
        public synchronized long nanoTime() {
            return nanos;
        }

        @Override
        public synchronized boolean await(CountDownLatch stop, Duration atMost) {
            nanos += atMost.toNanos();
            return stop.getCount() == 0;
        }
    };

    RotationJob.Builder rewrapping() {
        return prepared(RotationJob.rewrapping(table)).cipher(now);
    }

    RotationJob.Builder prepared(RotationJob.Builder builder) {
        return builder.context(RotationRig::context).listener(watch).time(IMPATIENT);
    }

    static EncryptionContext context(StoredRow row) {
        return context(row.required("id"), row.column());
    }

    static EncryptionContext context(String id, String column) {
        return EncryptionContext.of("table", "cards", "id", id, "column", column);
    }

    /** Rows 1 to count, under the given cipher. */
    void fill(int count, EnvelopeCipher cipher) {
        for (int i = 1; i <= count; i++) {
            put(i, cipher);
        }
    }

    void put(int id, EnvelopeCipher cipher) {
        table.put(id(id), PAN, cipher.encrypt(message(id), context("" + id, PAN)));
    }

    byte[] value(int id) {
        return table.value(id(id), PAN).orElseThrow();
    }

    String version(int id) {
        return Envelope.parse(value(id)).keyBlock().primary().kekVersion();
    }

    boolean opens(int id, EnvelopeCipher cipher) {
        return Arrays.equals(message(id), cipher.decrypt(value(id), context("" + id, PAN)));
    }

    static List<String> id(int id) {
        return List.of("" + id);
    }

    static byte[] message(int id) {
        return ("411111111111" + id).getBytes(UTF_8);
    }

    static byte[] key(int version) {
        byte[] key = new byte[32];
        Arrays.fill(key, (byte) version);
        return key;
    }

    /** Remembers what it is told. */
    static final class Watch implements RotationListener {

        final List<BadRow> bad = Collections.synchronizedList(new ArrayList<>());
        final List<EnvelopeException> pauses = Collections.synchronizedList(new ArrayList<>());
        volatile Optional<RotationProgress> last = Optional.empty();

        @Override
        public void progressed(RotationProgress progress) {
            last = Optional.of(progress);
        }

        @Override
        public void foundBad(BadRow row) {
            bad.add(row);
        }

        @Override
        public void paused(EnvelopeException failure, Duration pause) {
            pauses.add(failure);
        }
    }
}

package dev.envelope.rotation;

import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.Keyring;
import dev.envelope.format.WrappedKey;
import dev.envelope.internal.format.EnvelopeBeginning;
import dev.envelope.kek.KekCapability;
import dev.envelope.kek.KeyEncryptionKey;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Opens every envelope. An outage is waited for: it is never a row that does not open. */
final class Verifier {

    private static final int MOST_KEYS = 20;

    private final Mutex mutex = new Mutex();
    private final JobSettings settings;
    private final RotationStore store;
    private final Listeners listeners;
    private final Pace pace;
    private final Patience patience;
    private final Progress progress;
    private final KeyCallCount calls = new KeyCallCount();
    private final AtomicLong total = new AtomicLong();
    private final long began;
    private final List<BadRow> bad = new ArrayList<>();
    private final TreeMap<KekVersion, List<String>> keys = new TreeMap<>();
    private final TreeMap<KekVersion, Long> rows = new TreeMap<>();
    private final TreeSet<String> kekNames = new TreeSet<>();
    private boolean labelsProven = true;
    private long opened;
    private long refused;
    private long shredded;
    private long plaintext;

    Verifier(JobSettings settings, CountDownLatch stop) {
        this.settings = settings;
        this.store = settings.store();
        this.listeners = new Listeners(settings.listeners());
        this.pace = settings.pace(stop);
        this.patience = new Patience(pace, listeners);
        this.progress = new Progress(settings.time());
        this.began = settings.time().nanoTime();
    }

    Verification execute() {
        try {
            List<String> withPlaintext = new ArrayList<>();
            for (String column : store.columns()) {
                Census census = patience.call(() -> store.census(column, settings.longDeadline()));
                plaintext += census.plaintext();
                if (census.plaintext() > 0) {
                    withPlaintext.add(column);
                }
                total.addAndGet(census.envelopes());
            }
            Scan scan = new Scan(settings, patience);
            for (String column : store.columns()) {
                boolean text = store.isText(column, settings.deadline());
                scan.column(column, new Candidates.Envelopes(), page -> look(page, text));
                if (withPlaintext.contains(column)) {
                    scan.column(column, new Candidates.Plaintext(), this::lookForStrays);
                }
            }
            return verification(
                    null,
                    refused == 0
                            ? "All " + opened + " envelopes opened"
                                    + (shredded == 0 ? "." : ", but for " + shredded + " of shredded tenants.")
                            : refused + " of " + (opened + refused) + " envelopes could not be opened.");
        } catch (CancellationException e) {
            return verification(ErrorCode.INTERRUPTED, "The verification was told to stop.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return verification(ErrorCode.INTERRUPTED, "The verification was interrupted.");
        } catch (EnvelopeException e) {
            return verification(e.code(), "The verification stopped: " + e.getMessage());
        }
    }

    private void look(List<StoredRow> page, boolean text) throws InterruptedException {
        KeyCallCount pageCalls = calls.part();
        Ciphers.Lookup lookup = settings.ciphers().lookup(cipher -> cipher);
        RowMover mover = new RowMover(settings.ciphers(), settings.contexts(), new Opening());
        patience.look(mover, page, text, pageCalls, attempt -> {
            attempt.changes().forEach(change -> add(change.row(), lookup.of(change.row()), text));
            add(attempt.bad());
        });
        tell();
    }

    /** An envelope of a later format, in the other form or in altered letters is no plaintext, and may need any version. */
    private void lookForStrays(List<StoredRow> page) {
        List<BadRow> strays = page.stream()
                .filter(row -> EnvelopeBeginning.isAt(row.value()))
                .map(row -> RowFailures.bad(row, Encrypting.refusal(row.value())))
                .toList();
        mutex.run(() -> {
            plaintext -= strays.size();
        });
        add(strays);
    }

    private void add(StoredRow row, EnvelopeCipher cipher, boolean text) {
        mutex.run(() -> {
            opened++;
            Keyring keyring = cipher.keyring();
            kekNames.addAll(keyring.names());
            for (WrappedKey key : Rewrapping.keyBlock(row.value(), text).keys()) {
                KekVersion version = KekVersion.of(key);
                rows.merge(version, 1L, Long::sum);
                List<String> first = keys.computeIfAbsent(version, any -> new ArrayList<>());
                if (first.size() < MOST_KEYS) {
                    first.add(BadRow.keyOf(row));
                }
                Optional<KeyEncryptionKey> kek = keyring.find(key.kekName());
                labelsProven &= kek.isEmpty() || kek.get().capabilities().contains(KekCapability.BINDS_VERSION);
            }
        });
    }

    private void add(List<BadRow> badRows) {
        mutex.run(() -> {
            for (BadRow row : badRows) {
                if (row.code() == ErrorCode.SHREDDED) {
                    shredded++; // on purpose, and no key is needed for what can't be read
                    continue;
                }
                refused++;
                if (bad.size() < RotationReport.MOST_LISTED) {
                    bad.add(row);
                }
            }
            listeners.foundBad(badRows);
        });
    }

    private void tell() {
        mutex.run(() -> {
            long done = opened + refused + shredded;
            listeners.progressed(progress.at(new RoundCounts(0, total.get(), done, 0, refused, 0, 1), calls.total()));
        });
    }

    private Verification verification(@Nullable ErrorCode failure, String message) {
        return mutex.get(() -> {
            TreeMap<KekVersion, Verification.Naming> versions = new TreeMap<>();
            rows.forEach((version, count) ->
                    versions.put(version, new Verification.Naming(count, keys.getOrDefault(version, List.of()))));
            return new Verification(
                    store.name(),
                    opened,
                    plaintext,
                    shredded,
                    refused,
                    bad,
                    versions,
                    labelsProven,
                    kekNames,
                    calls.total(),
                    Duration.ofNanos(settings.time().nanoTime() - began),
                    Optional.ofNullable(failure),
                    message);
        });
    }
}

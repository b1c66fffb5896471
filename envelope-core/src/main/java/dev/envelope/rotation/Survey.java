package dev.envelope.rotation;

import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.InvalidEnvelopeException;
import dev.envelope.Staleness;
import dev.envelope.format.KeyBlock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the columns hold and which of it a job would look at. Of envelopes whose primary names the same version one is looked
 * at: whether that version is current is the same for all of them.
 */
final class Survey {

    private final JobSettings settings;
    private final Ciphers.Lookup ciphers;
    private final List<RotationPlan.Column> columns = new ArrayList<>();
    private final Map<String, Candidates> candidates = new LinkedHashMap<>();
    private final Lengths lengths;
    private long rows;
    private long keyCalls;

    private Survey(JobSettings settings, KeyCallCount calls) {
        this.settings = settings;
        this.lengths = new Lengths(settings.operation(), settings.ciphers().only());
        this.ciphers = settings.ciphers().lookup(cipher -> {
            EnvelopeCipher watched = calls.watched(cipher);
            if (settings.operation() == RotationOperation.REWRAP) {
                watched.refreshVersions();
            }
            return watched;
        });
    }

    /**
     * Looks at all columns.
     *
     * @param thorough whether to look at every envelope, whatever its label says, where the settings or the keyring ask for
     *     that: once in a run
     * @throws EnvelopeException if the store does not answer, or a key service can't tell its version
     */
    static Survey of(JobSettings settings, boolean thorough, KeyCallCount calls) {
        Survey survey = new Survey(settings, calls);
        for (String column : settings.store().columns()) {
            survey.look(settings.store().census(column, settings.longDeadline()), thorough);
        }
        return survey;
    }

    List<RotationPlan.Column> columns() {
        return columns;
    }

    Map<String, Candidates> candidates() {
        return candidates;
    }

    long rows() {
        return rows;
    }

    /** How many calls it would take, where the cipher is known. */
    long keyCalls() {
        return keyCalls;
    }

    LengthAfter lengths() {
        return lengths;
    }

    private void look(Census census, boolean thorough) {
        List<RotationPlan.Version> versions = new ArrayList<>();
        Set<KekVersion> stale = new HashSet<>();
        boolean all = thorough && settings.everyEnvelope();
        for (Census.Group group : census.groups()) {
            Staleness staleness = Staleness.STALE;
            try {
                EnvelopeCipher cipher = ciphers.of(group.sample());
                KeyBlock sample = keyBlock(group.sample());
                staleness = settings.operation() == RotationOperation.REWRAP
                        ? Rewrapping.staleness(cipher, sample)
                        : cipher.needsRewrap(sample);
                // A label shows the primary only, and any of the other recipients may be missing.
                all |= thorough && cipher.keyring().encrypting().size() > 1;
                lengths.see(cipher.keyring(), sample);
                keyCalls += callsFor(cipher, sample, staleness) * group.rows();
            } catch (RuntimeException e) {
                requireOfTheRow(e);
            }
            versions.add(new RotationPlan.Version(group.version(), group.rows(), staleness));
            if (staleness == Staleness.STALE) {
                stale.add(group.version());
            }
        }
        columns.add(new RotationPlan.Column(census.column(), versions, census.unreadable(), census.plaintext()));
        choose(census, all, stale);
    }

    private void choose(Census census, boolean all, Set<KekVersion> stale) {
        switch (settings.operation()) {
            case REWRAP -> {
                candidates.put(census.column(), all ? new Candidates.Envelopes() : staleOrUnreadable(census, stale));
                rows += all
                        ? census.envelopes()
                        : census.unreadable()
                                + census.groups().stream()
                                        .filter(group -> stale.contains(group.version()))
                                        .mapToLong(Census.Group::rows)
                                        .sum();
            }
            case ENCRYPT -> {
                candidates.put(census.column(), new Candidates.Plaintext());
                rows += census.plaintext();
                keyCalls += census.plaintext()
                        * settings.ciphers()
                                .only()
                                .map(cipher -> KeyCallEstimate.ofEncrypting(cipher.keyring()))
                                .orElse(0L);
            }
            case INSECURE_DECRYPT -> {
                candidates.put(census.column(), new Candidates.Envelopes());
                rows += census.envelopes();
            }
        }
    }

    /** What is unreadable is in no group's range, and between them. It is looked at so that it gets into the quarantine. */
    private Candidates staleOrUnreadable(Census census, Set<KekVersion> stale) {
        if (census.unreadable() == 0) {
            return new Candidates.Under(stale);
        }
        boolean text = settings.store().isText(census.column(), settings.deadline());
        List<BeginningRange> current = census.groups().stream()
                .map(Census.Group::version)
                .filter(version -> !stale.contains(version))
                .map(version -> BeginningRange.of(version, text))
                .sorted(Comparator.comparing(BeginningRange::from, BeginningRange.ORDER))
                .toList();
        return new Candidates.Within(BeginningRange.ofEnvelopes(text).without(current));
    }

    private long callsFor(EnvelopeCipher cipher, KeyBlock sample, Staleness staleness) {
        return switch (settings.operation()) {
            case REWRAP -> staleness == Staleness.STALE ? KeyCallEstimate.ofRewrap(cipher.keyring(), sample) : 0;
            case INSECURE_DECRYPT -> KeyCallEstimate.ofOpening(cipher.keyring(), sample);
            case ENCRYPT -> 0;
        };
    }

    private static KeyBlock keyBlock(StoredRow row) {
        try {
            return Rewrapping.keyBlock(row.value(), false);
        } catch (InvalidEnvelopeException e) {
            return Rewrapping.keyBlock(row.value(), true);
        }
    }

    /** A sample that is broken, of an unknown tenant or without a context is a row to look at; an outage tells nothing. */
    private static void requireOfTheRow(RuntimeException e) {
        if (e instanceof EnvelopeException failure
                && (failure.isRetryable() || RowFailures.stopsTheJob(failure.code()))) {
            throw failure;
        }
    }
}

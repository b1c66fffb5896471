package dev.envelope.rotation;

import static java.util.Objects.requireNonNull;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;

/**
 * Moves all envelopes of a store to the keys of today, and says whether an old key may be retired. The same engine encrypts a
 * column that is still plaintext, and can take that back.
 *
 * <pre>{@code
 * RotationJob job = RotationJob.rewrapping(table)
 *         .cipher(cipher)
 *         .context(row -> EncryptionContext.of("table", "cards", "id", row.required("id"), "column", row.column()))
 *         .build();
 *
 * RotationPlan plan = job.plan();
 * RotationReport report = job.run();
 * Verdict verdict = job.verify().verdict(new KekVersion("cards", "1"));
 * }</pre>
 *
 * <p>A run can be killed at any point and started again: it goes on where it was, and loses one transaction of each worker at
 * most. Any number of processes on any number of machines may run the same job at the same time and share the work. A finished job that is
 * run again looks, finds nothing, and ends. Rows are written by compare-and-set, so that nothing is lost that the application
 * writes meanwhile, and nothing but their envelope columns is written.
 *
 * <p>What a failure means: where a key service or the store does not answer, or throttles, the job waits and goes on by itself; where
 * every row would fail (access denied, key disabled, misconfigured), it stops and says so; whatever else makes a row
 * bad: it goes to the quarantine with its key and the reason, and the job goes on.
 *
 * <p>Immutable and safe for use by several threads, but for {@link #stop()}, which is for good.
 */
public final class RotationJob {

    /** What a database is taken to do where nothing holds it down, for the estimate of a plan. */
    private static final double ROWS_PER_SECOND = 5_000;

    /** What a key service is taken to need, for the same. */
    private static final double SECONDS_PER_CALL = 0.01;

    private final JobSettings settings;
    private final CountDownLatch stop = new CountDownLatch(1);

    private RotationJob(JobSettings settings) {
        this.settings = settings;
    }

    /**
     * A job that moves envelopes to the keys of today. Their content stays as it is, to the byte.
     *
     * @param store the rows
     * @return a builder
     */
    public static Builder rewrapping(RotationStore store) {
        return new Builder(store, RotationOperation.REWRAP);
    }

    /**
     * A job that encrypts what is still plaintext, in place. Meanwhile readers use a cipher that
     * lets plaintext pass, and writers encrypt already.
     *
     * @param store the rows
     * @return a builder
     */
    public static Builder encrypting(RotationStore store) {
        return new Builder(store, RotationOperation.ENCRYPT);
    }

    /**
     * A job that decrypts what is encrypted, in place: the way back of an adoption that is called off. Insecure, because all
     * of the column is plaintext again when it is done, and in the write-ahead logs, replicas and backups of the database from then on.
     *
     * @param store the rows
     * @return a builder
     */
    public static Builder insecurelyDecrypting(RotationStore store) {
        return new Builder(store, RotationOperation.INSECURE_DECRYPT);
    }

    /**
     * Counts what there is and estimates what a run would take. Reads an index of the store, and asks key services for their
     * current versions; opens nothing and writes nothing.
     *
     * @return the plan
     * @throws dev.envelope.EnvelopeException if the store or a key service does not answer, or refuses
     */
    public RotationPlan plan() {
        KeyCallCount calls = new KeyCallCount();
        Survey survey = Survey.of(settings, true, calls);
        return new RotationPlan(
                settings.store().name(),
                settings.operation(),
                survey.columns(),
                survey.rows(),
                survey.keyCalls(),
                expectedTime(survey),
                settings.pricePerTenThousandKeyCalls().map(price -> cost(price, survey.keyCalls())),
                settings.store().warnings(survey.lengths(), settings.longDeadline()));
    }

    /**
     * Does all that a run does but writing, to learn which rows are bad, how fast it goes and what it costs. Key services are
     * asked as in a run.
     *
     * @return what a run would have done
     */
    public RotationReport dryRun() {
        return new DryRun(settings, stop).execute();
    }

    /**
     * Runs until nothing is left to be done, or something ends it. Does not throw for what goes wrong on the way: the report
     * says it.
     *
     * @return what was done and how it ended
     * @throws IllegalStateException if the store broke its contract
     */
    public RotationReport run() {
        return new Run(settings, stop).execute();
    }

    /**
     * Opens every envelope, content included, by the ciphers of this job. To know whether a key can be done without, give the job a cipher that
     * does not have it.
     *
     * @return what was found, and the verdict on every version
     */
    public Verification verify() {
        return new Verifier(settings, stop).execute();
    }

    /**
     * Ends what this job is doing as soon as its workers have written what they have in hand, and lets it do nothing from now
     * on. May be called from any thread, such as a shutdown hook.
     */
    public void stop() {
        stop.countDown();
    }

    /** Returns what the job does, and to what. */
    @Override
    public String toString() {
        return "RotationJob[" + settings.operation() + " " + settings.store().name() + "]";
    }

    private Duration expectedTime(Survey survey) {
        double seconds = survey.rows() / Math.min(settings.rowsPerSecond(), ROWS_PER_SECOND)
                + survey.keyCalls() * SECONDS_PER_CALL / settings.workers();
        return Duration.ofMillis((long) (1000 * Math.max(seconds, survey.keyCalls() / settings.keyCallsPerSecond())));
    }

    private static BigDecimal cost(BigDecimal pricePerTenThousand, long calls) {
        return pricePerTenThousand
                .multiply(BigDecimal.valueOf(calls))
                .divide(BigDecimal.valueOf(10_000), 2, RoundingMode.UP);
    }

    /** Settings of a job. Not safe for use by several threads. */
    public static final class Builder {

        private static final int LONGEST_NAME = 200;

        private final RotationStore store;
        private final RotationOperation operation;
        private final List<RotationListener> listeners = new ArrayList<>();
        private Optional<String> name = Optional.empty();
        private Optional<Ciphers> ciphers = Optional.empty();
        private Optional<Function<StoredRow, EncryptionContext>> contexts = Optional.empty();
        private boolean everyEnvelope;
        private int workers = 2;
        private double rowsPerSecond = Double.POSITIVE_INFINITY;
        private double keyCallsPerSecond = Double.POSITIVE_INFINITY;
        private double mostBad = 0.01;
        private Optional<BigDecimal> price = Optional.empty();
        private Duration storeTimeout = Duration.ofSeconds(30);
        private Time time = Time.SYSTEM;

        private Builder(RotationStore store, RotationOperation operation) {
            this.store = requireNonNull(store, "store");
            this.operation = operation;
        }

        /**
         * Sets the cipher of all rows. Its keyring says which keys are those of today; those that it is to move away from only
         * decrypt in it.
         *
         * @param cipher the cipher
         * @return this builder
         */
        public Builder cipher(EnvelopeCipher cipher) {
            ciphers = Optional.of(Ciphers.one(requireNonNull(cipher, "cipher")));
            return this;
        }

        /**
         * Sets a cipher for each tenant, such as {@code tenantKeys::cipher}.
         *
         * @param tenantOf tells the tenant of a row
         * @param cipherOf gives the cipher of a tenant; asked about once for a tenant in each portion
         * @return this builder
         */
        public Builder cipherOfTenant(Function<StoredRow, String> tenantOf, Function<String, EnvelopeCipher> cipherOf) {
            ciphers = Optional.of(
                    Ciphers.ofTenants(requireNonNull(tenantOf, "tenantOf"), requireNonNull(cipherOf, "cipherOf")));
            return this;
        }

        /**
         * Sets how the context of a value is made of its row: the same that the application encrypts it with.
         *
         * @param contextOf makes the context; what it throws makes the row a bad one
         * @return this builder
         */
        public Builder context(Function<StoredRow, EncryptionContext> contextOf) {
            contexts = Optional.of(requireNonNull(contextOf, "contextOf"));
            return this;
        }

        /**
         * Names the job, for several jobs over the same rows that shall not share their work and their quarantine. By default operation,
         * store and columns.
         *
         * @param jobName 1 to 200 characters
         * @return this builder
         * @throws IllegalArgumentException if it has none or more
         */
        public Builder name(String jobName) {
            if (jobName.isBlank() || jobName.length() > LONGEST_NAME) {
                throw new IllegalArgumentException("The name of a job has 1 to 200 characters");
            }
            name = Optional.of(jobName);
            return this;
        }

        /**
         * Looks at every envelope once in a run, whatever its label says, and rewraps those too of which no one can tell whether they are
         * stale, because their key service shows no versions. Without it, a keyring of several encrypting keys has every envelope
         * looked at, since a label shows the first recipient only; what is unknown stays as it is.
         *
         * @return this builder
         */
        public Builder everyEnvelope() {
            everyEnvelope = true;
            return this;
        }

        /**
         * Sets how many threads work in this process, each with a connection of its own. By default 2.
         *
         * @param count 1 to 64
         * @return this builder
         * @throws IllegalArgumentException if it is another
         */
        public Builder workers(int count) {
            if (count < 1 || count > 64) {
                throw new IllegalArgumentException("A job has 1 to 64 workers, not " + count);
            }
            workers = count;
            return this;
        }

        /**
         * Limits how many rows this process looks at. By default there is no limit, but for what the job finds out by itself: it
         * slows down where a key service throttles or the database gets slow.
         *
         * @param rows rows per second, over all workers; more than 0
         * @return this builder
         * @throws IllegalArgumentException if it is not
         */
        public Builder rowsPerSecond(double rows) {
            rowsPerSecond = requireRate(rows);
            return this;
        }

        /**
         * Limits how many keys this process has key services wrap, unwrap and rewrap. By default there is no limit.
         *
         * @param calls calls per second, over all workers; more than 0. A batch counts as its keys
         * @return this builder
         * @throws IllegalArgumentException if it is not
         */
        public Builder keyCallsPerSecond(double calls) {
            keyCallsPerSecond = requireRate(calls);
            return this;
        }

        /**
         * Sets the share of bad rows, of those looked at, above which the job stops, once it has looked at 100 and found 10 bad. Those
         * that were in quarantine before do not count, nor those whose tenant was shredded or is suspended. By default 0.01.
         *
         * @param share 0 to 1; 0 to stop at the first bad row, 1 to go on whatever is found
         * @return this builder
         * @throws IllegalArgumentException if it is another
         */
        public Builder mostBad(double share) {
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("A share is 0 to 1, not " + share);
            }
            mostBad = share;
            return this;
        }

        /**
         * Sets what key services charge, for the plan's estimate.
         *
         * @param pricePerTenThousand the price of 10 000 calls, in any currency
         * @return this builder
         */
        public Builder keyCallPrice(BigDecimal pricePerTenThousand) {
            price = Optional.of(pricePerTenThousand);
            return this;
        }

        /**
         * Sets how long a statement of the store may take; 20 times as long where it goes through a whole index. By default 30 seconds.
         *
         * @param timeout more than zero
         * @return this builder
         * @throws IllegalArgumentException if it is not
         */
        public Builder storeTimeout(Duration timeout) {
            if (timeout.isZero() || timeout.isNegative()) {
                throw new IllegalArgumentException("A statement must be allowed some time, not " + timeout);
            }
            storeTimeout = timeout;
            return this;
        }

        /**
         * Adds a listener.
         *
         * @param listener told how the job is doing
         * @return this builder
         */
        public Builder listener(RotationListener listener) {
            listeners.add(requireNonNull(listener, "listener"));
            return this;
        }

        /** Replaces the clock, for tests. */
        Builder time(Time clock) {
            time = clock;
            return this;
        }

        /**
         * Makes the job.
         *
         * @return the job
         * @throws IllegalStateException if it has no cipher or no context
         */
        public RotationJob build() {
            return new RotationJob(new JobSettings(
                    store,
                    operation,
                    name.orElseGet(this::defaultName),
                    ciphers.orElseThrow(() -> new IllegalStateException("The job has no cipher")),
                    contexts.orElseThrow(() -> new IllegalStateException(
                            "The job is not told how the context of a row is made; for records without one say"
                                    + " row -> EncryptionContext.none()")),
                    everyEnvelope,
                    workers,
                    rowsPerSecond,
                    keyCallsPerSecond,
                    mostBad,
                    price,
                    storeTimeout,
                    List.copyOf(listeners),
                    time));
        }

        /** Jobs over other columns of the same rows have work of their own. */
        private String defaultName() {
            String full = operation + " " + store.name() + " (" + String.join(", ", store.columns()) + ")";
            return full.length() <= LONGEST_NAME
                    ? full
                    : operation + " " + UUID.nameUUIDFromBytes(full.getBytes(StandardCharsets.UTF_8));
        }

        private static double requireRate(double perSecond) {
            if (!(perSecond > 0)) {
                throw new IllegalArgumentException("A rate is more than 0 per second, not " + perSecond);
            }
            return perSecond;
        }
    }
}

package dev.envelope.rotation;

import dev.envelope.Staleness;
import dev.envelope.internal.json.JsonObject;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a job would find and do. Counts are by the labels with which envelopes begin; only
 * {@linkplain RotationJob#verify() verification} tells whether labels are true.
 *
 * @param store what the rows are called
 * @param operation what would be done
 * @param columns what each column holds
 * @param rows how many values would be looked at
 * @param keyCalls how many keys would be wrapped, unwrapped or rewrapped by key services, as far as the keyring tells
 * @param time how long it would take within the rates that are set, assuming 5 000 rows a second and 10 ms for each call
 *     of a worker
 * @param cost what the calls would cost at the price that was set; empty without a price
 * @param warnings what should be looked at before: a sentence for each
 */
public record RotationPlan(
        String store,
        RotationOperation operation,
        List<Column> columns,
        long rows,
        long keyCalls,
        Duration time,
        Optional<BigDecimal> cost,
        List<String> warnings) {

    /**
     * Copies the lists.
     *
     * @param store what the rows are called
     * @param operation what would be done
     * @param columns what each column holds
     * @param rows how many values would be looked at
     * @param keyCalls how many calls to key services it would take
     * @param time how long it would take
     * @param cost what the calls would cost
     * @param warnings what should be looked at before
     */
    public RotationPlan {
        columns = List.copyOf(columns);
        warnings = List.copyOf(warnings);
    }

    /**
     * What a column holds.
     *
     * @param name its name
     * @param versions its envelopes by the version that their primary names
     * @param unreadable how many values begin as an envelope does, and then name no version
     * @param plaintext how many values do not begin as an envelope does
     */
    public record Column(String name, List<Version> versions, long unreadable, long plaintext) {

        /**
         * Copies the list.
         *
         * @param name its name
         * @param versions its envelopes by the version that their primary names
         * @param unreadable how many values begin as an envelope does, and then name no version
         * @param plaintext how many values do not begin as an envelope does
         */
        public Column {
            versions = List.copyOf(versions);
        }

        /**
         * Returns how much of the column is encrypted.
         *
         * @return from 0 to 1; 1 where there are no values
         */
        public double coverage() {
            long envelopes =
                    unreadable + versions.stream().mapToLong(Version::rows).sum();
            return envelopes + plaintext == 0 ? 1 : (double) envelopes / (envelopes + plaintext);
        }

        private JsonObject json() {
            return new JsonObject()
                    .put("column", name)
                    .putObjects("versions", versions.stream().map(Version::json).toList())
                    .put("unreadable", unreadable)
                    .put("plaintext", plaintext)
                    .put("coverage", coverage());
        }
    }

    /**
     * Envelopes whose primary names the same version.
     *
     * @param version the version
     * @param rows how many there are
     * @param staleness whether the keyring would wrap them so today
     */
    public record Version(KekVersion version, long rows, Staleness staleness) {

        private JsonObject json() {
            return new JsonObject()
                    .put("kek", version.kekName())
                    .put("version", version.version())
                    .put("rows", rows)
                    .put("staleness", staleness.name().toLowerCase(Locale.ROOT));
        }
    }

    /**
     * Returns all of it for programs.
     *
     * @return a JSON object in one line
     */
    public String toJson() {
        return new JsonObject()
                .put("store", store)
                .put("operation", operation.toString())
                .putObjects("columns", columns.stream().map(Column::json).toList())
                .put("rows", rows)
                .put("keyCalls", keyCalls)
                .put("seconds", time.toMillis() / 1000.0)
                .put("cost", cost.map(BigDecimal::toPlainString).orElse(null))
                .putTexts("warnings", warnings)
                .toString();
    }
}

package dev.envelope.rotation;

import dev.envelope.ErrorCode;
import dev.envelope.internal.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/**
 * What was found when every envelope was opened, content included: one that opens has the content that was encrypted, to the
 * byte.
 *
 * @param store what the rows are called
 * @param opened how many values were opened
 * @param plaintext how many values do not begin as an envelope does
 * @param shredded how many values are of tenants that were shredded, and will never be opened again
 * @param refused how many values could not be opened otherwise
 * @param bad the first 100 of them
 * @param versions what names each version, as primary or further down
 * @param labelsProven whether every key that rows name, and the cipher has, binds versions
 * @param kekNames the names of the keys that the rows were opened with
 * @param keyCalls how many keys this process has had unwrapped by key services
 * @param took how long it took
 * @param failure why not all rows were looked at; empty if they were
 * @param message a sentence about the result
 */
public record Verification(
        String store,
        long opened,
        long plaintext,
        long shredded,
        long refused,
        List<BadRow> bad,
        SortedMap<KekVersion, Naming> versions,
        boolean labelsProven,
        Set<String> kekNames,
        long keyCalls,
        Duration took,
        Optional<ErrorCode> failure,
        String message) {

    /**
     * The rows that name a version.
     *
     * @param rows how many
     * @param keys the keys of the first 20
     */
    public record Naming(long rows, List<String> keys) {

        /**
         * Copies the list.
         *
         * @param rows how many
         * @param keys the keys of the first
         */
        public Naming {
            keys = List.copyOf(keys);
        }
    }

    /**
     * Copies the collections.
     *
     * @param store what the rows are called
     * @param opened how many values were opened
     * @param plaintext how many values do not begin as an envelope does
     * @param shredded how many values are of tenants that were shredded
     * @param refused how many values could not be opened otherwise
     * @param bad the first 100 of them
     * @param versions what names each version
     * @param labelsProven whether every key that rows name binds versions
     * @param kekNames the names of the keys that the rows were opened with
     * @param keyCalls how many calls to key services there were
     * @param took how long it took
     * @param failure why not all rows were looked at
     * @param message a sentence about the result
     */
    public Verification {
        bad = List.copyOf(bad);
        kekNames = Set.copyOf(kekNames);
    }

    /**
     * Tells whether all rows were looked at and all of them opened, but for those that were shredded.
     *
     * @return true if they did
     */
    public boolean isClean() {
        return failure.isEmpty() && refused == 0;
    }

    /**
     * Says whether a version may be retired.
     *
     * @param version any version, whether rows name it or not
     * @return the verdict
     */
    public Verdict verdict(KekVersion version) {
        Naming naming = versions.getOrDefault(version, new Naming(0, List.of()));
        boolean proven = labelsProven || !kekNames.contains(version.kekName());
        long rows = naming.rows + refused;
        boolean yes = rows == 0 && failure.isEmpty();
        return new Verdict(version, yes, proven, rows, keys(naming), sentence(version, naming.rows, yes, proven));
    }

    private String sentence(KekVersion version, long naming, boolean yes, boolean proven) {
        if (yes) {
            return version + " may be retired as far as " + store + " goes: all " + opened
                    + " envelopes opened, none names it"
                    + (proven
                            ? ", and what opened them proves it."
                            : ". By label only: verify once more with a cipher that can't use it.");
        }
        List<String> why = new ArrayList<>();
        if (naming > 0) {
            why.add(naming + " rows name it");
        }
        if (refused > 0) {
            why.add(refused + " rows could not be opened and may need it");
        }
        if (failure.isPresent()) {
            why.add("not all rows were looked at");
        }
        return version + " may not be retired: " + String.join(", ", why) + ".";
    }

    private List<String> keys(Naming naming) {
        List<String> keys = new ArrayList<>(naming.keys);
        bad.forEach(row -> keys.add(row.key()));
        return keys;
    }

    /**
     * Returns all of it for programs, with a verdict for every version that is named.
     *
     * @return a JSON object in one line
     */
    public String toJson() {
        return new JsonObject()
                .put("store", store)
                .put("clean", isClean())
                .put("failure", failure.map(ErrorCode::toString).orElse(null))
                .put("message", message)
                .put("opened", opened)
                .put("plaintext", plaintext)
                .put("shredded", shredded)
                .put("refused", refused)
                .putObjects("bad", bad.stream().map(RowFailures::json).toList())
                .putObjects(
                        "versions", versions.keySet().stream().map(this::json).toList())
                .put("labelsProven", labelsProven)
                .put("keyCalls", keyCalls)
                .put("seconds", took.toMillis() / 1000.0)
                .toString();
    }

    private JsonObject json(KekVersion version) {
        Verdict verdict = verdict(version);
        return new JsonObject()
                .put("kek", version.kekName())
                .put("version", version.version())
                .put("mayBeRetired", verdict.mayBeRetired())
                .put("proven", verdict.proven())
                .put("rows", verdict.rows())
                .putTexts("keys", verdict.keys())
                .put("message", verdict.message());
    }
}

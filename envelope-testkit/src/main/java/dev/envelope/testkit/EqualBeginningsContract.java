package dev.envelope.testkit;

import static dev.envelope.testkit.TableUnderTest.ALL;
import static dev.envelope.testkit.TableUnderTest.JOB;
import static dev.envelope.testkit.TableUnderTest.OLD;
import static dev.envelope.testkit.TableUnderTest.bytes;
import static dev.envelope.testkit.TableUnderTest.concat;
import static dev.envelope.testkit.TableUnderTest.ids;
import static dev.envelope.testkit.TableUnderTest.noise;
import static dev.envelope.testkit.TableUnderTest.upTo;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.ErrorCode;
import dev.envelope.rotation.BadRow;
import dev.envelope.rotation.BeginningRange;
import dev.envelope.rotation.Candidates;
import dev.envelope.rotation.Change;
import dev.envelope.rotation.KekVersion;
import dev.envelope.rotation.RoundCounts;
import dev.envelope.rotation.StoredRow;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * A bound between two segments, and the place up to which a segment was looked at, can't be told by beginnings alone: any number of
 * values may begin with the same {@value BeginningRange#LENGTH} bytes, or be the same.
 */
interface EqualBeginningsContract {

    /** How many rows are alike. */
    int ALIKE = 30;

    /** How many rows may be taken at once: fewer than are alike, as many, and more. */
    List<Integer> MAXIMA = List.of(1, 2, 7, ALIKE - 1, ALIKE, ALL);

    @Test
    default void values_with_equal_beginnings_are_taken_once_each(TablesUnderTest test) throws Exception {
        test.inBothForms(table -> {
            KekVersion longest = new KekVersion("k".repeat(64), "V".repeat(64));
            byte[] beginning = concat(longest.beginning(table.isText()), bytes("0000000000"));
            for (long id = 1; id <= ALIKE; id++) {
                table.insert(id, concat(beginning, noise("row " + id, 30, table.isText())));
            }

            assertAllAreTakenOnce(table, new Candidates.Under(Set.of(longest)), upTo(ALIKE));
        });
    }

    @Test
    default void equal_values_are_taken_once_each(TablesUnderTest test) throws Exception {
        test.inBothForms(table -> {
            for (long id = 1; id <= ALIKE; id++) {
                table.insert(id, bytes("n/a"));
            }

            assertAllAreTakenOnce(table, new Candidates.Plaintext(), upTo(ALIKE));
        });
    }

    @Test
    default void empty_values_are_taken_once_each(TablesUnderTest test) throws Exception {
        test.inBothForms(table -> {
            for (long id = 1; id <= ALIKE; id++) {
                table.insert(id, bytes(""));
            }

            assertAllAreTakenOnce(table, new Candidates.Plaintext(), upTo(ALIKE));
        });
    }

    @Test
    default void equal_values_among_others_are_taken_once_each(TablesUnderTest test) throws Exception {
        test.inBothForms(table -> {
            long id = 0;
            for (int i = 0; i < 10; i++) {
                table.insert(++id, bytes("a" + i));
                table.insert(++id, bytes("n/a"));
                table.insert(++id, bytes("n/a"));
                table.insert(++id, bytes("n/a" + i));
                table.insert(++id, bytes("z" + i));
                table.insert(++id, bytes("z" + i));
            }

            assertAllAreTakenOnce(table, new Candidates.Plaintext(), upTo(60));
        });
    }

    @Test
    default void equal_values_of_rows_with_other_keys_are_taken_once_each(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.keyed(ColumnType.TEXT, ColumnType.NUMBER);
        Set<String> keys = new HashSet<>();
        for (int i = 0; i < ALIKE; i++) {
            List<Object> key = List.of("t" + i % 4, (long) i);
            table.insert(key, bytes("n/a"));
            keys.add(key.toString());
        }
        int round = 0;
        for (int maximum : MAXIMA) {
            table.begin(round++, new Candidates.Plaintext(), 10);

            assertThat(table.drain(maximum, table::lookAt))
                    .as("rows taken by %s", maximum)
                    .extracting(row -> row.key().values().toString())
                    .containsExactlyInAnyOrderElementsOf(keys);
        }
    }

    /** Those that are written leave their segment, and those that are bad, left or just looked at stay in it. */
    @Test
    default void equal_values_of_which_some_stay_are_taken_once_each(TablesUnderTest test) throws Exception {
        test.inBothForms(table -> {
            for (int maximum : MAXIMA) {
                String job = JOB + maximum;
                for (long id = 1; id <= ALIKE; id++) {
                    if (maximum == 1) {
                        table.insert(id, bytes("n/a"));
                    } else {
                        table.change(id, bytes("n/a"));
                    }
                }
                table.begin(job, 0, Map.of("pan", new Candidates.Plaintext()), 10);

                List<StoredRow> taken = table.drain(job, maximum, TableUnderTest.UNLIMITED, portion -> {
                    List<Change> changes = new ArrayList<>();
                    List<BadRow> bad = new ArrayList<>();
                    int left = 0;
                    for (StoredRow row : portion.rows()) {
                        long kind = TableUnderTest.id(row) % 4;
                        if (kind == 0) {
                            changes.add(new Change(row, table.envelope(OLD, TableUnderTest.id(row))));
                        } else if (kind == 1) {
                            bad.add(QuarantineContract.bad(TableUnderTest.id(row), ErrorCode.MALFORMED));
                        } else if (kind == 2) {
                            left++;
                        }
                    }
                    portion.complete(changes, bad, left, table.deadline());
                });

                assertThat(ids(taken)).as("rows taken by %s", maximum).containsExactlyInAnyOrderElementsOf(upTo(ALIKE));
                assertThat(table.counts(job)).isEqualTo(new RoundCounts(1, ALIKE, ALIKE, 7, 8, 8, 0));
            }
        });
    }

    private static void assertAllAreTakenOnce(TableUnderTest table, Candidates candidates, List<Long> expected)
            throws Exception {
        int round = 0;
        for (int segment : new int[] {1, 10, ALL}) {
            for (int maximum : MAXIMA) {
                table.begin(round++, candidates, segment);

                assertThat(ids(table.drain(maximum, table::lookAt)))
                        .as("rows taken by %s from segments of %s", maximum, segment)
                        .containsExactlyInAnyOrderElementsOf(expected);
            }
        }
    }
}

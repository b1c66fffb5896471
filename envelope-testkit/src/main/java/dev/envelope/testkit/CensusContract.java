package dev.envelope.testkit;

import static dev.envelope.testkit.TableUnderTest.bytes;
import static dev.envelope.testkit.TableUnderTest.concat;
import static dev.envelope.testkit.TableUnderTest.envelope;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.rotation.Census;
import dev.envelope.rotation.KekVersion;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** A census counts every value once: by the version that it names, or as one that names none, or as plaintext. */
interface CensusContract {

    /** Versions whose beginnings stand beside or inside each other in some order or other. */
    List<KekVersion> VERSIONS = List.of(
            new KekVersion("cards", "1"),
            new KekVersion("cards", "10"),
            new KekVersion("cards", "100"),
            new KekVersion("cards", "2"),
            new KekVersion("cards", ""),
            new KekVersion("cards", "A"),
            new KekVersion("cards", "a"),
            new KekVersion("card", "1"),
            new KekVersion("cards-eu", "1"),
            new KekVersion("cards.eu", "1"),
            new KekVersion("cards/eu", "1"),
            new KekVersion("cards1", "1"),
            new KekVersion("c", ""),
            new KekVersion("z".repeat(64), "Z".repeat(64)),
            new KekVersion("z".repeat(64), "Z".repeat(63)),
            new KekVersion("z".repeat(63), "Z".repeat(64)));

    /** What a text column may hold that is no envelope, on both sides of them. */
    List<String> PLAIN_TEXTS = List.of(
            "",
            " ",
            "0",
            "4111111111111111",
            "E",
            "ENV1:CARDS:1:AAAA",
            "Env1:cards:1:AAAA",
            "e",
            "env",
            "env1",
            "env1 :cards:1:AAAA",
            "env1;",
            "env2:cards:1:AAAA",
            "\u00e9nv1:cards:1:AAAA",
            " env1:cards:1:AAAA",
            "zzz",
            "\u017c\u00f3\u0142w",
            "\uff45nv1:cards:1:AAAA", // an e of full width
            "\ud83d\ude00");

    /** What begins as an envelope in text form and names no version. */
    List<String> BROKEN_TEXTS = List.of(
            "env1:",
            "env1::",
            "env1::1:AAAA",
            "env1:c",
            "env1:cards",
            "env1:cards:",
            "env1:cards:1",
            "env1:CARDS:1:AAAA",
            "env1:cards:1_:AAAA",
            "env1:cards :1:AAAA",
            "env1:\u017c\u00f3\u0142w:1:AAAA",
            "env1:" + "c".repeat(65) + ":1:AAAA",
            "env1:" + "c".repeat(300),
            "env1:cards:" + "1".repeat(65) + ":AAAA",
            "env1:zzzz");

    @Test
    default void an_empty_table_holds_nothing(TablesUnderTest test) throws Exception {
        test.inBothForms(table -> assertThat(table.census()).isEqualTo(new Census("pan", List.of(), 0, 0)));
    }

    @Test
    default void envelopes_are_counted_by_the_version_that_they_name(TablesUnderTest test) throws Exception {
        test.inBothForms(table -> {
            TreeMap<KekVersion, Long> expected = new TreeMap<>();
            long id = 0;
            for (KekVersion version : VERSIONS) {
                for (int i = 0; i <= id % 4; i++) {
                    table.insert(++id, table.envelope(version, id));
                    expected.merge(version, 1L, Long::sum);
                }
            }

            Census census = table.census();

            assertThat(counted(census)).isEqualTo(expected);
            assertThat(census.unreadable()).isZero();
            assertThat(census.plaintext()).isZero();
        });
    }

    @Test
    default void versions_are_told_in_their_order(TablesUnderTest test) throws Exception {
        test.inBothForms(table -> {
            long id = 0;
            for (KekVersion version : VERSIONS) {
                table.insert(++id, table.envelope(version, id));
            }

            assertThat(table.census().groups())
                    .extracting(Census.Group::version)
                    .containsExactlyElementsOf(VERSIONS.stream().sorted().toList());
        });
    }

    @Test
    default void a_beginning_without_anything_behind_it_is_counted_too(TablesUnderTest test) throws Exception {
        test.inBothForms(table -> {
            table.insert(1, TableUnderTest.OLD.beginning(table.isText()));
            table.insert(2, table.envelope(TableUnderTest.OLD, 2));

            assertThat(counted(table.census())).isEqualTo(Map.of(TableUnderTest.OLD, 2L));
        });
    }

    @Test
    default void a_sample_belongs_to_its_group(TablesUnderTest test) throws Exception {
        test.inBothForms(table -> {
            long id = 0;
            for (KekVersion version : VERSIONS) {
                table.insert(++id, table.envelope(version, id));
                table.insert(++id, table.envelope(version, id));
            }
            for (Census.Group group : table.census().groups()) {
                assertThat(KekVersion.read(group.sample().value(), table.isText()))
                        .hasValue(group.version());
                assertThat(group.sample().column()).isEqualTo("pan");
                assertThat(table.valueOf(group.sample()))
                        .isEqualTo(group.sample().value());
            }
        });
    }

    @Test
    default void nulls_are_counted_nowhere(TablesUnderTest test) throws Exception {
        test.inBothForms(table -> {
            table.insert(1, null);
            table.insert(2, table.envelope(TableUnderTest.OLD, 2));
            table.insert(3, null);

            assertThat(table.census().total()).isEqualTo(1);
        });
    }

    @Test
    default void what_does_not_begin_as_an_envelope_is_plaintext(TablesUnderTest test) throws Exception {
        test.inBothForms(table -> {
            List<byte[]> values = plaintexts(table.isText());
            insert(table, values);
            table.insert(1000, table.envelope(TableUnderTest.OLD, 1));

            Census census = table.census();

            assertThat(census.plaintext()).isEqualTo(values.size());
            assertThat(census.unreadable()).isZero();
            assertThat(counted(census)).isEqualTo(Map.of(TableUnderTest.OLD, 1L));
        });
    }

    @Test
    default void what_begins_as_an_envelope_and_names_no_version_is_unreadable(TablesUnderTest test) throws Exception {
        test.inBothForms(table -> {
            List<byte[]> values = new ArrayList<>(broken(table.isText()));
            values.add(values.get(4)); // one of them twice
            insert(table, values);
            table.insert(1000, table.envelope(new KekVersion("b", "1"), 1));
            table.insert(1001, table.envelope(TableUnderTest.OLD, 1));
            table.insert(1002, table.envelope(new KekVersion("d", "1"), 1));
            table.insert(1003, bytes("plain"));

            Census census = table.census();

            assertThat(census.unreadable()).isEqualTo(values.size());
            assertThat(counted(census).values()).containsExactly(1L, 1L, 1L);
            assertThat(census.plaintext()).isEqualTo(1);
        });
    }

    @Test
    default void each_column_is_counted_by_itself(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.twoColumns();
        Map<String, byte[]> values = new HashMap<>();
        values.put("pan", envelope(TableUnderTest.OLD, 1, false));
        values.put("iban", bytes("DE89 3704"));
        table.table().insert(List.of(1L), Map.of(), values);
        table.table().insert(List.of(2L), Map.of(), Map.of("iban", envelope(TableUnderTest.NEW, 2, true)));

        Census pan = table.store().census("pan", table.deadline());
        Census iban = table.store().census("iban", table.deadline());

        assertThat(counted(pan)).isEqualTo(Map.of(TableUnderTest.OLD, 1L));
        assertThat(pan.plaintext()).isZero();
        assertThat(counted(iban)).isEqualTo(Map.of(TableUnderTest.NEW, 1L));
        assertThat(iban.plaintext()).isEqualTo(1);
    }

    @Test
    default void the_other_form_is_plaintext(TablesUnderTest test) throws Exception {
        TableUnderTest table = test.simple(false);
        table.insert(1, envelope(TableUnderTest.OLD, 1, true));

        assertThat(table.census()).isEqualTo(new Census("pan", List.of(), 0, 1));
    }

    private static void insert(TableUnderTest table, List<byte[]> values) throws Exception {
        long id = 0;
        for (byte[] value : values) {
            table.insert(++id, value);
        }
    }

    private static Map<KekVersion, Long> counted(Census census) {
        TreeMap<KekVersion, Long> counted = new TreeMap<>();
        census.groups().forEach(group -> counted.put(group.version(), group.rows()));
        return counted;
    }

    /** What a column may hold that is no envelope. */
    static List<byte[]> plaintexts(boolean text) {
        List<byte[]> values =
                new ArrayList<>(PLAIN_TEXTS.stream().map(TableUnderTest::bytes).toList());
        if (!text) {
            values.add(bytes("env1:cards:1:AAAA"));
            values.add(new byte[] {0});
            values.add(bytes("EN"));
            values.add(bytes("ENV"));
            values.add(bytes("ENV\u0000cards"));
            values.add(bytes("ENV\u0002cards"));
            values.add(bytes("ENW"));
            values.add(new byte[] {(byte) 0xff, (byte) 0xff});
        }
        return values;
    }

    /** What begins as an envelope and names no version: cut, or of characters that no version has. */
    static List<byte[]> broken(boolean text) {
        if (text) {
            return BROKEN_TEXTS.stream().map(TableUnderTest::bytes).toList();
        }
        byte[] label = TableUnderTest.OLD.beginning(false);
        List<byte[]> values = new ArrayList<>();
        for (int length = 4; length < label.length; length++) {
            values.add(Arrays.copyOf(label, length));
        }
        values.add(bytes("ENV\u0001\u0005CARDS\u00011AAAA"));
        values.add(bytes("ENV\u0001\u0005cards\u0001_AAAA"));
        values.add(bytes("ENV\u0001\u0000\u00011AAAA"));
        values.add(concat(concat(bytes("ENV\u0001"), new byte[] {65}), bytes("c".repeat(65) + "\u00011AAAA")));
        values.add(concat(bytes("ENV\u0001"), new byte[] {(byte) 0xff, 'c'}));
        values.add(concat(bytes("ENV\u0001\u0005cards"), new byte[] {(byte) 0xff, '1'}));
        return values;
    }
}

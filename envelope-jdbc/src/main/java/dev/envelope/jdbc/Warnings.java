package dev.envelope.jdbc;

import java.util.ArrayList;
import java.util.List;

/**
 * Sentences about a table, each with what to do; those about names are said where there are any.
 *
 * @param dialect the database's way
 * @param table the table
 * @param said the sentences
 */
record Warnings(Dialect dialect, TableShape table, List<String> said) {

    Warnings(Dialect dialect, TableShape table) {
        this(dialect, table, new ArrayList<>());
    }

    Warnings triggers(List<String> names) {
        return names(
                names,
                "Table " + table.table()
                        + " has triggers that fire when rows are rotated: %s. Disable them meanwhile, or have"
                        + " them ignore updates that change nothing but envelopes.");
    }

    Warnings rules(List<String> names) {
        return names(
                names,
                "Table " + table.table()
                        + " has rules for updates, which rewrite what rotation writes: %s. Drop them, or"
                        + " disable them meanwhile.");
    }

    Warnings keyIsNotUnique() {
        said.add(
                "No unique index of table " + table.table() + " is over "
                        + table.keys().stream().map(TableColumn::name).toList()
                        + " alone, or these may be null, so rows can't be told apart by them. Name the columns of the primary key as the key.");
        return this;
    }

    Warnings generated(TableColumn column, List<String> names) {
        return names(
                names,
                "Generated columns are made of column " + column.name()
                        + " and will change whenever it is rotated: %s. See that nobody depends on them.");
    }

    Warnings indexIsMissing(TableColumn column) {
        said.add("No index finds values of column " + column.name()
                + " by their beginnings, so every step reads the whole table. Run: " + dialect.index(table, column)
                + ";");
        return this;
    }

    Warnings otherIndexes(TableColumn column, List<String> names) {
        return names(
                names,
                "Column " + column.name()
                        + " is in indexes that rotation has no use for, and each write has to maintain: %s. Nobody looks for an"
                        + " envelope by its value; drop them.");
    }

    Warnings uniqueIndexes(TableColumn column, List<String> names) {
        return names(
                names,
                "Column " + column.name()
                        + " is in unique indexes or keys: %s. No two envelopes are alike, whatever is in them, so they guard"
                        + " nothing; drop them.");
    }

    Warnings foreignKeys(TableColumn column, List<String> names) {
        return names(
                names,
                "Column " + column.name()
                        + " is in foreign keys, which keep it from being changed alone: %s. Refer to another column.");
    }

    Warnings say(String sentence) {
        said.add(sentence);
        return this;
    }

    private Warnings names(List<String> names, String sentence) {
        if (!names.isEmpty()) {
            said.add(sentence.replace("%s", String.join(", ", names)));
        }
        return this;
    }
}

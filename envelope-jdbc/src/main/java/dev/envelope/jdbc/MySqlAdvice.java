package dev.envelope.jdbc;

import dev.envelope.jdbc.Database.Session;
import dev.envelope.rotation.BeginningRange;
import java.sql.SQLException;
import java.util.List;

/**
 * What MySQL and MariaDB say of a table.
 *
 * @param dialect the database's way
 * @param session the connection
 * @param table the table
 */
record MySqlAdvice(MySqlDialect dialect, Session session, TableShape table) implements TableAdvice {

    @Override
    public List<String> ofTable() throws SQLException {
        Warnings warnings = new Warnings(dialect, table);
        warnings.triggers(query(
                        "SELECT trigger_name FROM information_schema.triggers WHERE event_manipulation = 'UPDATE'",
                        "event_object_schema",
                        "event_object_table")
                .sql(" ORDER BY 1")
                .texts(session));
        Query unique = statistics("SELECT index_name")
                .sql(" GROUP BY index_name HAVING MAX(non_unique) = 0 AND MAX(nullable) = '' AND MAX(sub_part) IS NULL"
                        + " AND SUM(CASE WHEN column_name IN (");
        for (int i = 0; i < table.keys().size(); i++) {
            unique.sql(i == 0 ? "" : ", ").text(table.keys().get(i).stored());
        }
        if (unique.sql(") THEN 0 ELSE 1 END) = 0").texts(session).isEmpty()) {
            warnings.keyIsNotUnique();
        }
        if (!query(
                        "SELECT engine FROM information_schema.tables WHERE engine <> 'InnoDB'",
                        "table_schema",
                        "table_name")
                .texts(session)
                .isEmpty()) {
            warnings.say("Table " + table.table()
                    + " is not kept by InnoDB, and without transactions rows can be lost. Run: ALTER TABLE "
                    + table.sql()
                    + " ENGINE = InnoDB;");
        }
        return warnings.said();
    }

    @Override
    public List<String> ofColumn(TableColumn column) throws SQLException {
        Warnings warnings = new Warnings(dialect, table);
        warnings.generated(
                column,
                query(
                                "SELECT column_name FROM information_schema.columns WHERE (extra LIKE '%STORED%' OR extra LIKE"
                                        + " '%PERSISTENT%')",
                                "table_schema", "table_name")
                        .sql(" AND LOCATE(")
                        .text(column.sql())
                        .sql(", generation_expression) > 0 ORDER BY 1")
                        .texts(session));
        List<String> finding = finding(column);
        if (!dialect.isIndexable(column)) {
            warnings.say("Column " + column.name() + " has the collation " + column.collation()
                    + ", which does not order texts as bytes, so that no index finds values by their beginnings and every step reads"
                    + " the whole table. Envelopes are ASCII: give the column CHARACTER SET ascii COLLATE ascii_bin, or another"
                    + " collation that ends with _bin.");
        } else if (finding.isEmpty()) {
            warnings.indexIsMissing(column);
        }
        warnings.uniqueIndexes(column, indexes(column, 0));
        warnings.otherIndexes(
                column,
                indexes(column, 1).stream()
                        .filter(name -> !finding.contains(name))
                        .toList());
        warnings.foreignKeys(
                column,
                Query.of(
                                "SELECT constraint_name FROM information_schema.key_column_usage WHERE referenced_table_name IS NOT"
                                        + " NULL AND ((table_schema = ")
                        .text(table.schema())
                        .sql(" AND table_name = ")
                        .text(table.table())
                        .sql(" AND column_name = ")
                        .text(column.stored())
                        .sql(") OR (referenced_table_schema = ")
                        .text(table.schema())
                        .sql(" AND referenced_table_name = ")
                        .text(table.table())
                        .sql(" AND referenced_column_name = ")
                        .text(column.stored())
                        .sql(")) ORDER BY 1")
                        .texts(session));
        return warnings.said();
    }

    /** Indexes that begin with the beginning of the column. */
    private List<String> finding(TableColumn column) throws SQLException {
        return statistics("SELECT index_name")
                .sql(" AND column_name = ")
                .text(column.stored())
                .sql(" AND seq_in_index = 1 AND (sub_part IS NULL OR sub_part >= ")
                .number(Math.min(BeginningRange.LENGTH, column.width()))
                .sql(") AND index_type = 'BTREE' ORDER BY 1")
                .texts(session);
    }

    private List<String> indexes(TableColumn column, int nonUnique) throws SQLException {
        return statistics("SELECT index_name")
                .sql(" AND column_name = ")
                .text(column.stored())
                .sql(" AND non_unique = ")
                .number(nonUnique)
                .sql(" ORDER BY 1")
                .texts(session);
    }

    private Query statistics(String select) {
        return query(select + " FROM information_schema.statistics WHERE 1 = 1", "table_schema", "table_name");
    }

    private Query query(String sql, String schema, String name) {
        return Query.of(sql + " AND " + schema + " = ")
                .text(table.schema())
                .sql(" AND " + name + " = ")
                .text(table.table());
    }
}

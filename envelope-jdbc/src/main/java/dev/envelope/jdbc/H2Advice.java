package dev.envelope.jdbc;

import dev.envelope.jdbc.Database.Session;
import java.sql.SQLException;
import java.util.List;

/**
 * What H2 says of a table.
 *
 * @param dialect the database's way
 * @param session the connection
 * @param table the table
 */
record H2Advice(H2Dialect dialect, Session session, TableShape table) implements TableAdvice {

    @Override
    public List<String> ofTable() throws SQLException {
        Warnings warnings = new Warnings(dialect, table);
        warnings.triggers(query(
                        "SELECT TRIGGER_NAME FROM INFORMATION_SCHEMA.TRIGGERS WHERE EVENT_MANIPULATION LIKE '%UPDATE%'",
                        "EVENT_OBJECT_SCHEMA", "EVENT_OBJECT_TABLE")
                .sql(" ORDER BY 1")
                .texts(session));
        Query unique = indexColumns("SELECT INDEX_NAME", true)
                .sql(" GROUP BY INDEX_NAME HAVING SUM(CASE WHEN COLUMN_NAME IN (");
        for (int i = 0; i < table.keys().size(); i++) {
            unique.sql(i == 0 ? "" : ", ").text(table.keys().get(i).stored());
        }
        if (unique.sql(") THEN 0 ELSE 1 END) = 0").texts(session).isEmpty()
                || table.keys().stream().anyMatch(TableColumn::nullable)) {
            warnings.keyIsNotUnique();
        }
        return warnings.said();
    }

    @Override
    public List<String> ofColumn(TableColumn column) throws SQLException {
        Warnings warnings = new Warnings(dialect, table);
        warnings.generated(
                column,
                query(
                                "SELECT COLUMN_NAME FROM INFORMATION_SCHEMA.COLUMNS WHERE IS_GENERATED = 'ALWAYS'",
                                "TABLE_SCHEMA",
                                "TABLE_NAME")
                        .sql(" AND LOCATE(")
                        .text(column.sql())
                        .sql(", GENERATION_EXPRESSION) > 0 ORDER BY 1")
                        .texts(session));
        List<String> finding = indexColumns("SELECT INDEX_NAME", false)
                .sql(" AND ORDINAL_POSITION = 1 AND COLUMN_NAME = ")
                .text(column.stored())
                .texts(session);
        if (!dialect.isIndexable(column)) {
            warnings.say("Column " + column.name() + " is "
                    + (column.collation().isEmpty()
                            ? "a large object"
                            : "of the collation " + column.collation() + ", which does not order texts as bytes")
                    + ", so that no index finds values by their beginnings and every step reads the whole table. Make it"
                    + " VARCHAR or VARBINARY, without a collation.");
        } else if (finding.isEmpty()) {
            warnings.indexIsMissing(column);
        }
        warnings.uniqueIndexes(column, indexes(column, true));
        warnings.otherIndexes(
                column,
                indexes(column, false).stream()
                        .filter(name -> !finding.contains(name))
                        .toList());
        warnings.foreignKeys(
                column,
                query(
                                "SELECT U.CONSTRAINT_NAME FROM INFORMATION_SCHEMA.KEY_COLUMN_USAGE U JOIN"
                                        + " INFORMATION_SCHEMA.REFERENTIAL_CONSTRAINTS R ON R.CONSTRAINT_SCHEMA = U.CONSTRAINT_SCHEMA AND"
                                        + " R.CONSTRAINT_NAME = U.CONSTRAINT_NAME WHERE TRUE",
                                "U.TABLE_SCHEMA",
                                "U.TABLE_NAME")
                        .sql(" AND U.COLUMN_NAME = ")
                        .text(column.stored())
                        .sql(" ORDER BY 1")
                        .texts(session));
        return warnings.said();
    }

    private List<String> indexes(TableColumn column, boolean unique) throws SQLException {
        return indexColumns("SELECT INDEX_NAME", unique)
                .sql(" AND COLUMN_NAME = ")
                .text(column.stored())
                .sql(" ORDER BY 1")
                .texts(session);
    }

    private Query indexColumns(String select, boolean unique) {
        return query(
                select + " FROM INFORMATION_SCHEMA.INDEX_COLUMNS WHERE IS_UNIQUE = " + (unique ? "TRUE" : "FALSE"),
                "TABLE_SCHEMA",
                "TABLE_NAME");
    }

    private Query query(String sql, String schema, String name) {
        return Query.of(sql + " AND " + schema + " = ")
                .text(table.schema())
                .sql(" AND " + name + " = ")
                .text(table.table());
    }
}

package dev.envelope.jdbc;

import dev.envelope.jdbc.Database.Session;
import dev.envelope.rotation.BeginningRange;
import java.sql.SQLException;
import java.util.List;

/**
 * What PostgreSQL says of a table.
 *
 * @param dialect the database's way
 * @param session the connection, of a transaction that reads no table from one end to the other if it can be helped
 * @param table the table
 */
record PostgresAdvice(PostgresDialect dialect, Session session, TableShape table) implements TableAdvice {

    @Override
    public List<String> ofTable() throws SQLException {
        Warnings warnings = new Warnings(dialect, table);
        warnings.triggers(query("SELECT tgname FROM pg_trigger t WHERE tgrelid = ")
                .sql(" AND NOT tgisinternal AND tgenabled NOT IN ('D', 'R') AND (tgtype & 16) <> 0"
                        + " AND (tgattr::text = '' OR EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = t.tgrelid"
                        + " AND a.attnum = ANY (t.tgattr::int2[]) AND a.attname = ANY (")
                .array(
                        "text",
                        table.envelopes().values().stream()
                                .map(TableColumn::stored)
                                .toArray(String[]::new))
                .sql("))) ORDER BY 1")
                .texts(session));
        warnings.rules(query("SELECT rulename FROM pg_rewrite WHERE ev_class = ")
                .sql(" AND ev_type = '2' AND ev_enabled NOT IN ('D', 'R') ORDER BY 1")
                .texts(session));
        if (uniqueIndexes().isEmpty() || table.keys().stream().anyMatch(TableColumn::nullable)) {
            warnings.keyIsNotUnique();
        }
        if (!query("SELECT 'full' FROM pg_class WHERE relreplident = 'f' AND oid = ")
                .texts(session)
                .isEmpty()) {
            warnings.say("Table " + table.table()
                    + " has REPLICA IDENTITY FULL, so the old row goes to every logical replica with each row that is rotated. Set"
                    + " REPLICA IDENTITY DEFAULT where there is a primary key.");
        }
        return warnings.said();
    }

    /** Unique indexes over columns of the key and no others. */
    private List<String> uniqueIndexes() throws SQLException {
        return query("SELECT i.indexrelid::regclass::text FROM pg_index i WHERE i.indisunique AND i.indisvalid"
                        + " AND i.indpred IS NULL AND i.indexprs IS NULL AND i.indrelid = ")
                .sql(" AND NOT EXISTS (SELECT 1 FROM unnest(i.indkey::int2[]) WITH ORDINALITY AS k (attnum, o)"
                        + " JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum"
                        + " WHERE k.o <= i.indnkeyatts AND NOT a.attname = ANY (")
                .array("text", table.keys().stream().map(TableColumn::stored).toArray(String[]::new))
                .sql("))")
                .texts(session);
    }

    @Override
    public List<String> ofColumn(TableColumn column) throws SQLException {
        Warnings warnings = new Warnings(dialect, table);
        warnings.generated(
                column,
                query("SELECT a.attname FROM pg_depend d JOIN pg_attrdef f ON f.oid = d.objid"
                                + " JOIN pg_attribute a ON a.attrelid = f.adrelid AND a.attnum = f.adnum"
                                + " JOIN pg_attribute e ON e.attrelid = d.refobjid AND e.attnum = d.refobjsubid"
                                + " WHERE d.classid = 'pg_attrdef'::regclass AND a.attgenerated = 's'"
                                + " AND a.attnum <> e.attnum AND d.refobjid = ")
                        .sql(" AND e.attname = ")
                        .text(column.stored())
                        .sql(" ORDER BY 1")
                        .texts(session));
        if (!findsByIndex(column)) {
            warnings.indexIsMissing(column);
        }
        warnings.uniqueIndexes(column, indexes(column, "i.indisunique"));
        warnings.otherIndexes(column, indexes(column, "NOT i.indisunique"));
        warnings.foreignKeys(
                column,
                query("SELECT c.conname FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = ")
                        .sql(" AND a.attname = ")
                        .text(column.stored())
                        .sql(" WHERE c.contype = 'f' AND ((c.conrelid = a.attrelid AND a.attnum = ANY (c.conkey))"
                                + " OR (c.confrelid = a.attrelid AND a.attnum = ANY (c.confkey))) ORDER BY 1")
                        .texts(session));
        return warnings.said();
    }

    private List<String> indexes(TableColumn column, String which) throws SQLException {
        return query("SELECT i.indexrelid::regclass::text FROM pg_index i JOIN pg_attribute a"
                        + " ON a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey::int2[]) WHERE i.indrelid = ")
                .sql(" AND " + which + " AND a.attname = ")
                .text(column.stored())
                .sql(" ORDER BY 1")
                .texts(session);
    }

    /** The planner knows best whether an index is of use: of the right expression, collation and condition, and valid. */
    private boolean findsByIndex(TableColumn column) throws SQLException {
        BeginningRange range = BeginningRange.ofEnvelopes(column.isText());
        List<String> plan = Query.of("EXPLAIN SELECT 1 FROM " + table.sql() + " WHERE ")
                .add(dialect.within(table, column, Span.of(range)))
                .texts(session);
        return plan.stream().anyMatch(line -> line.contains("Index Cond:"))
                && plan.stream().noneMatch(line -> line.contains("Seq Scan"));
    }

    private Query query(String sql) {
        return Query.of(sql).sql("to_regclass(").text(table.sql()).sql(")");
    }
}

package dev.envelope.cli.rotate;

import dev.envelope.cli.shell.CliException;
import dev.envelope.jdbc.JdbcTable;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which columns of which table hold envelopes. */
final class TableOptions {

    @Option(
            names = "--schema",
            paramLabel = "<schema>",
            description = "The schema of the table, if not the connection's own; on MariaDB and MySQL, the database.")
    private @Nullable String schema;

    @Option(names = "--table", required = true, paramLabel = "<table>", description = "The table.")
    private String table = "";

    @Option(
            names = "--key",
            required = true,
            paramLabel = "<column>",
            description = "A column of the table's key; may be repeated.")
    private List<String> keys = List.of();

    @Option(
            names = "--column",
            required = true,
            paramLabel = "<column>",
            description = "A column of envelopes; may be repeated.")
    private List<String> columns = List.of();

    @Option(
            names = "--state-schema",
            paramLabel = "<schema>",
            description = "The schema of the tables that hold the state of jobs, if not the connection's own.")
    private @Nullable String stateSchema;

    JdbcTable table(DataSource dataSource, Set<String> reading) {
        for (String column : reading) {
            if (columns.contains(column)) {
                throw CliException.usage(
                        "Column " + column + " is rotated, so no context and no tenant can be told by it.");
            }
        }
        try {
            JdbcTable.Builder builder = JdbcTable.of(dataSource, table).reading(reading.toArray(new String[0]));
            keys.forEach(builder::key);
            columns.forEach(builder::column);
            if (schema != null) {
                builder.schema(schema);
            }
            if (stateSchema != null) {
                builder.stateSchema(stateSchema);
            }
            return builder.build();
        } catch (IllegalArgumentException e) {
            throw CliException.usage(e.getMessage() + ".");
        }
    }
}

/**
 * Tenant keys in a relational database, and the rotation of its tables, over a {@link javax.sql.DataSource} that the application builds
 * and owns.
 *
 * <p>Start with {@link dev.envelope.jdbc.JdbcTenantKeyStore}, or with {@link dev.envelope.jdbc.JdbcTable}.
 */
// PostgreSQL's jar has no module descriptor, only a name that it reserves in its manifest.
@SuppressWarnings("requires-automatic")
module dev.envelope.jdbc {
    requires transitive dev.envelope;
    requires transitive java.sql;
    requires static org.jspecify;

    // To be told of changes by PostgreSQL: whoever uses that has it.
    requires static org.postgresql.jdbc;

    exports dev.envelope.jdbc;
}

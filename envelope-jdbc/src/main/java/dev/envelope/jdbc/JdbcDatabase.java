package dev.envelope.jdbc;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** A database that {@link JdbcTenantKeyStore} and {@link JdbcTable} know. */
public enum JdbcDatabase {
    /** PostgreSQL, which also tells other processes of changes. */
    POSTGRESQL("PostgreSQL"),
    /** MySQL from 8 on, and MariaDB from 10.5 on; for rotation from 10.6 on. */
    MYSQL("MySQL|MariaDB"),
    /** H2 from 2 on, in any of its modes. */
    H2("H2");

    private final String products;

    JdbcDatabase(String products) {
        this.products = products;
    }

    /**
     * Returns the statements that create the tables of {@link JdbcTenantKeyStore}, and nothing that is there already. They stand in
     * the file {@code dev/envelope/jdbc/tenant-keys-….sql} of this module's jar, for a migration tool or a database administrator.
     *
     * @return the file, with its comments
     */
    public String tables() {
        return file("tenant-keys");
    }

    /**
     * Returns the statements that create the tables that {@link JdbcTable} keeps the state of rotation jobs in, and nothing that is there
     * already. They stand in the file {@code dev/envelope/jdbc/rotation-….sql} of this module's jar.
     *
     * @return the file, with its comments
     */
    public String rotationTables() {
        return file("rotation");
    }

    private String file(String kind) {
        String file = kind + "-" + name().toLowerCase(Locale.ROOT) + ".sql";
        try (InputStream in = JdbcDatabase.class.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException("The file " + file + " is missing from the jar of envelope-jdbc");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Can't read " + file + " of envelope-jdbc", e);
        }
    }

    /** The statements of a file, one by one: each ends with a semicolon at the end of a line. */
    static List<String> statements(String file) {
        String code = file.lines().filter(line -> !line.startsWith("--")).collect(Collectors.joining("\n"));
        return Arrays.stream(code.split(";\n|;$", -1))
                .map(String::strip)
                .filter(statement -> !statement.isEmpty())
                .toList();
    }

    /** The database behind a connection; empty if it is one that is not known. */
    static Optional<JdbcDatabase> of(Connection connection) throws SQLException {
        String product = connection.getMetaData().getDatabaseProductName();
        return Arrays.stream(values())
                .filter(database -> product.matches(database.products))
                .findFirst();
    }
}

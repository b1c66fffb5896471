/**
 * PostgreSQL, MariaDB, MySQL and H2: tenant keys in {@link dev.envelope.jdbc.JdbcTenantKeyStore}, and tables to be rotated, each a {@link
 * dev.envelope.jdbc.JdbcTable}.
 */
@NullMarked
package dev.envelope.jdbc;

import org.jspecify.annotations.NullMarked;

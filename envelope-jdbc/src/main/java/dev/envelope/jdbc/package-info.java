/** Tenant keys in PostgreSQL, MariaDB, MySQL and H2: {@link dev.envelope.jdbc.JdbcTenantKeyStore}. */
@NullMarked
package dev.envelope.jdbc;

import org.jspecify.annotations.NullMarked;

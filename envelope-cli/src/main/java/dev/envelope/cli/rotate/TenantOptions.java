package dev.envelope.cli.rotate;

import dev.envelope.Keyring;
import dev.envelope.cli.shell.CliException;
import dev.envelope.jdbc.JdbcTenantKeyStore;
import dev.envelope.tenant.TenantKeys;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say whether records are under keys of tenants, and whose each is. */
final class TenantOptions {

    @Option(
            names = "--tenants",
            description =
                    "The records are under keys of tenants, which are in the same database and are wrapped by --kek."
                            + " Needs --tenant-column.")
    private boolean tenants;

    @Option(names = "--tenant-column", paramLabel = "<column>", description = "The column that tells a row's tenant.")
    private @Nullable String column;

    @Option(
            names = "--tenant-schema",
            paramLabel = "<schema>",
            description = "The schema of the tables with the tenants' keys, if not the connection's own.")
    private @Nullable String schema;

    /** The column that tells a row's tenant; empty where there are no tenants. */
    Optional<String> column() {
        if (tenants != (column != null) || (schema != null && !tenants)) {
            throw CliException.usage("--tenants and --tenant-column go together, and --tenant-schema with them.");
        }
        return Optional.ofNullable(column);
    }

    TenantKeys keys(DataSource dataSource, Keyring keyring) {
        JdbcTenantKeyStore store = new JdbcTenantKeyStore(dataSource);
        try {
            return TenantKeys.builder(keyring, schema == null ? store : store.inSchema(schema))
                    .build();
        } catch (IllegalArgumentException e) {
            throw CliException.usage(e.getMessage() + ".");
        }
    }
}

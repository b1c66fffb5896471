package dev.envelope.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.LocalKey;
import dev.envelope.cli.shell.ExitCode;
import dev.envelope.jdbc.JdbcTenantKeyStore;
import dev.envelope.tenant.TenantKeys;
import java.nio.file.Path;
import java.sql.SQLException;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RotateTenantsTest {

    @TempDir
    private Path folder;

    @Test
    void each_row_is_moved_to_the_key_of_its_tenant() throws SQLException {
        Fixture fixture = Fixture.in(folder);
        CardsDatabase cards = CardsDatabase.inMemory(folder);
        JdbcDataSource dataSource = new JdbcDataSource();
        dataSource.setURL(cards.url());
        dataSource.setUser(CardsDatabase.USER);
        dataSource.setPassword(CardsDatabase.PASSWORD);
        JdbcTenantKeyStore.createTables(dataSource);
        String retired;
        try (LocalKey kek = LocalKey.fromFile("cards", fixture.path("cards.key"));
                TenantKeys tenants = TenantKeys.over(kek, new JdbcTenantKeyStore(dataSource))) {
            tenants.create("tenant-0");
            tenants.create("tenant-1");
            for (int id = 0; id < 20; id++) {
                cards.insert(tenants.cipher("tenant-" + id % 2), id, id + 1);
            }
            retired = cards.pans().get(0).split(":", 4)[2];
            tenants.rotate("tenant-0");
        }

        String[] tenants = {"--tenants", "--tenant-column", "tenant"};
        Cli.Outcome plan = call(cards.args("plan", fixture.kek(), tenants));
        Cli.Outcome run =
                call(cards.args("run", fixture.kek(), "--tenants", "--tenant-column", "tenant", "--create-tables"));
        Cli.Outcome verify = call(cards.args(
                "verify", fixture.kek(), "--tenants", "--tenant-column", "tenant", "--retire", "tenants:" + retired));

        assertThat(plan.out()).containsPattern("(?i)pan +tenants +" + retired + " +10 +stale");
        assertThat(run.exit()).isEqualTo(ExitCode.DONE);
        assertThat(run.out()).contains("20 written");
        assertThat(verify.exit()).isEqualTo(ExitCode.DONE);
    }

    private static Cli.Outcome call(String... args) {
        return new Cli().with("ENVELOPE_DB_PASSWORD", CardsDatabase.PASSWORD).call(args);
    }
}

package dev.envelope.cli.rotate;

import com.zaxxer.hikari.HikariDataSource;
import dev.envelope.EnvelopeCipher;
import dev.envelope.cli.kek.KekOptions;
import dev.envelope.cli.kek.OpenKeys;
import dev.envelope.cli.shell.CliException;
import dev.envelope.cli.shell.Shell;
import dev.envelope.jdbc.JdbcTable;
import dev.envelope.rotation.RotationJob;
import dev.envelope.rotation.RotationStore;
import dev.envelope.tenant.TenantKeys;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The options of every job: rows, keys, contexts, pace. */
final class RotationOptions {

    /** Beside one connection for each worker: one for the job itself, one to look at tenants. */
    private static final int FURTHER_CONNECTIONS = 2;

    @Mixin
    private final DatabaseOptions database = new DatabaseOptions();

    @Mixin
    private final TableOptions table = new TableOptions();

    @Mixin
    private final KekOptions keks = new KekOptions();

    @Option(
            names = "--decrypt-with",
            paramLabel = "<key>",
            description = "A key that envelopes are to be moved away from, which only decrypts; may be repeated.")
    private List<String> decrypting = List.of();

    @Mixin
    private final TenantOptions tenants = new TenantOptions();

    @Mixin
    private final RowContextOptions contexts = new RowContextOptions();

    @Mixin
    private final PaceOptions pace = new PaceOptions();

    /**
     * Opens all that a job needs.
     *
     * @param kind gives the builder of the job for its rows
     * @param shell where a password is asked for
     * @return the job, to be closed
     */
    OpenJob open(Function<RotationStore, RotationJob.Builder> kind, Shell shell) throws IOException {
        Map<String, ContextTemplate> templates = contexts.templates();
        Optional<String> tenantColumn = tenants.column();
        Set<String> reading = new LinkedHashSet<>(RowContextOptions.columns(templates));
        tenantColumn.ifPresent(reading::add);
        OpenJob.Closing closing = new OpenJob.Closing();
        boolean complete = false;
        try {
            OpenKeys keys = closing.later(keks.open(decrypting, shell));
            HikariDataSource pool = closing.later(database.open(pace.workers() + FURTHER_CONNECTIONS, shell));
            JdbcTable rows = table.table(pool, reading);
            RotationJob.Builder job = kind.apply(rows).context(RowContextOptions.function(templates));
            if (tenantColumn.isPresent()) {
                TenantKeys tenantKeys = closing.later(tenants.keys(pool, keys.keyring()));
                job.cipherOfTenant(row -> row.required(tenantColumn.get()), tenantKeys::cipher);
            } else {
                job.cipher(EnvelopeCipher.using(keys.keyring()));
            }
            pace.apply(job);
            complete = true;
            return new OpenJob(job, rows, pool, closing);
        } catch (IllegalArgumentException e) {
            throw CliException.usage(e.getMessage() + ".");
        } finally {
            if (!complete) {
                closing.close();
            }
        }
    }
}

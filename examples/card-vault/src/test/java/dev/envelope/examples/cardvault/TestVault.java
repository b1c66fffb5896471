package dev.envelope.examples.cardvault;

import dev.envelope.EnvelopeCipher;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;

/** A vault of one test: a schema of its own in a PostgreSQL that all tests share, and the API on a port of its own. */
final class TestVault implements AutoCloseable {

    static final String VISA = "4111111111111111";
    static final String MASTERCARD = "5555555555554444";
    static final String AMEX = "378282246310005";

    private final DemoDatabase database;
    final CardTable table;
    final DemoKms kms;
    final CardApi api;
    final CardClient client;

    private TestVault(DemoDatabase database, CardTable table, DemoKms kms, EnvelopeCipher cipher) throws IOException {
        this.database = database;
        this.table = table;
        this.kms = kms;
        this.api = CardApi.start(0, table, CardCiphers.of(cipher));
        this.client = new CardClient(api.uri());
    }

    static TestVault open() throws Exception {
        DemoKms kms = new DemoKms();
        return open(kms, kms.api());
    }

    /** A vault whose API encrypts with a cipher of the test. */
    static TestVault open(EnvelopeCipher cipher) throws Exception {
        return open(new DemoKms(), cipher);
    }

    private static TestVault open(DemoKms kms, EnvelopeCipher cipher) throws Exception {
        DemoDatabase database = DemoDatabase.open(Optional.of(jdbcUrl()));
        CardTable table = new CardTable(database.connections());
        table.createIfMissing();
        return new TestVault(database, table, kms, cipher);
    }

    /** The PostgreSQL that all tests share; it ends with the JVM. */
    static String jdbcUrl() {
        return Shared.SERVER.url();
    }

    DataSource connections() {
        return database.connections();
    }

    String schema() {
        return database.schema();
    }

    void execute(String sql) throws SQLException {
        database.execute(sql);
    }

    String dump() throws SQLException {
        return database.dump();
    }

    @Override
    public void close() {
        api.close();
        database.close();
    }

    private static final class Shared {

        static final EmbeddedPostgres SERVER = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}

package dev.envelope.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** Who has no PostgreSQL has not its driver either. */
class WithoutPostgresDriverTest {

    @Test
    void the_store_works_and_a_subscription_does_nothing() throws Exception {
        List<URL> urls = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (!entry.contains("postgresql")) {
                urls.add(Path.of(entry).toUri().toURL());
            }
        }
        try (URLClassLoader loader =
                new URLClassLoader(urls.toArray(new URL[0]), ClassLoader.getPlatformClassLoader())) {
            Callable<?> use = (Callable<?>) loader.loadClass(Use.class.getName())
                    .getDeclaredConstructor()
                    .newInstance();

            assertThat(use.call()).isEqualTo("JdbcTenantKeyStore without org.postgresql");
        }
    }

    /** Loaded where the driver is not. */
    public static final class Use implements Callable<String> {

        /** For reflection. */
        public Use() {}

        @Override
        public String call() throws Exception {
            org.h2.jdbcx.JdbcDataSource dataSource = new org.h2.jdbcx.JdbcDataSource();
            dataSource.setURL("jdbc:h2:mem:without;DB_CLOSE_DELAY=-1");
            JdbcTenantKeyStore.createTables(dataSource);
            JdbcTenantKeyStore store = new JdbcTenantKeyStore(dataSource);
            store.subscribe(() -> {}).close();
            store.insert(FaultsContract.tenant("a", 1, FaultsContract.KEY), FaultsContract.deadline());
            assertThat(store.find("a", FaultsContract.deadline())).isPresent();
            try {
                Class.forName("org.postgresql.PGConnection", false, Use.class.getClassLoader());
                return "the driver is there";
            } catch (ClassNotFoundException e) {
                return store.getClass().getSimpleName() + " without org.postgresql";
            }
        }
    }
}

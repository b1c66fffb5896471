package dev.envelope.cli.rotate;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.envelope.cli.shell.CliException;
import dev.envelope.cli.shell.ExitCode;
import dev.envelope.cli.shell.Shell;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say where the database is. */
final class DatabaseOptions {

    private static final Pattern PASSWORD_IN_URL = Pattern.compile("(?i)password\\d?=|//[^/@]*:[^/@]*@");

    /** Of the driver for PostgreSQL, where the server wants a password and there is none. */
    private static final String REJECTED = "08004";

    private static final long CONNECTING_MILLIS = 10_000;

    @Option(
            names = "--jdbc-url",
            required = true,
            paramLabel = "<URL>",
            description = {
                "The database: jdbc:postgresql://…, jdbc:mariadb://… (of MySQL too), jdbc:h2:…",
                "Without a password; other settings of the driver may stand in it."
            })
    private String url = "";

    @Option(names = "--user", paramLabel = "<user>", description = "The user of the database.")
    private @Nullable String user;

    @Option(
            names = "--password-file",
            paramLabel = "<file>",
            description = "A file whose first line is the password. Without it, the environment variable"
                    + " ENVELOPE_DB_PASSWORD; without that, a question on the terminal.")
    private @Nullable Path passwordFile;

    /** Opens a pool, after one connection has shown that there is a database. */
    HikariDataSource open(int connections, Shell shell) throws IOException {
        if (!url.startsWith("jdbc:")) {
            throw CliException.usage("--jdbc-url begins with jdbc:, such as jdbc:postgresql://db.example.org/cards.");
        }
        if (PASSWORD_IN_URL.matcher(url).find()) {
            throw CliException.usage(
                    "--jdbc-url must not hold a password, since others can see it: use --password-file, "
                            + Password.VARIABLE + " or the prompt.");
        }
        Optional<String> password = Password.find(passwordFile, Optional.ofNullable(user), shell);
        tryOut(password);
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        if (user != null) {
            config.setUsername(user);
        }
        password.ifPresent(config::setPassword);
        config.setMaximumPoolSize(connections);
        config.setConnectionTimeout(CONNECTING_MILLIS);
        // an outage later on is the job's to put up with
        config.setInitializationFailTimeout(-1);
        config.setPoolName("envelope");
        return new HikariDataSource(config);
    }

    /** A pool says little about why it has no connection, and says it late. */
    private void tryOut(Optional<String> password) {
        Properties properties = new Properties();
        if (user != null) {
            properties.setProperty("user", user);
        }
        password.ifPresent(given -> properties.setProperty("password", given));
        try {
            DriverManager.getConnection(url, properties).close();
        } catch (SQLException e) {
            throw failure(e, password.isPresent());
        }
    }

    private static CliException failure(SQLException e, boolean password) {
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        String told = String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason was given");
        if (state.startsWith("28")) {
            return new CliException(
                    "access-denied",
                    ExitCode.DENIED,
                    "The database refuses this user or password (SQLState " + state + ").");
        }
        if (state.equals(REJECTED) && !password) {
            return new CliException(
                    "access-denied",
                    ExitCode.DENIED,
                    "The database rejects a connection without a password, and none was given: " + withoutFullStop(told)
                            + ".");
        }
        if (told.startsWith("No suitable driver")) {
            // it goes on with the URL, and what stands in that of another database can't be known
            return new CliException(
                    "misconfigured",
                    ExitCode.DENIED,
                    "There is no driver for this --jdbc-url: put its jar into the folder lib of this program.");
        }
        if (state.startsWith("08")) {
            return new CliException(
                    "unavailable",
                    ExitCode.UNAVAILABLE,
                    "The database is not available: " + withoutFullStop(told) + ".");
        }
        return new CliException(
                "misconfigured", ExitCode.DENIED, "The database can't be used: " + withoutFullStop(told) + ".");
    }

    private static String withoutFullStop(String sentence) {
        return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    }
}

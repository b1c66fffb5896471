package dev.envelope.examples.cardvault;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What the environment says. The JDBC URL holds a password, and the command line would show it to other users. */
record Settings(Map<String, String> environment) {

    static final String JDBC_URL = "CARD_VAULT_JDBC_URL";
    static final String KEY_FILE = "CARD_VAULT_KEY_FILE";
    static final String PORT = "CARD_VAULT_PORT";

    private static final int DEFAULT_PORT = 8080;
    private static final int MAX_PORT = 65_535;

    Optional<String> jdbcUrl() {
        return value(JDBC_URL);
    }

    String requireJdbcUrl() {
        return jdbcUrl().orElseThrow(() -> missing(JDBC_URL));
    }

    Path requireKeyFile() {
        return Path.of(value(KEY_FILE).orElseThrow(() -> missing(KEY_FILE)));
    }

    int port() {
        String port = value(PORT).orElse(Integer.toString(DEFAULT_PORT));
        try {
            int number = Integer.parseInt(port);
            if (number >= 0 && number <= MAX_PORT) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new UsageException(PORT + " is '" + port + "', and a port is a number from 0 to " + MAX_PORT);
    }

    private Optional<String> value(String variable) {
        return Optional.ofNullable(environment.get(variable)).filter(value -> !value.isBlank());
    }

    private static UsageException missing(String variable) {
        return new UsageException("the environment variable " + variable + " is not set");
    }
}

package dev.envelope.cli;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A database of H2 with a table of cards. */
record CardsDatabase(String url) {

    static final String USER = "sa";
    static final String PASSWORD = "secret-of-the-database";

    static CardsDatabase inMemory(Path unique) throws SQLException {
        return create("jdbc:h2:mem:" + unique.toString().hashCode() + ";DB_CLOSE_DELAY=-1");
    }

    static CardsDatabase inFile(Path file) throws SQLException {
        // a server of its own would not end with the program either
        return create("jdbc:h2:file:" + file + ";DB_CLOSE_ON_EXIT=FALSE");
    }

    private static CardsDatabase create(String url) throws SQLException {
        CardsDatabase database = new CardsDatabase(url);
        database.execute("DROP ALL OBJECTS");
        database.execute(
                "CREATE TABLE cards (id BIGINT PRIMARY KEY, tenant VARCHAR(20), pan VARCHAR(400), cvc VARBINARY(300))");
        return database;
    }

    static EncryptionContext context(int id, String column) {
        return EncryptionContext.of("table", "cards", "id", Integer.toString(id), "column", column);
    }

    void insert(EnvelopeCipher cipher, int from, int to) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO cards VALUES (?, ?, ?, ?)")) {
            for (int id = from; id < to; id++) {
                insert.setInt(1, id);
                insert.setString(2, "tenant-" + id % 2);
                insert.setString(3, cipher.encryptToText("4111" + id, context(id, "pan")));
                insert.setBytes(4, cipher.encrypt(new byte[] {(byte) id}, context(id, "cvc")));
                insert.executeUpdate();
            }
        }
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    List<String> pans() throws SQLException {
        List<String> pans = new ArrayList<>();
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT pan FROM cards ORDER BY id")) {
            while (rows.next()) {
                pans.add(rows.getString(1));
            }
        }
        return pans;
    }

    /** The arguments of a job over both columns, and more. */
    String[] args(String command, String kek, String... more) {
        String[] args = {
            "rotate",
            command,
            "--jdbc-url",
            url,
            "--user",
            USER,
            "--table",
            "cards",
            "--key",
            "id",
            "--column",
            "pan",
            "--column",
            "cvc",
            "--kek",
            kek,
            "--context",
            "table=cards",
            "--context",
            "id={id}",
            "--context",
            "column={$column}"
        };
        String[] all = Arrays.copyOf(args, args.length + more.length);
        System.arraycopy(more, 0, all, args.length, more.length);
        return all;
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url, USER, PASSWORD);
    }
}

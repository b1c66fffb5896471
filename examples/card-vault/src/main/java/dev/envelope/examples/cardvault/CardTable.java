package dev.envelope.examples.cardvault;

import dev.envelope.jdbc.JdbcTable;
import dev.envelope.jdbc.JdbcTenantKeyStore;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** The table {@code credit_cards}, and those of merchants' keys and of rotations. It sees card numbers as envelopes only. */
final class CardTable {

    private static final int PAGE_SIZE = 100;
    private static final long CREATION_LOCK = 0x6361726473L; // "cards"

    private final DataSource database;

    CardTable(DataSource database) {
        this.database = database;
    }

    /** What is done with each row. */
    @FunctionalInterface
    interface RowAction {
        void accept(Card card) throws SQLException;
    }

    /** Creates the tables unless they are there; several programs may do so at once. */
    void createIfMissing() throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT pg_advisory_xact_lock(" + CREATION_LOCK + ")");
            statement.execute("CREATE SEQUENCE IF NOT EXISTS credit_card_ids");
            // COLLATE "C": envelopes are compared as bytes. No length: an envelope that was cut is lost.
            statement.execute("CREATE TABLE IF NOT EXISTS credit_cards ("
                    + "id bigint PRIMARY KEY, name text NOT NULL, pan text COLLATE \"C\" NOT NULL)");
            statement.execute("ALTER TABLE credit_cards ADD COLUMN IF NOT EXISTS merchant text COLLATE \"C\"");
            // By this index a rotation finds what is stale. Where the table is large already, run what
            // JdbcTable.indexes() returns instead: it locks no writers out.
            statement.execute("CREATE INDEX IF NOT EXISTS credit_cards_pan_beginning"
                    + " ON credit_cards ((left(pan, 140)) COLLATE \"C\")");
            // over connections of their own, while this one holds the lock
            JdbcTenantKeyStore.createTables(database);
            JdbcTable.createTables(database);
            connection.commit();
        }
    }

    /** The card numbers, and what their contexts are made of, as a rotation sees them. */
    JdbcTable envelopes() {
        return JdbcTable.of(database, "credit_cards")
                .key("id")
                .column("pan")
                .reading("merchant")
                .build();
    }

    /** An id that no other row has or will have. */
    long nextId() throws SQLException {
        return number("SELECT nextval('credit_card_ids')");
    }

    long count() throws SQLException {
        return number("SELECT count(*) FROM credit_cards");
    }

    void insert(Card card) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "INSERT INTO credit_cards (id, merchant, name, pan) VALUES (?, ?, ?, ?)")) {
            statement.setLong(1, card.id());
            statement.setString(2, card.merchant());
            statement.setString(3, card.name());
            statement.setString(4, card.pan());
            statement.executeUpdate();
        }
    }

    /** Returns the row with an id. */
    Card get(long id) throws SQLException {
        return pageAfter(id - 1).get(0);
    }

    /** Returns all rows in the order of their ids. */
    List<Card> all() throws SQLException {
        List<Card> cards = new ArrayList<>();
        forEach(cards::add);
        return cards;
    }

    /** Visits all rows in the order of their ids, and holds no connection while a row is dealt with. */
    void forEach(RowAction action) throws SQLException {
        long last = Long.MIN_VALUE;
        List<Card> page = pageAfter(last);
        while (!page.isEmpty()) {
            for (Card card : page) {
                action.accept(card);
                last = card.id();
            }
            page = pageAfter(last);
        }
    }

    private List<Card> pageAfter(long id) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement(
                        "SELECT id, merchant, name, pan FROM credit_cards WHERE id > ? ORDER BY id LIMIT "
                                + PAGE_SIZE)) {
            statement.setLong(1, id);
            List<Card> cards = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    cards.add(new Card(
                            rows.getLong("id"),
                            rows.getString("merchant"),
                            rows.getString("name"),
                            rows.getString("pan")));
                }
            }
            return cards;
        }
    }

    private long number(String query) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}

package dev.envelope.soak;

import dev.envelope.EncryptionContext;
import dev.envelope.jdbc.JdbcTable;
import dev.envelope.rotation.StoredRow;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import javax.sql.DataSource;

/** A table of records under one kind of key: {@code body} holds bytes, {@code note} holds text. */
enum Shelf {
    /** Under tenants' keys. */
    TENANTS,
    /** Under one key of a key service, with cached data keys. */
    SHARED,
    /** Under keys of two key services. */
    MIRRORED,
    /** Under a key in the process. */
    LOCAL;

    private static final List<Shelf> ALL = List.of(values());

    static final String BODY = "body";
    static final String NOTE = "note";

    static Shelf any(Random random) {
        return ALL.get(random.nextInt(ALL.size()));
    }

    String table() {
        return "soak_" + name().toLowerCase(Locale.ROOT);
    }

    String ddl() {
        return "CREATE TABLE " + table() + " (id BIGINT PRIMARY KEY, owner TEXT NOT NULL, revision BIGINT NOT NULL,"
                + " body BYTEA NOT NULL, note TEXT NOT NULL)";
    }

    JdbcTable rotatedOver(DataSource dataSource) {
        return JdbcTable.of(dataSource, table())
                .key("id")
                .column(BODY)
                .column(NOTE)
                .reading("owner", "revision")
                .build();
    }

    EncryptionContext context(String column, String owner, long id, long revision) {
        return context(column, owner, Long.toString(id), Long.toString(revision));
    }

    EncryptionContext context(StoredRow row) {
        return context(row.column(), row.required("owner"), row.required("id"), row.required("revision"));
    }

    private EncryptionContext context(String column, String owner, String id, String revision) {
        return EncryptionContext.of("table", table(), "column", column, "owner", owner, "id", id, "revision", revision);
    }
}

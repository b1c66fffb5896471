package dev.envelope.jdbc;

/**
 * A column of a table of the application's, as its database describes it.
 *
 * @param name what the application calls it
 * @param stored what the database calls it
 * @param sql its name in a statement, quoted
 * @param kind what it holds
 * @param type its type, as a cast names it
 * @param width how long a text (in characters) or a binary value (in bytes) may be; {@link #NO_WIDTH} where that is as good as unlimited
 * @param widthInBytes whether the width counts bytes, of a text too
 * @param nullable whether it may be null
 * @param collation how the database compares it; empty where it does so as bytes, or in no way of its own
 * @param charset how a text is encoded; empty if that is nobody's business
 * @param index an index that begins with the beginnings of its values and has to be named to be used; empty if there is none
 * @param updatesItself whether it changes by itself when something else in its row does, and keeps its value where that is set
 */
record TableColumn(
        String name,
        String stored,
        String sql,
        ColumnKind kind,
        String type,
        long width,
        boolean widthInBytes,
        boolean nullable,
        String collation,
        String charset,
        String index,
        boolean updatesItself) {

    static final long NO_WIDTH = Long.MAX_VALUE;

    /** Whether it holds envelopes in text form; it is a text or a binary column. */
    boolean isText() {
        return kind == ColumnKind.TEXT;
    }

    TableColumn named(String newName) {
        return with(newName, index);
    }

    TableColumn indexedBy(String newIndex) {
        return with(name, newIndex);
    }

    private TableColumn with(String newName, String newIndex) {
        return new TableColumn(
                newName,
                stored,
                sql,
                kind,
                type,
                width,
                widthInBytes,
                nullable,
                collation,
                charset,
                newIndex,
                updatesItself);
    }
}

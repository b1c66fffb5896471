package dev.envelope.jdbc;

import java.sql.SQLException;
import java.util.List;

/** What makes rotating a table slow or gives it side effects: a sentence for each, and what to do. */
interface TableAdvice {

    /** What concerns the table as a whole. */
    List<String> ofTable() throws SQLException;

    /** What concerns a column. */
    List<String> ofColumn(TableColumn column) throws SQLException;
}

package dev.envelope.jdbc;

import static java.util.Map.entry;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientException;
import java.util.Map;
import java.util.Optional;

/** What a failure of a database means for a call, told by its SQLState or its vendor's code. */
enum Condition {
    TIMED_OUT,
    /** It can't be reached, is overloaded, goes down, or broke off this transaction for the sake of another one. */
    UNAVAILABLE,
    /** It answers, and must not be written: a replica, or one that is being failed over. */
    READ_ONLY,
    DENIED,
    MISSING_TABLES,
    MISCONFIGURED;

    private static final int CLASS_LENGTH = 2;

    /** By code of MySQL and MariaDB (four digits) and of H2 (five): where the SQLState says less, or something else. */
    private static final Map<Integer, Condition> BY_CODE = Map.ofEntries(
            entry(1044, DENIED), // to this database
            entry(1045, DENIED), // wrong password
            entry(1142, DENIED), // to this table
            entry(1143, DENIED), // to this column
            entry(1227, DENIED), // a privilege is missing
            entry(1820, DENIED), // the password has to be changed first
            entry(1862, DENIED), // the password has expired
            entry(1146, MISSING_TABLES),
            entry(1054, MISSING_TABLES), // a column
            entry(1040, UNAVAILABLE), // too many connections
            entry(1053, UNAVAILABLE), // shutting down
            entry(1077, UNAVAILABLE),
            entry(1203, UNAVAILABLE), // too many connections of this user
            entry(1205, UNAVAILABLE), // waited too long for a lock
            entry(1213, UNAVAILABLE), // deadlock
            entry(1226, UNAVAILABLE), // a quota of this user
            entry(1927, UNAVAILABLE), // connection was killed
            entry(4031, UNAVAILABLE), // disconnected for inactivity
            entry(1290, READ_ONLY),
            entry(1792, READ_ONLY),
            entry(1836, READ_ONLY),
            entry(1969, TIMED_OUT), // MariaDB: max_statement_time
            entry(3024, TIMED_OUT), // MySQL: max_execution_time
            entry(1317, TIMED_OUT), // cancelled
            entry(50200, UNAVAILABLE), // H2: waited too long for a lock
            entry(90020, UNAVAILABLE), // in use by another process
            entry(90067, UNAVAILABLE), // connection broken
            entry(90098, UNAVAILABLE), // closed
            entry(90121, UNAVAILABLE), // closed at shutdown
            entry(90131, UNAVAILABLE), // concurrent update
            entry(90028, UNAVAILABLE), // I/O
            entry(90031, UNAVAILABLE),
            entry(90096, DENIED),
            entry(90097, READ_ONLY),
            entry(90079, MISSING_TABLES), // no such schema
            entry(90013, MISCONFIGURED), // no such database
            entry(90146, MISCONFIGURED),
            entry(90149, MISCONFIGURED),
            entry(42122, MISSING_TABLES)); // a column

    private static final Map<String, Condition> BY_STATE = Map.ofEntries(
            entry("57014", TIMED_OUT), // cancelled
            entry("25006", READ_ONLY),
            entry("25P03", UNAVAILABLE), // idle for too long within a transaction
            entry("25P04", UNAVAILABLE), // a transaction that took too long
            entry("42501", DENIED),
            entry("42P01", MISSING_TABLES),
            entry("42703", MISSING_TABLES), // a column
            entry("3F000", MISSING_TABLES), // no such schema
            entry("42S02", MISSING_TABLES),
            entry("42S03", MISSING_TABLES),
            entry("42S04", MISSING_TABLES),
            entry("42S22", MISSING_TABLES),
            entry("55P03", UNAVAILABLE), // no lock
            entry("57P01", UNAVAILABLE), // shut down by its administrator
            entry("57P02", UNAVAILABLE), // crashed
            entry("57P03", UNAVAILABLE), // starting up
            entry("57P05", UNAVAILABLE), // disconnected for inactivity
            entry("57P04", MISCONFIGURED), // database was dropped
            entry("HYT00", UNAVAILABLE), // no lock in time
            entry("HYT01", TIMED_OUT));

    /** By the first two characters of an SQLState. */
    private static final Map<String, Condition> BY_CLASS = Map.of(
            "08", UNAVAILABLE, // connection
            "28", DENIED,
            "40", UNAVAILABLE, // rolled back: deadlock, serialisation
            "53", UNAVAILABLE, // resources
            "58", UNAVAILABLE, // I/O
            "3D", MISCONFIGURED, // no such database
            "42", MISCONFIGURED);

    /** The condition that an exception stands for; empty if it is none that is known. */
    static Optional<Condition> of(SQLException e) {
        if (e instanceof SQLTimeoutException) {
            return Optional.of(TIMED_OUT);
        }
        String state = e.getSQLState() == null ? "" : e.getSQLState();
        Condition known = BY_CODE.get(e.getErrorCode());
        if (known == null) {
            known = BY_STATE.get(state);
        }
        if (known == null && state.length() > CLASS_LENGTH) {
            known = BY_CLASS.get(state.substring(0, CLASS_LENGTH));
        }
        if (known == null
                && (e instanceof SQLTransientException
                        || e instanceof SQLRecoverableException
                        || e instanceof SQLNonTransientConnectionException)) {
            known = UNAVAILABLE;
        }
        return Optional.ofNullable(known);
    }
}

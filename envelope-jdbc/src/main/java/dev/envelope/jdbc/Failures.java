package dev.envelope.jdbc;

import dev.envelope.CallInterruptedException;
import dev.envelope.EnvelopeException;
import dev.envelope.KekAccessDeniedException;
import dev.envelope.KekException;
import dev.envelope.KekMisconfiguredException;
import dev.envelope.KekUnavailableException;
import dev.envelope.kek.Deadline;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the failures of a database are in this library's hierarchy. What the driver said stays in the cause, except where it
 * shows values: neither a tenant's id nor a record must get into a log.
 *
 * @param name what the store is called
 * @param tables what the files with its tables are called, without the database: "tenant-keys"
 * @param operation what the database was asked to do, as in "could not ..."
 * @param deadline the deadline of the call
 */
record Failures(String name, String tables, String operation, Deadline deadline) {

    private static final int MAX_DEPTH = 20;

    /** What kept a connection from being had. A pool says little about why, so what is not known counts as an outage. */
    EnvelopeException ofConnecting(Exception e) {
        return translate(e, Condition.UNAVAILABLE);
    }

    /** What a statement, or the end of a transaction, threw. */
    EnvelopeException ofStatement(Exception e) {
        return translate(e, Condition.MISCONFIGURED);
    }

    private EnvelopeException translate(Exception e, Condition unknown) {
        if (e instanceof EnvelopeException ours) {
            return ours;
        }
        List<Throwable> chain = chain(e);
        if (Thread.currentThread().isInterrupted() || chain.stream().anyMatch(Failures::tellsAnInterrupt)) {
            return new CallInterruptedException(name, withoutValues(e));
        }
        if (chain.stream().anyMatch(SocketTimeoutException.class::isInstance)) {
            return ofTimeout(e);
        }
        if (e instanceof RuntimeException unchecked && chain.stream().noneMatch(SQLException.class::isInstance)) {
            return KekException.unclassified(name, unchecked);
        }
        @Nullable SQLException telling = null;
        Condition condition = unknown;
        for (Throwable each : chain) {
            if (each instanceof SQLException sql) {
                telling = telling == null ? sql : telling;
                var known = Condition.of(sql);
                if (known.isPresent() && (known.get() != Condition.UNAVAILABLE || condition == unknown)) {
                    // a pool that waited in vain says so, and its cause says why
                    condition = known.get();
                    telling = sql;
                    if (condition != Condition.UNAVAILABLE) {
                        break;
                    }
                }
            }
        }
        return ofCondition(condition, "the database could not " + operation + state(telling), e);
    }

    private EnvelopeException ofCondition(Condition condition, String what, Exception e) {
        Throwable cause = withoutValues(e);
        return switch (condition) {
            case TIMED_OUT -> ofTimeout(e);
            case UNAVAILABLE ->
                deadline.remaining().isZero() ? ofTimeout(e) : KekUnavailableException.unavailable(name, what, cause);
            case READ_ONLY ->
                KekUnavailableException.unavailable(
                        name, what + ", because it is read-only: a replica, or being failed over", cause);
            case DENIED -> new KekAccessDeniedException(name, what, cause);
            case MISSING_TABLES ->
                new KekMisconfiguredException(
                        name,
                        what + ", because a table or column is missing; run the file " + tables
                                + "-….sql of envelope-jdbc that is for this database, and check the schema",
                        cause);
            case MISCONFIGURED -> new KekMisconfiguredException(name, what + "; see the cause", cause);
        };
    }

    private KekUnavailableException ofTimeout(Exception e) {
        return KekUnavailableException.timedOut(name, deadline.allowed(), withoutValues(e));
    }

    private static String state(@Nullable SQLException e) {
        if (e == null) {
            return "";
        }
        List<String> told = new ArrayList<>();
        if (e.getSQLState() != null) {
            told.add("SQLState " + e.getSQLState());
        }
        if (e.getErrorCode() != 0) {
            told.add("code " + e.getErrorCode());
        }
        return told.isEmpty() ? "" : " (" + String.join(", ", told) + ")";
    }

    private static boolean tellsAnInterrupt(Throwable e) {
        return e instanceof InterruptedException || e instanceof ClosedByInterruptException;
    }

    /** Drivers repeat the parameters of batches, and the values that are too long, malformed or there already. */
    private static Throwable withoutValues(Throwable e) {
        for (Throwable each : chain(e)) {
            if (each instanceof SQLException sql
                    && (sql instanceof BatchUpdateException || startsWith(sql, "22") || startsWith(sql, "23"))) {
                SQLException shown = new SQLException(
                        "What the driver said (" + sql.getClass().getName() + ") is left out: it may show values",
                        sql.getSQLState(),
                        sql.getErrorCode());
                shown.setStackTrace(sql.getStackTrace());
                return shown;
            }
        }
        return e;
    }

    private static boolean startsWith(SQLException e, String stateClass) {
        return e.getSQLState() != null && e.getSQLState().startsWith(stateClass);
    }

    /** The exception and its causes; they may form a circle. */
    private static List<Throwable> chain(Throwable e) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable next = e; next != null && chain.size() < MAX_DEPTH; next = next.getCause()) {
            chain.add(next);
        }
        return chain;
    }
}

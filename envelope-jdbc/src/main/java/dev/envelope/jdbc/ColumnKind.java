package dev.envelope.jdbc;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What a column holds, and how it is written as text: alike in all databases, since contexts are made of it. */
enum ColumnKind {
    TEXT(true) {
        @Override
        @Nullable
        String text(ResultSet row, int index) throws SQLException {
            return row.getString(index);
        }
    },
    INTEGER(true) {
        @Override
        @Nullable
        String text(ResultSet row, int index) throws SQLException {
            return row.getString(index);
        }
    },
    DECIMAL(true) {
        @Override
        @Nullable
        String text(ResultSet row, int index) throws SQLException {
            BigDecimal value = row.getBigDecimal(index);
            return value == null ? null : value.toPlainString();
        }
    },
    FLOAT(false) {
        @Override
        @Nullable
        String text(ResultSet row, int index) throws SQLException {
            // as wide as it is: a driver may widen one of four bytes, or not, by how it was sent
            Object value = row.getObject(index);
            if (value == null) {
                return null;
            }
            boolean finite = value instanceof Number number && Double.isFinite(number.doubleValue());
            return finite ? new BigDecimal(value.toString()).toPlainString() : value.toString();
        }
    },
    BOOLEAN(false) {
        @Override
        @Nullable
        String text(ResultSet row, int index) throws SQLException {
            boolean value = row.getBoolean(index);
            return row.wasNull() ? null : Boolean.toString(value);
        }
    },
    UUID(true) {
        @Override
        @Nullable
        String text(ResultSet row, int index) throws SQLException {
            String value = row.getString(index);
            return value == null ? null : value.toLowerCase(Locale.ROOT);
        }
    },
    BINARY(false) {
        @Override
        @Nullable
        String text(ResultSet row, int index) throws SQLException {
            byte[] value = row.getBytes(index);
            return value == null ? null : HexFormat.of().formatHex(value);
        }
    },
    DATE(false) {
        @Override
        @Nullable
        String text(ResultSet row, int index) throws SQLException {
            LocalDate value = row.getObject(index, LocalDate.class);
            return value == null ? null : value.toString();
        }
    },
    TIME(false) {
        @Override
        @Nullable
        String text(ResultSet row, int index) throws SQLException {
            LocalTime value = row.getObject(index, LocalTime.class);
            return value == null ? null : DateTimeFormatter.ISO_LOCAL_TIME.format(value);
        }
    },
    /** A date and a time without a zone. */
    TIMESTAMP(false) {
        @Override
        @Nullable
        String text(ResultSet row, int index) throws SQLException {
            LocalDateTime value = row.getObject(index, LocalDateTime.class);
            return value == null ? null : DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(value);
        }
    },
    /** A point in time, which the driver hands out with a zone. */
    INSTANT(false) {
        @Override
        @Nullable
        String text(ResultSet row, int index) throws SQLException {
            OffsetDateTime value = row.getObject(index, OffsetDateTime.class);
            return value == null ? null : iso(value);
        }
    },
    /** A point in time, which is read as seconds since 1970: MySQL shows its {@code TIMESTAMP} in the zone of the session only. */
    EPOCH_SECONDS(false) {
        @Override
        @Nullable
        String text(ResultSet row, int index) throws SQLException {
            BigDecimal value = row.getBigDecimal(index);
            return value == null ? null : iso(instant(value).atOffset(ZoneOffset.UTC));
        }
    },
    OTHER(false) {
        @Override
        @Nullable
        String text(ResultSet row, int index) throws SQLException {
            return row.getString(index);
        }
    };

    private final boolean textIsSql;

    ColumnKind(boolean textIsSql) {
        this.textIsSql = textIsSql;
    }

    /** The value as text; null where the column is. */
    abstract @Nullable String text(ResultSet row, int index) throws SQLException;

    /** Whether this text is also what the database understands where it compares a key. */
    boolean textIsSql() {
        return textIsSql;
    }

    private static Instant instant(BigDecimal seconds) {
        long whole = seconds.longValue();
        int nanos =
                seconds.subtract(BigDecimal.valueOf(whole)).movePointRight(9).intValue();
        return Instant.ofEpochSecond(whole, nanos);
    }

    private static String iso(OffsetDateTime value) {
        return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(value.withOffsetSameInstant(ZoneOffset.UTC));
    }
}

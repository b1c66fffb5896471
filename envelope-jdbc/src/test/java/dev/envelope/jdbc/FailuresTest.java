package dev.envelope.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.CallInterruptedException;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.KekUnavailableException;
import dev.envelope.kek.Deadline;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What drivers throw, in this library's hierarchy; without a database, so that every kind of failure can be had. */
class FailuresTest {

    private static final String SECRET = "canary-4929";

    private final AtomicLong nanos = new AtomicLong();
    private final Failures failures =
            new Failures("tenants", "tenant-keys", "read a tenant", Deadline.after(Duration.ofMillis(300), nanos::get));

    @AfterEach
    void clearTheInterruptFlag() {
        Thread.interrupted();
    }

    // ---------------------------------------------------------------- SQLState and code

    @ParameterizedTest(name = "SQLState {0}, code {1} is {2}")
    @CsvSource({
        "57014, 0, TIMED_OUT",
        "70100, 1317, TIMED_OUT",
        "25006, 0, UNAVAILABLE",
        "HY000, 1290, UNAVAILABLE",
        "40001, 0, UNAVAILABLE",
        "08006, 0, UNAVAILABLE",
        "53300, 0, UNAVAILABLE",
        "28000, 1045, ACCESS_DENIED",
        "28P01, 0, ACCESS_DENIED",
        "42501, 0, ACCESS_DENIED",
        "42P01, 0, MISCONFIGURED",
        "42S02, 1146, MISCONFIGURED",
        "3D000, 0, MISCONFIGURED",
        "42601, 0, MISCONFIGURED",
        "08, 0, MISCONFIGURED",
        "XX000, 0, MISCONFIGURED"
    })
    void a_state_or_a_code_says_what_failed(String state, int code, ErrorCode expected) {
        assertThat(failures.ofStatement(new SQLException("m", state, code)).code())
                .isEqualTo(expected);
    }

    static Stream<SQLException> passing() {
        return Stream.of(
                new SQLTransientException("m"),
                new SQLRecoverableException("m"),
                new SQLNonTransientConnectionException("m"));
    }

    @ParameterizedTest
    @MethodSource("passing")
    void an_exception_without_a_state_is_told_by_its_type(SQLException e) {
        assertThat(failures.ofStatement(e).code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void a_drivers_timeout_is_a_timeout_whatever_its_state_says() {
        assertThat(failures.ofStatement(new SQLTimeoutException("m", "42601")).code())
                .isEqualTo(ErrorCode.TIMED_OUT);
    }

    @Test
    void what_is_not_known_is_an_outage_where_a_connection_was_wanted() {
        assertThat(failures.ofConnecting(new SQLException("m")).code()).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(failures.ofStatement(new SQLException("m")).code()).isEqualTo(ErrorCode.MISCONFIGURED);
    }

    @Test
    void a_pool_that_waited_in_vain_is_what_its_cause_says() {
        SQLException waited = new SQLTransientConnectionException("no connection within 300 ms");
        waited.initCause(new SQLException("wrong password", "28P01"));

        assertThat(failures.ofConnecting(waited).code()).isEqualTo(ErrorCode.ACCESS_DENIED);
        assertThat(failures.ofConnecting(waited)).hasMessageContaining("(SQLState 28P01)");
    }

    @Test
    void what_is_not_known_is_what_its_cause_says() {
        assertThat(failures.ofStatement(chain("XX000", "08006")).code()).isEqualTo(ErrorCode.UNAVAILABLE);
    }

    @Test
    void the_state_of_the_first_is_told_where_none_is_known() {
        assertThat(failures.ofStatement(chain("XX001", "XX002"))).hasMessageContaining("(SQLState XX001)");
    }

    @Test
    void the_first_outage_is_told() {
        assertThat(failures.ofStatement(chain("08006", "57P01"))).hasMessageContaining("(SQLState 08006)");
    }

    @Test
    void the_first_that_says_more_than_an_outage_decides() {
        assertThat(failures.ofStatement(chain("42501", "42P01")).code()).isEqualTo(ErrorCode.ACCESS_DENIED);
    }

    // ---------------------------------------------------------------- timeouts and interrupts

    @Test
    void a_socket_that_timed_out_is_a_timeout_of_so_long() {
        EnvelopeException failure =
                failures.ofStatement(new SQLException("m", "08006", new SocketTimeoutException("Read timed out")));

        assertThat(failure.code()).isEqualTo(ErrorCode.TIMED_OUT);
        assertThat(failure).hasMessageContaining("within 300 ms");
    }

    @Test
    void an_outage_that_took_the_whole_deadline_is_a_timeout() {
        SQLException outage = new SQLException("m", "08006");

        ErrorCode before = failures.ofStatement(outage).code();
        nanos.set(Duration.ofMillis(300).toNanos());

        assertThat(before).isEqualTo(ErrorCode.UNAVAILABLE);
        assertThat(failures.ofStatement(outage).code()).isEqualTo(ErrorCode.TIMED_OUT);
    }

    static Stream<Exception> interrupts() {
        return Stream.of(new InterruptedException(), new ClosedByInterruptException());
    }

    @ParameterizedTest
    @MethodSource("interrupts")
    void an_interrupt_among_the_causes_is_an_interrupt(Exception interrupt) {
        assertThat(failures.ofStatement(new SQLException("m", "08006", interrupt)))
                .isInstanceOf(CallInterruptedException.class);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void whatever_fails_in_a_thread_that_was_interrupted_is_an_interrupt() {
        Thread.currentThread().interrupt();

        assertThat(failures.ofStatement(new SQLException("m", "08006"))).isInstanceOf(CallInterruptedException.class);
    }

    // ---------------------------------------------------------------- what is no SQLException

    @Test
    void a_failure_of_this_library_stays_what_it_is() {
        EnvelopeException ours = KekUnavailableException.throttled("cards", null);

        assertThat(failures.ofStatement(ours)).isSameAs(ours);
    }

    @Test
    void what_no_driver_should_throw_is_told_by_its_class() {
        assertThat(failures.ofStatement(new IllegalStateException(SECRET)))
                .hasMessageContaining("threw java.lang.IllegalStateException")
                .hasMessageNotContaining(SECRET)
                .extracting(EnvelopeException::code)
                .isEqualTo(ErrorCode.MISCONFIGURED);
    }

    @Test
    void a_pool_that_wraps_what_the_driver_said_is_looked_through() {
        RuntimeException wrapped = new IllegalStateException(new SQLException("m", "28P01"));

        assertThat(failures.ofConnecting(wrapped).code()).isEqualTo(ErrorCode.ACCESS_DENIED);
    }

    @Test
    @Timeout(30)
    void causes_that_form_a_circle_come_to_an_end() {
        SQLException a = new SQLException("a", "XX000");
        a.initCause(new SQLException("b", "XX000", a));

        assertThat(failures.ofStatement(a).code()).isEqualTo(ErrorCode.MISCONFIGURED);
    }

    // ---------------------------------------------------------------- messages

    @ParameterizedTest
    @CsvSource({
        "42P01, 0, 'could not read a tenant (SQLState 42P01), because a table or column is missing'",
        "42S02, 1146, 'could not read a tenant (SQLState 42S02, code 1146), because'",
        ", 1146, 'could not read a tenant (code 1146), because'",
        "25006, 0, 'could not read a tenant (SQLState 25006), because it is read-only'",
        ", 0, 'could not read a tenant; see the cause'"
    })
    void a_message_says_what_was_asked_and_which_state_came_back(@Nullable String state, int code, String expected) {
        assertThat(failures.ofStatement(new SQLException(SECRET, state, code)))
                .hasMessageContaining(expected)
                .hasMessageNotContaining(SECRET);
    }

    @Test
    void missing_tables_are_reported_with_the_file_to_run() {
        assertThat(failures.ofStatement(new SQLException("m", "42P01"))).hasMessageContaining("tenant-keys-");
    }

    @ParameterizedTest
    @ValueSource(strings = {"22001", "23505"})
    void what_a_driver_says_of_values_is_left_out(String state) {
        SQLException spoken = new SQLException("value " + SECRET + " is there already", state, 7);

        EnvelopeException failure = failures.ofStatement(spoken);

        assertThat(failure.getCause()).isInstanceOfSatisfying(SQLException.class, shown -> {
            assertThat(shown.getMessage()).doesNotContain(SECRET);
            assertThat(shown.getCause()).isNull();
            assertThat(shown.getSQLState()).isEqualTo(state);
            assertThat(shown.getErrorCode()).isEqualTo(7);
            assertThat(shown.getStackTrace()).isEqualTo(spoken.getStackTrace());
        });
    }

    @Test
    void what_a_driver_says_of_a_batch_is_left_out_wherever_it_stands() {
        SQLException outer =
                new SQLException("outer " + SECRET, "08006", new BatchUpdateException(SECRET, "08006", new int[0]));

        assertThat(failures.ofStatement(outer).getCause())
                .hasMessageNotContaining(SECRET)
                .hasNoCause();
    }

    @Test
    void what_a_driver_says_of_anything_else_is_kept() {
        SQLException said = new SQLException("the server closed the connection", "08006");
        SQLException bare = new SQLException("something");

        assertThat(failures.ofStatement(said)).hasCause(said);
        assertThat(failures.ofStatement(bare)).hasCause(bare);
    }

    private static SQLException chain(String state, String causesState) {
        return new SQLException("m", state, new SQLException("m", causesState));
    }
}

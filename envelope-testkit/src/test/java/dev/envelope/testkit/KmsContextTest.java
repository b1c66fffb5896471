package dev.envelope.testkit;

import static dev.envelope.testkit.KmsAssertions.assertFails;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.kek.Deadline;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A context is compared by value, pair by pair, and what is too large is refused. */
class KmsContextTest {

    private static final Map<String, String> ROW = Map.of("table", "cards", "id", "42");
    private static final byte[] SECRET = "secret".getBytes(UTF_8);

    private final InMemoryKms kms = new InMemoryKms();
    private final KmsSession session = kms.as(KmsPrincipal.administrator());

    @BeforeEach
    void createKey() {
        kms.createKey("a");
    }

    @Test
    void a_context_is_compared_by_value() {
        Map<String, String> sameInAnotherMap = new TreeMap<>(ROW);

        assertThat(session.decrypt("a", encrypted(), sameInAnotherMap, deadline())
                        .bytes())
                .isEqualTo(SECRET);
    }

    @Test
    void another_context_is_refused() {
        byte[] ciphertext = encrypted();

        assertFails(
                KmsErrorCode.INVALID_CIPHERTEXT,
                () -> session.decrypt("a", ciphertext, Map.of("table", "cards", "id", "43"), deadline()));
    }

    @Test
    void contexts_that_look_the_same_when_joined_are_different() {
        byte[] ciphertext =
                session.encrypt("a", SECRET, Map.of("a", "bc"), deadline()).bytes();

        assertFails(
                KmsErrorCode.INVALID_CIPHERTEXT, () -> session.decrypt("a", ciphertext, Map.of("ab", "c"), deadline()));
    }

    @Test
    void a_value_that_holds_what_could_stand_between_pairs_is_a_value() {
        Map<String, String> oneValue = Map.of("a", "1\0\0\0\0b\0\0\0\0" + "2");
        byte[] ciphertext = session.encrypt("a", SECRET, oneValue, deadline()).bytes();

        assertFails(
                KmsErrorCode.INVALID_CIPHERTEXT,
                () -> session.decrypt("a", ciphertext, Map.of("a", "1", "b", "2"), deadline()));
    }

    @Test
    void a_lone_surrogate_in_a_context_is_refused_rather_than_replaced() {
        assertFails(
                KmsErrorCode.INVALID_REQUEST, () -> session.encrypt("a", SECRET, Map.of("name", "\ud800"), deadline()));
    }

    @Test
    void a_plaintext_may_have_4096_bytes() {
        byte[] ciphertext =
                session.encrypt("a", new byte[4096], ROW, deadline()).bytes();

        assertThat(session.decrypt("a", ciphertext, ROW, deadline()).bytes()).isEqualTo(new byte[4096]);
    }

    @Test
    void a_plaintext_may_not_have_4097_bytes() {
        assertFails(KmsErrorCode.LIMIT_EXCEEDED, () -> session.encrypt("a", new byte[4097], ROW, deadline()));
    }

    @Test
    void a_context_may_have_8192_bytes() {
        assertThat(session.encrypt("a", SECRET, Map.of("k", "é".repeat(4095) + "x"), deadline())
                        .version())
                .isEqualTo(1);
    }

    @Test
    void a_context_may_not_have_8193_bytes() {
        assertFails(
                KmsErrorCode.LIMIT_EXCEEDED,
                () -> session.encrypt("a", SECRET, Map.of("k", "é".repeat(4096)), deadline()));
    }

    private byte[] encrypted() {
        return session.encrypt("a", SECRET, ROW, deadline()).bytes();
    }

    private static Deadline deadline() {
        return Deadline.after(Duration.ofSeconds(10));
    }
}

package dev.envelope.aws;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.WrappedKeyRefusedException;
import dev.envelope.format.WrappedKey;
import dev.envelope.fuzz.Invariant;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import dev.envelope.testkit.InMemoryKms;
import dev.envelope.testkit.aws.InMemoryKmsClient;
import java.time.Duration;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The bytes of a data key that AWS KMS wrapped: refused, or the very bytes that are printed again, and opened only unaltered. */
class AwsWrappedKeyFuzzTest {

    private static final EncryptionContext ROW = EncryptionContext.of("table", "cards", "id", "42");
    private static final InMemoryKms KMS = new InMemoryKms();
    private static final InMemoryKmsClient CLIENT = InMemoryKmsClient.of(KMS);
    private static final AwsKmsKey KEK = AwsKmsKey.builder("cards", CLIENT, CLIENT.keyArn(KMS.createKey("now")))
            .alsoDecrypting(CLIENT.keyArn(KMS.createKey("earlier")))
            .build();
    private static final DataKey KEY = DataKey.generate();
    private static final WrappedKey WRITTEN = KEK.wrap(KEY, ROW, deadline());

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] bytes) {
        if (bytes.length < 1 || bytes.length > WrappedKey.MAX_WRAPPED_LENGTH) {
            return;
        }
        WrappedKey given = WrappedKey.of("cards", WRITTEN.kekVersion(), bytes);
        try {
            Invariant.require(Arrays.equals(WrappedBytes.of(given).toArray(), bytes), () -> "printed otherwise");
        } catch (WrappedKeyRefusedException e) {
            Invariant.require(!given.equals(WRITTEN), () -> "refused what it wrapped");
        }
        try (DataKey opened = KEK.unwrap(given, ROW, deadline())) {
            Invariant.require(given.equals(WRITTEN) && opened.sameBytesAs(KEY), () -> "opened what was altered");
        } catch (EnvelopeException e) {
            Invariant.require(
                    !given.equals(WRITTEN) && e.code() == ErrorCode.WRAPPED_KEY_REFUSED, () -> "refused with " + e);
        }
        try {
            KEK.rewrap(given, ROW, deadline());
            Invariant.require(given.equals(WRITTEN), () -> "rewrapped what was altered");
        } catch (EnvelopeException e) {
            Invariant.require(!given.equals(WRITTEN), () -> "did not rewrap what it wrapped: " + e);
        }
        KMS.calls().clear();
    }

    static Stream<Arguments> seeds() {
        byte[] written = WRITTEN.bytes();
        return Stream.of(
                        written,
                        Arrays.copyOf(written, 5),
                        Arrays.copyOf(written, 6),
                        Arrays.copyOf(written, written.length + 1),
                        new byte[] {1},
                        new byte[] {2, 0, 0, 0, 0, 0, 0, 0, 0, 0})
                .map(bytes -> Arguments.of((Object) bytes));
    }

    private static Deadline deadline() {
        return Deadline.after(Duration.ofMinutes(1));
    }
}

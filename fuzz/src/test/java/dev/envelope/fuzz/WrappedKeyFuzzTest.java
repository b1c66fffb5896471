package dev.envelope.fuzz;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeException;
import dev.envelope.LocalKey;
import dev.envelope.format.KeyBlock;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.Deadline;
import dev.envelope.kek.KeyEncryptionKey;
import dev.envelope.tenant.InMemoryTenantKeyStore;
import dev.envelope.tenant.TenantKeys;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What local keys and tenants' keys are given to unwrap: altered, it is refused, or gives another data key where it is derived. */
class WrappedKeyFuzzTest {

    private static final EncryptionContext ROW = EncryptionContext.of("table", "cards", "id", "42");
    private static final LocalKey LOCAL = LocalKey.ephemeral("cards");
    private static final KeyEncryptionKey TENANT = tenant();
    private static final DataKey KEY = DataKey.generate();
    private static final WrappedKey BY_LOCAL = LOCAL.wrap(KEY, ROW, deadline());
    private static final WrappedKey BY_TENANT = TENANT.wrap(KEY, ROW, deadline());

    /** Takes the input as a key block. */
    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] bytes) {
        KeyBlock block;
        try {
            block = KeyBlock.parse(bytes);
        } catch (EnvelopeException e) {
            return;
        }
        for (WrappedKey wrapped : block.keys()) {
            check(LOCAL, wrapped, BY_LOCAL);
            check(TENANT, wrapped, BY_TENANT);
        }
    }

    static Stream<Arguments> seeds() {
        WrappedKey derived = TENANT.generateDataKey(ROW, deadline()).wrapped();
        return Stream.of(List.of(BY_LOCAL), List.of(BY_TENANT), List.of(derived), List.of(BY_LOCAL, BY_TENANT))
                .map(keys -> Arguments.of((Object) KeyBlock.of(keys).toBytes()));
    }

    private static void check(KeyEncryptionKey kek, WrappedKey given, WrappedKey written) {
        try (DataKey opened = kek.unwrap(given, ROW, deadline())) {
            Invariant.require(!opened.sameBytesAs(KEY) || sameBytes(given, written), () -> "opened what was altered");
            Invariant.require(
                    given.bytes()[0] == 2 || sameBytes(given, written), () -> "authenticated what was altered");
        } catch (EnvelopeException e) {
            Invariant.require(!sameBytes(given, written), () -> "refused what it wrapped");
        }
    }

    private static boolean sameBytes(WrappedKey given, WrappedKey written) {
        return given.kekVersion().equals(written.kekVersion()) && Arrays.equals(given.bytes(), written.bytes());
    }

    private static KeyEncryptionKey tenant() {
        TenantKeys tenants = TenantKeys.over(LocalKey.ephemeral("store"), new InMemoryTenantKeyStore());
        tenants.create("acme");
        return tenants.key("acme");
    }

    private static Deadline deadline() {
        return Deadline.after(Duration.ofMinutes(1));
    }
}

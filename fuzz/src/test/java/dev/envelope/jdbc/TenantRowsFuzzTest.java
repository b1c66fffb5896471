package dev.envelope.jdbc;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.Keyring;
import dev.envelope.LocalKey;
import dev.envelope.format.KeyBlock;
import dev.envelope.fuzz.Invariant;
import dev.envelope.kek.Deadline;
import dev.envelope.tenant.InMemoryTenantKeyStore;
import dev.envelope.tenant.StoredTenant;
import dev.envelope.tenant.StoredTenantKey;
import dev.envelope.tenant.TenantKeyStore;
import dev.envelope.tenant.TenantKeys;
import dev.envelope.testkit.StoreOverAnother;
import java.lang.reflect.Proxy;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The rows of a tenant as a database may give them: read without any failure, and a tenant that is not the one that was stored opens
 * no record.
 */
class TenantRowsFuzzTest {

    /** So that it is not collected, and its level with it. */
    private static final Logger LOG = Logger.getLogger(AlteredRows.class.getName());

    private static final List<String> COLUMNS = List.of(
            "tenant_id",
            "revision",
            "state",
            "current_version",
            "tenant_created_at_ms",
            "changed_at_ms",
            "seal",
            "change_position",
            "version",
            "key_created_at_ms",
            "wrapped",
            "key_check");

    private static final EncryptionContext ROW = EncryptionContext.of("table", "cards", "id", "42");
    private static final AlteredStore STORE = new AlteredStore();
    private static final TenantKeys TENANTS = tenants();
    private static final EnvelopeCipher CIPHER = TENANTS.cipher("acme");
    private static final byte[] ENVELOPE = CIPHER.encrypt("4929".getBytes(UTF_8), ROW);
    private static final StoredTenant GENUINE = STORE.genuine("acme");

    /** Takes the input as lines of twelve fields with tabs between them, the first one in hexadecimal; an empty one is null. */
    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] input) throws SQLException {
        LOG.setLevel(Level.OFF);
        Rows.Page page = new Rows("tenants").page(result(new String(input, ISO_8859_1)));
        for (StoredTenant tenant : page.tenants()) {
            Invariant.require(
                    tenant.keys().size() <= StoredTenant.MAXIMUM_VERSIONS, () -> "more versions than there may be");
            checkOpening(tenant);
        }
    }

    static Stream<Arguments> seeds() {
        String genuine = rows(GENUINE);
        String other = rows(STORE.genuine("umbrella"));
        return Stream.of(
                        genuine,
                        genuine + other,
                        genuine.replace("ACTIVE", "SHREDDED"),
                        genuine.replace("ACTIVE", "SUSPENDED"),
                        genuine + genuine,
                        genuine.substring(0, genuine.indexOf('\n') + 1),
                        "")
                .map(rows -> Arguments.of((Object) rows.getBytes(ISO_8859_1)));
    }

    private static void checkOpening(StoredTenant tenant) {
        STORE.answer = Optional.of(tenant);
        TENANTS.clearKeyCache();
        try {
            CIPHER.decrypt(ENVELOPE, ROW);
            Invariant.require(tenant.equals(GENUINE), () -> "altered rows open a record");
        } catch (EnvelopeException e) {
            Invariant.require(!tenant.equals(GENUINE), () -> "the rows that were stored are refused: " + e);
        } finally {
            STORE.answer = Optional.empty();
        }
    }

    private static String rows(StoredTenant tenant) {
        StringBuilder rows = new StringBuilder();
        for (StoredTenantKey key : tenant.keys()) {
            KeyBlock wrapped = key.wrapped();
            rows.append(String.join(
                            "\t",
                            HexFormat.of().formatHex(tenant.tenantId().getBytes(UTF_8)),
                            String.valueOf(tenant.revision()),
                            tenant.state().name(),
                            tenant.currentVersion(),
                            String.valueOf(tenant.createdAt().toEpochMilli()),
                            String.valueOf(tenant.changedAt().toEpochMilli()),
                            tenant.seal(),
                            "1",
                            key.version(),
                            String.valueOf(key.createdAt().toEpochMilli()),
                            wrapped == null ? "" : wrapped.toText(),
                            key.check()))
                    .append('\n');
        }
        return rows.toString();
    }

    /** What a driver gives for these lines: numbers where there are some, and 0 where not. */
    private static ResultSet result(String lines) {
        List<String[]> rows = new ArrayList<>();
        lines.lines().forEach(line -> rows.add(Arrays.copyOf(line.split("\t", -1), COLUMNS.size())));
        int[] current = {-1};
        return (ResultSet) Proxy.newProxyInstance(
                TenantRowsFuzzTest.class.getClassLoader(), new Class<?>[] {ResultSet.class}, (proxy, method, args) -> {
                    if (method.getName().equals("next")) {
                        current[0]++;
                        return current[0] < rows.size();
                    }
                    String field = rows.get(current[0])[COLUMNS.indexOf((String) args[0])];
                    return switch (method.getName()) {
                        case "getString" -> field == null || field.isEmpty() ? null : field;
                        case "getLong" -> number(field);
                        case "getBytes" -> bytes(field);
                        default -> throw new UnsupportedOperationException(method.getName());
                    };
                });
    }

    private static long number(String field) {
        try {
            return field == null ? 0 : Long.parseLong(field);
        } catch (NumberFormatException e) {
            return field.hashCode() * 0x100000001L;
        }
    }

    /** A primary key, so never null. */
    private static byte[] bytes(String field) {
        try {
            return field == null ? new byte[0] : HexFormat.of().parseHex(field);
        } catch (IllegalArgumentException e) {
            return field.getBytes(ISO_8859_1);
        }
    }

    private static TenantKeys tenants() {
        TenantKeys tenants = TenantKeys.builder(Keyring.of(LocalKey.ephemeral("store")), STORE)
                .pollInterval(Duration.ofHours(1))
                .build();
        for (String tenant : List.of("acme", "umbrella")) {
            tenants.create(tenant);
            tenants.rotate(tenant);
        }
        return tenants;
    }

    /** A store in memory that gives another tenant than it has, where it is told to. */
    private static final class AlteredStore implements StoreOverAnother {

        private final InMemoryTenantKeyStore stored = new InMemoryTenantKeyStore();
        private volatile Optional<StoredTenant> answer = Optional.empty();

        StoredTenant genuine(String tenantId) {
            return stored.find(tenantId, Deadline.after(Duration.ofMinutes(1))).orElseThrow();
        }

        @Override
        public TenantKeyStore other() {
            return stored;
        }

        @Override
        public Optional<StoredTenant> find(String tenantId, Deadline deadline) {
            return answer.isPresent() ? answer : stored.find(tenantId, deadline);
        }
    }
}

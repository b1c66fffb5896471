package dev.envelope.vault;

import static dev.envelope.vault.Transit.ROW;
import static dev.envelope.vault.Transit.assertFails;
import static dev.envelope.vault.Transit.soon;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.ErrorCode;
import dev.envelope.format.WrappedKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The policies of docs/vault.md give the rights that the page says, and no others. */
@RequiresVault
class PoliciesOfTheBookTest {

    private static final Pattern POLICY = Pattern.compile("```hcl\n# (.*?)\n(.*?)```", Pattern.DOTALL);
    private static final int FORBIDDEN = 403;

    private final Map<String, String> policies = read();
    private Transit transit = Transit.of(TestVault.shared());

    @AfterEach
    void close() {
        transit.close();
    }

    @Test
    void a_writer_writes_and_can_not_read() {
        VaultTransitKey writer = kek("writer");

        WrappedKey wrapped = Transit.wrapNew(writer);

        assertFails(ErrorCode.ACCESS_DENIED, () -> writer.unwrap(wrapped, ROW, soon()));
    }

    @Test
    void a_writer_can_not_make_keys() {
        VaultAdmin writer = transit.admin().withToken(token("writer"));

        assertThat(writer.status("POST", transit.mount() + "/keys/" + transit.key()))
                .isEqualTo(FORBIDDEN);
        assertThat(writer.status("POST", transit.mount() + "/encrypt/another")).isEqualTo(FORBIDDEN);
    }

    @Test
    void a_reader_reads_and_can_not_write() {
        VaultTransitKey reader = kek("reader");

        reader.unwrap(Transit.wrapNew(kek("writer")), ROW, soon()).close();

        assertFails(ErrorCode.ACCESS_DENIED, () -> Transit.wrapNew(reader));
    }

    @Test
    void a_rewrapper_rewraps_and_can_neither_read_nor_write() {
        transit.close();
        transit = Transit.of(TestVault.shared(), ContextBinding.DERIVED_KEY);
        VaultTransitKey rewrapper = kek("rewrapper");
        WrappedKey old = Transit.wrapNew(kek("writer"));
        transit.rotate();

        rewrapper.refreshVersion(soon());
        WrappedKey fresh = rewrapper.rewrap(old, ROW, soon());

        assertThat(List.of(rewrapper.currentVersion().orElseThrow(), fresh.kekVersion()))
                .containsOnly("v2");
        assertFails(ErrorCode.ACCESS_DENIED, () -> rewrapper.unwrap(fresh, ROW, soon()));
        assertFails(ErrorCode.ACCESS_DENIED, () -> Transit.wrapNew(rewrapper));
    }

    @Test
    void a_rewrapper_with_associated_data_rewraps() {
        VaultTransitKey rewrapper = kek("rewrapper with associated data");
        WrappedKey old = Transit.wrapNew(kek("writer"));
        transit.rotate();

        rewrapper.refreshVersion(soon());

        assertThat(rewrapper.rewrap(old, ROW, soon()).kekVersion()).isEqualTo("v2");
    }

    @Test
    void an_operator_rotates_and_retires_and_reads_nothing() {
        VaultAdmin operator = transit.admin().withToken(token("operator"));
        WrappedKey old = Transit.wrapNew(kek("writer"));

        operator.rotate(transit.mount(), transit.key());
        operator.configure(transit.mount(), transit.key(), Map.of("min_decryption_version", 2));

        assertFails(ErrorCode.KEK_VERSION_RETIRED, () -> kek("reader").unwrap(old, ROW, soon()));
        assertFails(ErrorCode.ACCESS_DENIED, () -> kek("operator").unwrap(old, ROW, soon()));
    }

    private VaultTransitKey kek(String policy) {
        return transit.kek(VaultAuth.token(token(policy)));
    }

    private String token(String policy) {
        String rules = policies.get(policy)
                .replace("\"transit/", "\"" + transit.mount() + "/")
                .replace("/cards", "/" + transit.key());
        return transit.admin().tokenWith(rules, Map.of());
    }

    private static Map<String, String> read() {
        Map<String, String> read = new HashMap<>();
        try {
            Matcher matcher = POLICY.matcher(Files.readString(Path.of("..", "docs", "vault.md")));
            while (matcher.find()) {
                read.put(matcher.group(1), matcher.group(2));
            }
            return read;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}

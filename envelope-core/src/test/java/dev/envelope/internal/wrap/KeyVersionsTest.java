package dev.envelope.internal.wrap;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.internal.wrap.KeyVersions.KeyVersion;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyVersionsTest {

    private static final String KEY = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    @Test
    void a_closed_version_is_wiped() {
        KeyVersion version = KeyVersions.parse("1:" + KEY).get(0);

        version.close();

        assertThat(version.key()).containsOnly(0);
    }

    @Test
    void a_version_shows_its_name_only() {
        assertThat(KeyVersions.parse("7:" + KEY).get(0)).hasToString("KeyVersion[7]");
    }

    @Test
    void a_new_line_is_read_as_the_version_it_was_made_for() {
        List<KeyVersion> versions = KeyVersions.parse(KeyVersions.newLine("a.2"));

        assertThat(versions).extracting(KeyVersion::version).containsExactly("a.2");
        assertThat(versions.get(0).key()).hasSize(32);
    }
}

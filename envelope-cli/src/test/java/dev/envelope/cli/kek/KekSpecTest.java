package dev.envelope.cli.kek;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.cli.shell.CliException;
import dev.envelope.cli.shell.ExitCode;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KekSpecTest {

    @Test
    void a_local_key_is_a_name_and_a_file() {
        assertThat(KekSpec.parse("local:eu/cards=/keys/a=b:c.key"))
                .isEqualTo(new LocalKekSpec("eu/cards", Path.of("/keys/a=b:c.key")));
    }

    @Test
    void a_key_of_aws_is_a_name_and_what_kms_knows_it_by() {
        assertThat(KekSpec.parse("aws:cards=alias/cards")).isEqualTo(new AwsKekSpec("cards", "alias/cards"));
    }

    @Test
    void an_arn_tells_its_region() {
        assertThat(((AwsKekSpec) KekSpec.parse("aws:cards=arn:aws:kms:eu-west-1:111122223333:key/1234")).region())
                .contains("eu-west-1");
        assertThat(new AwsKekSpec("cards", "alias/cards").region()).isEmpty();
        assertThat(new AwsKekSpec("cards", "arn:aws:kms::111122223333:key/1234").region())
                .isEmpty();
    }

    @Test
    void a_key_of_vault_is_a_name_and_a_mount_and_the_name_there() {
        assertThat(KekSpec.parse("vault:cards=cards-2026"))
                .isEqualTo(new VaultKekSpec("cards", "transit", "cards-2026"));
        assertThat(KekSpec.parse("vault:cards=team/pay/kms/c"))
                .isEqualTo(new VaultKekSpec("cards", "team/pay/kms", "c"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"vault:cards=/cards", "vault:cards=transit/", "vault:cards=/"})
    void a_path_that_names_no_key_of_vault_is_refused(String text) {
        assertThatThrownBy(() -> KekSpec.parse(text))
                .isInstanceOfSatisfying(
                        CliException.class, e -> assertThat(e.exit()).isEqualTo(ExitCode.USAGE))
                .hasMessageContaining("names no key of Vault");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "cards",
                "local",
                "local:cards",
                "local:cards=",
                "local:=file",
                "local:CARDS=file",
                "local=cards:file",
                "vault:cards=",
                "vault:CARDS=transit/cards",
                "LOCAL:cards=file"
            })
    void what_names_no_key_is_refused_with_the_syntax(String text) {
        assertThatThrownBy(() -> KekSpec.parse(text))
                .isInstanceOfSatisfying(
                        CliException.class, e -> assertThat(e.exit()).isEqualTo(ExitCode.USAGE))
                .message()
                .containsPattern("local:<name>|characters");
    }

    @Test
    void a_key_that_is_given_itself_is_not_repeated() {
        assertThatThrownBy(() -> KekSpec.parse("000102030405060708090a0b0c0d0e0f"))
                .message()
                .doesNotContain("0001");
    }
}

package dev.envelope.cli.rotate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.cli.shell.CliException;
import dev.envelope.cli.shell.ExitCode;
import dev.envelope.rotation.StoredRow;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ContextTemplateTest {

    private static final StoredRow ROW = new StoredRow() {
        private final Map<String, String> columns = new HashMap<>(Map.of("id", "42", "tenant name", "acme"));

        @Override
        public String column() {
            return "pan";
        }

        @Override
        public byte[] value() {
            throw new AssertionError("the context is not made of the envelope");
        }

        @Override
        public Map<String, String> key() {
            return Map.of("id", "42");
        }

        @Override
        public String text(String name) {
            return columns.get(name);
        }
    };

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "cards,cards",
                "{id},42",
                "row-{id}-of-{tenant name},row-42-of-acme",
                "{$column},pan",
                "{id}{$column}{id},42pan42",
                "{{id}},{id}",
                "{{{id}}},{42}",
                "{{{{,{{",
                "$column,$column",
                "a}}b,a}b"
            })
    void it_makes_a_value_of_a_row(String template, String value) {
        assertThat(ContextTemplate.parse(template).of(ROW)).isEqualTo(value);
    }

    @Test
    void an_empty_template_is_an_empty_value() {
        assertThat(ContextTemplate.parse("").of(ROW)).isEmpty();
    }

    @Test
    void it_tells_which_columns_a_row_has_to_have() {
        assertThat(ContextTemplate.parse("{id}:{$column}:{{x}}:{tenant name}").columns())
                .containsExactlyInAnyOrder("id", "tenant name");
    }

    @Test
    void a_column_that_is_null_makes_no_value() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ContextTemplate.parse("{other}").of(ROW));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "{id,1,never closed",
                "row {,5,never closed",
                "id},3,closes nothing",
                "{},1,no column is named",
                "{$table},1,means nothing",
                "{$},1,means nothing",
                "{a{b},1,never closed",
                "{id}},5,closes nothing"
            })
    void what_is_broken_is_refused_and_where_is_told(String template, int character, String why) {
        assertThatThrownBy(() -> ContextTemplate.parse(template))
                .isInstanceOfSatisfying(
                        CliException.class, e -> assertThat(e.exit()).isEqualTo(ExitCode.USAGE))
                .message()
                .contains("at character " + character + ":", why);
    }
}

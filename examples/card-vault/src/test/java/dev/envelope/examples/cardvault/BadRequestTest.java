package dev.envelope.examples.cardvault;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.envelope.examples.cardvault.CardClient.Answer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BadRequestTest {

    private static final String PAN = TestVault.VISA;

    private static TestVault vault;

    @BeforeAll
    static void open() throws Exception {
        vault = TestVault.open();
    }

    @AfterAll
    static void close() {
        vault.close();
    }

    static Stream<Arguments> badBodies() {
        return Stream.of(
                bad("nothing", "", "is empty"),
                bad("white space", " \n", "is empty"),
                bad("form data", "name=Eve&pan=" + PAN, "not valid JSON"),
                bad("cut JSON", "{\"name\": \"Eve\", \"pan\": \"" + PAN, "not valid JSON"),
                bad("two values", card("Eve", PAN) + card("Eve", PAN), "not valid JSON"),
                bad("a field twice", "{\"pan\": \"1\", \"name\": \"Eve\", \"pan\": \"" + PAN + "\"}", "not valid JSON"),
                bad("nested too deeply", "[".repeat(5_000), "not valid JSON"),
                bad("null", "null", "not an object"),
                bad("an array", "[" + card("Eve", PAN) + "]", "not an object"),
                bad("a string", "\"" + PAN + "\"", "not an object"),
                bad("no name", "{\"pan\": \"" + PAN + "\"}", "\"name\" is missing"),
                bad("no pan", "{\"name\": \"Eve\"}", "\"pan\" is missing"),
                bad("null name", "{\"name\": null, \"pan\": \"" + PAN + "\"}", "\"name\" is not a string"),
                bad("a number as pan", "{\"name\": \"Eve\", \"pan\": " + PAN + "}", "\"pan\" is not a string"),
                bad("an object as pan", "{\"name\": \"Eve\", \"pan\": {}}", "\"pan\" is not a string"),
                bad("blank name", card(" \\t ", PAN), "\"name\" is blank"),
                bad("blank pan", card("Eve", ""), "\"pan\" is blank"),
                bad("name too long", card("E".repeat(101), PAN), "longer than 100"),
                bad("line break in the name", card("Eve\\nProcessing", PAN), "can't be printed"),
                bad("zero character in the name", card("Eve\\u0000", PAN), "can't be printed"),
                bad("lone surrogate in the name", card("Eve\\ud800", PAN), "can't be printed"),
                bad("card number as name", card("4111 1111 1111 1111", PAN), "not encrypted"),
                bad("pan too short", card("Eve", "41111111111"), "12 to 19 digits"),
                bad("pan too long", card("Eve", "41111111111111111111"), "12 to 19 digits"),
                bad("pan with spaces", card("Eve", "4111 1111 1111 1111"), "12 to 19 digits"),
                bad("pan that fails Luhn", card("Eve", "4111111111111112"), "Luhn"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badBodies")
    void a_bad_body_is_refused_and_nothing_stored(String what, String body, String reason) throws Exception {
        Answer answer = vault.client.post(body);

        assertRefused(answer, 400, reason);
    }

    @ParameterizedTest
    @MethodSource("badContentTypes")
    void another_content_type_is_refused(String contentType) throws Exception {
        Answer answer = vault.client.send("POST", CardApi.PATH, contentType, card("Eve", PAN));

        assertRefused(answer, 415, "application/json");
    }

    static Stream<String> badContentTypes() {
        return Stream.of("", "text/plain", "application/x-www-form-urlencoded", "application/jsonp", ";");
    }

    @Test
    void a_content_type_may_name_its_charset() throws Exception {
        try (TestVault other = TestVault.open()) {
            Answer answer =
                    other.client.send("POST", CardApi.PATH, "Application/JSON; charset=utf-8", card("Eve", PAN));

            assertThat(answer.status()).isEqualTo(201);
        }
    }

    @Test
    void a_body_of_10_mb_is_refused_with_an_answer() throws Exception {
        Answer answer = vault.client.store("Eve", "4".repeat(10 * 1024 * 1024));

        assertRefused(answer, 413, "64 KiB");
    }

    @Test
    void a_body_one_byte_too_long_is_refused() throws Exception {
        String card = card("Eve", PAN);

        Answer answer = vault.client.post(card + " ".repeat(64 * 1024 + 1 - card.length()));

        assertRefused(answer, 413, "64 KiB");
    }

    @ParameterizedTest
    @MethodSource("otherPaths")
    void another_path_is_not_found(String path) throws Exception {
        Answer answer = vault.client.send("POST", path, "application/json", card("Eve", PAN));

        assertRefused(answer, 404, "/credit-cards/");
    }

    static Stream<String> otherPaths() {
        return Stream.of("/", "/credit-cards", "/credit-cards/1", "/debit-cards/");
    }

    @ParameterizedTest
    @MethodSource("otherMethods")
    void another_method_is_not_allowed(String method) throws Exception {
        Answer answer = vault.client.send(method, CardApi.PATH, "application/json", card("Eve", PAN));

        assertRefused(answer, 405, "GET and POST");
    }

    static Stream<String> otherMethods() {
        return Stream.of("PUT", "DELETE", "PATCH");
    }

    private static void assertRefused(Answer answer, int status, String reason) throws Exception {
        assertThat(answer.status()).isEqualTo(status);
        assertThat(new JsonMapper().readTree(answer.body()).path("error").asText())
                .contains(reason)
                .doesNotContain("4111");
        assertThat(vault.table.count()).isZero();
    }

    private static Arguments bad(String what, String body, String reason) {
        return Arguments.of(what, body, reason);
    }

    private static String card(String name, String pan) {
        return "{\"name\": \"" + name + "\", \"pan\": \"" + pan + "\"}";
    }
}

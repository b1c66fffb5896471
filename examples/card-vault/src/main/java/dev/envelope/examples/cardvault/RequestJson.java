package dev.envelope.examples.cardvault;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/** The body of a request: an object of strings. What is wrong with it is said without repeating any of it. */
final class RequestJson {

    static final int MAX_NAME_LENGTH = 100;

    /** As many digits as the shortest card number has. */
    private static final int TOO_MANY_DIGITS = 12;

    private static final int BAD_REQUEST = 400;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    private final JsonNode object;

    private RequestJson(JsonNode object) {
        this.object = object;
    }

    /**
     * Reads an object.
     *
     * @param body the body
     * @param expected what should be in it, for the caller to read
     */
    static RequestJson parse(byte[] body, String expected) {
        JsonNode node = parse(body);
        if (node.isMissingNode()) {
            throw refused("the body is empty");
        }
        if (!node.isObject()) {
            throw refused("the body is not an object with " + expected);
        }
        return new RequestJson(node);
    }

    boolean has(String field) {
        return object.has(field);
    }

    String text(String field) {
        JsonNode value = object.path(field);
        if (value.isMissingNode()) {
            throw refused("\"" + field + "\" is missing");
        }
        if (!value.isTextual()) {
            throw refused("\"" + field + "\" is not a string");
        }
        if (value.textValue().isBlank()) {
            throw refused("\"" + field + "\" is blank");
        }
        return value.textValue();
    }

    /** A name, which is stored in the clear. */
    String name(String field) {
        String name = text(field).strip();
        if (name.length() > MAX_NAME_LENGTH) {
            throw refused("\"" + field + "\" is longer than " + MAX_NAME_LENGTH + " characters");
        }
        if (name.codePoints().anyMatch(RequestJson::isUnprintable)) {
            throw refused("\"" + field + "\" has a character that can't be printed");
        }
        if (name.chars().filter(Pan::isDigit).count() >= TOO_MANY_DIGITS) {
            throw refused("\"" + field + "\" seems to hold a card number; it is not encrypted");
        }
        return name;
    }

    static RequestRefusedException refused(String message) {
        return new RequestRefusedException(BAD_REQUEST, message);
    }

    private static JsonNode parse(byte[] body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            // its message quotes the body
            throw refused("the body is not valid JSON");
        } catch (IOException e) {
            throw refused("the body is not valid JSON in UTF-8");
        }
    }

    private static boolean isUnprintable(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> true;
            default -> false;
        };
    }
}

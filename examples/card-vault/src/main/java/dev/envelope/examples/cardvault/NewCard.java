package dev.envelope.examples.cardvault;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;

/**
 * What a caller wants to have stored, checked.
 *
 * @param name the holder's name
 * @param pan the card number
 */
record NewCard(String name, Pan pan) {

    static final int MAX_NAME_LENGTH = 100;

    /** As many digits as the shortest card number has. */
    private static final int TOO_MANY_DIGITS = 12;

    private static final int BAD_REQUEST = 400;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Reads {@code {"name": "...", "pan": "..."}}. */
    static NewCard fromJson(byte[] body) {
        JsonNode card = parse(body);
        if (card.isMissingNode()) {
            throw refused("the body is empty");
        }
        if (!card.isObject()) {
            throw refused("the body is not an object with \"name\" and \"pan\"");
        }
        String name = text(card, "name").strip();
        requireName(name);
        try {
            return new NewCard(name, new Pan(text(card, "pan")));
        } catch (IllegalArgumentException e) {
            throw refused("\"pan\" is refused: " + e.getMessage());
        }
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

    private static String text(JsonNode card, String field) {
        JsonNode value = card.path(field);
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

    private static void requireName(String name) {
        if (name.length() > MAX_NAME_LENGTH) {
            throw refused("\"name\" is longer than " + MAX_NAME_LENGTH + " characters");
        }
        if (name.codePoints().anyMatch(NewCard::isUnprintable)) {
            throw refused("\"name\" has a character that can't be printed");
        }
        if (name.chars().filter(Pan::isDigit).count() >= TOO_MANY_DIGITS) {
            throw refused("\"name\" seems to hold a card number; it is not encrypted");
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

    private static RequestRefusedException refused(String message) {
        return new RequestRefusedException(BAD_REQUEST, message);
    }
}

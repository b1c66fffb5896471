package dev.envelope.internal.json;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A JSON object that is written member by member, in this order. In ASCII: no reader can mistake one text for another. */
public final class JsonObject {

    private final StringBuilder members = new StringBuilder();

    /** An object without members. */
    public JsonObject() {}

    /**
     * Adds a member.
     *
     * @param name its name
     * @param value a text; null where there is none
     * @return this object
     */
    public JsonObject put(String name, @Nullable String value) {
        return putRaw(name, value == null ? "null" : quoted(value));
    }

    /**
     * Adds a member.
     *
     * @param name its name
     * @param value a whole number
     * @return this object
     */
    public JsonObject put(String name, long value) {
        return putRaw(name, Long.toString(value));
    }

    /**
     * Adds a member.
     *
     * @param name its name
     * @param value a finite number
     * @return this object
     */
    public JsonObject put(String name, double value) {
        return putRaw(name, String.format(Locale.ROOT, "%.4f", value));
    }

    /**
     * Adds a member.
     *
     * @param name its name
     * @param value true or false
     * @return this object
     */
    public JsonObject put(String name, boolean value) {
        return putRaw(name, Boolean.toString(value));
    }

    /**
     * Adds a member.
     *
     * @param name its name
     * @param value another object; null where there is none
     * @return this object
     */
    public JsonObject put(String name, @Nullable JsonObject value) {
        return putRaw(name, String.valueOf(value));
    }

    /**
     * Adds a member.
     *
     * @param name its name
     * @param values other objects
     * @return this object
     */
    public JsonObject putObjects(String name, List<JsonObject> values) {
        return putRaw(name, values.stream().map(JsonObject::toString).collect(Collectors.joining(",", "[", "]")));
    }

    /**
     * Adds a member.
     *
     * @param name its name
     * @param values texts
     * @return this object
     */
    public JsonObject putTexts(String name, List<String> values) {
        return putRaw(name, values.stream().map(JsonObject::quoted).collect(Collectors.joining(",", "[", "]")));
    }

    private JsonObject putRaw(String name, String value) {
        members.append(members.isEmpty() ? "" : ",")
                .append(quoted(name))
                .append(':')
                .append(value);
        return this;
    }

    private static String quoted(String text) {
        StringBuilder json = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < ' ' || c == '"' || c == '\\' || c > '~') {
                json.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                json.append(c);
            }
        }
        return json.append('"').toString();
    }

    /** Returns the object in one line. */
    @Override
    public String toString() {
        return "{" + members + "}";
    }
}

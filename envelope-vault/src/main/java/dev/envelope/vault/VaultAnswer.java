package dev.envelope.vault;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import dev.envelope.vault.CallFailure.Kind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * An answer of Vault, as far as anyone here asks for it. Plaintexts are decoded without becoming a string; closing wipes them.
 * Not safe for use by several threads.
 */
final class VaultAnswer implements AutoCloseable {

    /** Buffers that held a data key are not kept for the next caller. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .build();

    private final VaultRequest request;
    private final int status;
    private final List<String> errors = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();
    private final List<Item> batch = new ArrayList<>();
    private final List<byte[]> plaintexts = new ArrayList<>();
    private final Map<String, String> values = new LinkedHashMap<>();
    private Item single = Item.EMPTY;
    private boolean understood;
    private boolean hasErrors;

    private VaultAnswer(VaultRequest request, int status) {
        this.request = request;
        this.status = status;
    }

    /**
     * What became of one item.
     *
     * @param ciphertext the ciphertext, or null
     * @param plaintext the plaintext, or null
     * @param error why there is neither, or null
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Item(
            @Nullable String ciphertext,
            byte @Nullable [] plaintext,
            @Nullable String error) {

        static final Item EMPTY = new Item(null, null, null);

        @Override
        public String toString() {
            return error == null ? "Item" : "Item[failed]";
        }
    }

    /**
     * Reads an answer.
     *
     * @param body the bytes, which stay the caller's
     * @throws CallFailure if it is a success that is none of Vault's
     */
    static VaultAnswer read(VaultRequest request, int status, byte[] body) throws CallFailure {
        VaultAnswer answer = new VaultAnswer(request, status);
        boolean read = false;
        try (JsonParser parser = JSON.createParser(body)) {
            if (body.length > 0 && parser.nextToken() == JsonToken.START_OBJECT) {
                answer.readTop(parser);
                answer.understood = parser.nextToken() == null;
            }
            read = answer.understood || status == 204 || !answer.isSuccess();
        } catch (JsonParseException e) {
            // no cause: its message may repeat what was read
            read = !answer.isSuccess();
        } catch (IOException e) {
            read = !answer.isSuccess();
        } finally {
            if (!read) {
                answer.close();
            }
        }
        if (!read) {
            throw new CallFailure(Kind.MISCONFIGURED, answer.foreign(), null);
        }
        return answer;
    }

    int status() {
        return status;
    }

    boolean isSuccess() {
        return status >= 200 && status < 300;
    }

    /**
     * Whether it is an error that something else than Vault wrote, such as a proxy or another server at that address. Some
     * statuses mean the same whoever wrote them.
     */
    boolean isForeign() {
        return !isSuccess()
                && !(understood && (hasErrors || !batch.isEmpty()))
                && status < 500
                && status != 413
                && status != 429;
    }

    /** What to say of one that is foreign. */
    String foreign() {
        return "what answered " + request + " with HTTP status " + status + " is not Vault: check the address";
    }

    List<String> errors() {
        return List.copyOf(errors);
    }

    List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** Whether there is something for each of so many items, whatever the status. */
    boolean hasItems(int count) {
        return (count == 1 && isSuccess()) || batch.size() == count;
    }

    /** What became of the items, in their order; that of a request for one thing is the only one. */
    List<Item> items() {
        return batch.isEmpty() ? List.of(single) : List.copyOf(batch);
    }

    /** All that were decoded, those of an item that was not read to its end or came twice as well. */
    List<byte[]> plaintexts() {
        return List.copyOf(plaintexts);
    }

    /** A text, number or boolean of the answer's {@code data} or {@code auth}. */
    Optional<String> value(String name) {
        return Optional.ofNullable(values.get(name));
    }

    OptionalLong number(String name) {
        try {
            return value(name)
                    .map(text -> OptionalLong.of(Long.parseLong(text)))
                    .orElseGet(OptionalLong::empty);
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    /** The error that this answer is. */
    VaultException error() {
        return new VaultException(request.toString(), status, errors);
    }

    /** The error of one item. */
    VaultException error(String itemError) {
        return new VaultException("an item of " + request, status, List.of(itemError));
    }

    @Override
    public void close() {
        plaintexts.forEach(plaintext -> Arrays.fill(plaintext, (byte) 0));
    }

    @Override
    public String toString() {
        return "VaultAnswer[" + status + " to " + request + "]";
    }

    private void readTop(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (field.equals("errors") && value == JsonToken.START_ARRAY) {
                hasErrors = true;
                readTexts(parser, errors);
            } else if (field.equals("warnings") && value == JsonToken.START_ARRAY) {
                readTexts(parser, warnings);
            } else if (field.equals("data") && value == JsonToken.START_OBJECT) {
                single = readItem(parser, true);
            } else if (field.equals("auth") && value == JsonToken.START_OBJECT) {
                readItem(parser, true);
            } else {
                parser.skipChildren();
            }
        }
    }

    /** Reads an object with the fields of an item; those of {@code data} and {@code auth} have others, which are kept by name. */
    private Item readItem(JsonParser parser, boolean keeping) throws IOException {
        String ciphertext = null;
        byte[] plaintext = null;
        String error = null;
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String field = parser.currentName();
            JsonToken value = parser.nextToken();
            if (field.equals("plaintext") && value == JsonToken.VALUE_STRING) {
                plaintext = parser.getBinaryValue();
                plaintexts.add(plaintext);
            } else if (field.equals("ciphertext") && value == JsonToken.VALUE_STRING) {
                ciphertext = parser.getText();
            } else if (field.equals("error") && value == JsonToken.VALUE_STRING) {
                error = parser.getText().isEmpty() ? null : parser.getText();
            } else if (keeping && field.equals("batch_results") && value == JsonToken.START_ARRAY) {
                readBatch(parser);
            } else if (keeping && value.isScalarValue() && value != JsonToken.VALUE_NULL) {
                values.put(field, parser.getText());
            } else {
                parser.skipChildren();
            }
        }
        return new Item(ciphertext, plaintext, error);
    }

    private void readBatch(JsonParser parser) throws IOException {
        while (parser.nextToken() == JsonToken.START_OBJECT) {
            batch.add(readItem(parser, false));
        }
    }

    private static void readTexts(JsonParser parser, List<String> texts) throws IOException {
        JsonToken token = parser.nextToken();
        while (token != null && token != JsonToken.END_ARRAY) {
            if (token == JsonToken.VALUE_STRING) {
                texts.add(parser.getText());
            } else {
                parser.skipChildren();
            }
            token = parser.nextToken();
        }
    }
}

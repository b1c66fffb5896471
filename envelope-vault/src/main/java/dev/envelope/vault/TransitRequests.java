package dev.envelope.vault;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.envelope.EncryptionContext;
import dev.envelope.kek.DataKey;
import dev.envelope.kek.WrapRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/**
 * The requests about one key of a Transit engine.
 *
 * @param mount where the engine is mounted
 * @param keyName the name of its key
 * @param binding how data keys are bound to their contexts
 */
record TransitRequests(String mount, String keyName, ContextBinding binding) {

    /**
     * A ciphertext, and the context that it is bound to.
     *
     * @param ciphertext the ciphertext
     * @param context the context
     */
    record Bound(Ciphertext ciphertext, EncryptionContext context) {}

    String keyPath() {
        return mount + "/keys/" + keyName;
    }

    VaultRequest readKey() {
        return VaultRequest.get(keyPath());
    }

    VaultRequest encrypt(List<WrapRequest> items) {
        return post("encrypt", json -> {
            // Transit makes a key that is not there, unless it is told to make one of a type that it does not know
            json.writeStringField("type", Condition.NO_KEY_TYPE);
            each(json, items, (out, item) -> {
                writePlaintext(out, item.key());
                writeContext(out, item.context());
            });
        });
    }

    VaultRequest decrypt(List<Bound> items) {
        return post("decrypt", json -> each(json, items, this::writeBound));
    }

    VaultRequest rewrap(List<Bound> items) {
        return post("rewrap", json -> each(json, items, this::writeBound));
    }

    /** What a server that binds has to refuse. */
    VaultRequest encryptWithoutContext(DataKey any) {
        return post("encrypt", json -> {
            json.writeStringField("type", Condition.NO_KEY_TYPE);
            writePlaintext(json, any);
        });
    }

    /** What a server that binds has to refuse. */
    VaultRequest decryptWithoutContext(Ciphertext ciphertext) {
        return post("decrypt", json -> json.writeStringField("ciphertext", ciphertext.text()));
    }

    /** What a server that binds has to refuse. */
    VaultRequest rewrapWithoutContext(Ciphertext ciphertext) {
        return post("rewrap", json -> json.writeStringField("ciphertext", ciphertext.text()));
    }

    private VaultRequest post(String operation, JsonBody.Fields fields) {
        return VaultRequest.post(mount + "/" + operation + "/" + keyName, JsonBody.of(fields));
    }

    private void writeBound(JsonGenerator json, Bound item) throws IOException {
        json.writeStringField("ciphertext", item.ciphertext().text());
        writeContext(json, item.context());
    }

    private void writeContext(JsonGenerator json, EncryptionContext context) throws IOException {
        switch (binding) {
            case ASSOCIATED_DATA -> json.writeBinaryField("associated_data", context.toCanonicalBytes());
            case DERIVED_KEY -> json.writeBinaryField("context", context.toCanonicalBytes());
            case CONTENT_ONLY -> {}
        }
    }

    private static void writePlaintext(JsonGenerator json, DataKey key) {
        key.use(bytes -> {
            try {
                json.writeBinaryField("plaintext", bytes);
                return json;
            } catch (IOException e) {
                throw new UncheckedIOException("Writing to memory failed", e);
            }
        });
    }

    /** One item as it is, several as a batch. */
    private static <T> void each(JsonGenerator json, List<T> items, ItemFields<T> fields) throws IOException {
        if (items.size() == 1) {
            fields.write(json, items.get(0));
            return;
        }
        json.writeArrayFieldStart("batch_input");
        for (T item : items) {
            json.writeStartObject();
            fields.write(json, item);
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    /** Writes the fields of an item. */
    @FunctionalInterface
    private interface ItemFields<T> {
        void write(JsonGenerator json, T item) throws IOException;
    }
}

package dev.envelope.vault;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;

/** Writes the body of a request. Whoever gets the bytes wipes them. */
final class JsonBody {

    /** Buffers that held a data key are not kept for the next caller. */
    private static final JsonFactory JSON = JsonFactory.builder()
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .disable(StreamWriteFeature.AUTO_CLOSE_TARGET) // closing wipes
            .build();

    private JsonBody() {}

    /** Writes the fields of an object. */
    @FunctionalInterface
    interface Fields {
        void write(JsonGenerator json) throws IOException;
    }

    static byte[] of(Fields fields) {
        try (Wiped bytes = new Wiped()) {
            try (JsonGenerator json = JSON.createGenerator(bytes)) {
                json.writeStartObject();
                fields.write(json);
                json.writeEndObject();
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("Writing to memory failed", e);
        }
    }

    static byte[] of(Map<String, String> texts) {
        return of(json -> {
            for (Map.Entry<String, String> text : texts.entrySet()) {
                json.writeStringField(text.getKey(), text.getValue());
            }
        });
    }

    /** What a buffer leaves behind when it grows can't be reached any more; the last one is wiped. */
    private static final class Wiped extends ByteArrayOutputStream {

        Wiped() {
            super(1024);
        }

        @Override
        public void close() {
            Arrays.fill(buf, (byte) 0);
        }
    }
}

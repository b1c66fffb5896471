package dev.envelope.cli.inspect;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.envelope.cli.files.EnvelopeForm;
import dev.envelope.cli.files.Line;
import dev.envelope.cli.shell.Table;
import dev.envelope.format.Envelope;
import dev.envelope.format.EnvelopeInspection;
import dev.envelope.format.KeyBlock;
import dev.envelope.format.WrappedKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * What can be said of an envelope without a key.
 *
 * @param form the form in which it was found
 * @param told what it says of itself
 */
record Inspected(EnvelopeForm form, EnvelopeInspection told) {

    private static final String CAVEAT = """
            Nothing shown is authenticated: whoever could write the envelope could write this.
            Only decrypting it, with its key and its context, proves anything.
            """;

    static Inspected ofText(String text) {
        return new Inspected(EnvelopeForm.TEXT, Envelope.parse(text).inspect());
    }

    static Inspected of(Sample sample) {
        EnvelopeForm form = EnvelopeForm.of(sample.beginning());
        if (form == EnvelopeForm.BINARY) {
            KeyBlock keyBlock = KeyBlock.read(ByteBuffer.wrap(sample.beginning()));
            return new Inspected(form, EnvelopeInspection.of(keyBlock, sample.length() - keyBlock.length()));
        }
        String beginning = new String(sample.beginning(), StandardCharsets.ISO_8859_1);
        if (sample.isWhole()) {
            return ofText(Line.withoutEnd(beginning));
        }
        String end = new String(sample.end(), StandardCharsets.ISO_8859_1);
        long length = sample.length() - (end.length() - Line.withoutEnd(end).length());
        return new Inspected(form, LongText.inspect(beginning, length));
    }

    ObjectNode json() {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("form", form.toString())
                .put("formatVersion", told.formatVersion());
        ArrayNode keys = json.putArray("keys");
        for (WrappedKey key : told.keys()) {
            keys.addObject()
                    .put("kek", key.kekName())
                    .put("version", key.kekVersion())
                    .put("wrappedBytes", key.size().wrappedLength());
        }
        return json.put("keyBlockBytes", told.keyBlockLength())
                .put("contentBytes", told.contentLength())
                .put("messageBytes", told.messageLength())
                .put("authenticated", false);
    }

    /** Returns the same as a table, with what it is worth. */
    @Override
    public String toString() {
        Table table =
                new Table().row("form", form.toString()).row("format version", String.valueOf(told.formatVersion()));
        for (int i = 0; i < told.keys().size(); i++) {
            WrappedKey key = told.keys().get(i);
            table.row(
                    i == 0 ? "primary key" : "extra key " + i,
                    key.kekName() + (key.kekVersion().isEmpty() ? ", no version" : ", version " + key.kekVersion())
                            + ", wrapped in " + key.size().wrappedLength() + " bytes");
        }
        return table.row("key block", told.keyBlockLength() + " bytes")
                        .row("content block", told.contentLength() + " bytes")
                        .row("message", told.messageLength() + " bytes, if authentic")
                + "\n" + CAVEAT;
    }
}

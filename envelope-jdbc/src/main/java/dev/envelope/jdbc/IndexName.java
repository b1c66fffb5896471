package dev.envelope.jdbc;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.zip.CRC32;

/** What an index over the beginnings of a column is called. */
final class IndexName {

    private static final String ENDING = "_envelope";

    private IndexName() {}

    static String of(TableShape table, TableColumn column, int longest) {
        String name = table.table() + "_" + column.name() + ENDING;
        if (name.getBytes(StandardCharsets.UTF_8).length <= longest) {
            return name;
        }
        CRC32 checksum = new CRC32();
        checksum.update(name.getBytes(StandardCharsets.UTF_8));
        return "envelope_" + String.format(Locale.ROOT, "%08x", checksum.getValue());
    }
}

package dev.envelope.examples.secrets;

import dev.envelope.format.ByteRange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A bucket in memory, at whose calls something can happen. */
class MemoryBucket implements Bucket {

    final Map<String, Stored> objects = new TreeMap<>();
    private int writes;
    private Runnable beforeReplace = () -> {};

    @SuppressWarnings("ArrayRecordComponent") // compared by ETag
    record Stored(byte[] bytes, String etag) {}

    /** Lets something happen before the next conditional write. */
    void beforeNextReplace(Runnable action) {
        beforeReplace = () -> {
            beforeReplace = () -> {};
            action.run();
        };
    }

    void write(String key, byte[] bytes) {
        objects.put(key, new Stored(bytes, "\"" + ++writes + "\""));
    }

    @Override
    public String name() {
        return "in-memory";
    }

    @Override
    public Optional<Small> read(String key) {
        return Optional.ofNullable(objects.get(key)).map(object -> new Small(object.bytes(), object.etag()));
    }

    @Override
    public boolean replace(String key, byte[] content, Optional<String> expectedEtag) {
        beforeReplace.run();
        if (!Optional.ofNullable(objects.get(key)).map(Stored::etag).equals(expectedEtag)) {
            return false;
        }
        write(key, content);
        return true;
    }

    @Override
    public String create(String key, InputStream content) throws IOException {
        write(key, content.readAllBytes());
        return objects.get(key).etag();
    }

    @Override
    public Content open(String key, String etag) {
        byte[] bytes = existing(key, etag);
        return new Content(new ByteArrayInputStream(bytes), bytes.length);
    }

    @Override
    public byte[] read(String key, String etag, ByteRange range) {
        byte[] bytes = existing(key, etag);
        int from = (int) Math.min(bytes.length, range.offset());
        return Arrays.copyOfRange(bytes, from, (int) Math.min(bytes.length, from + range.length()));
    }

    @Override
    public Optional<Stat> stat(String key) {
        return Optional.ofNullable(objects.get(key))
                .map(object -> new Stat(object.etag(), object.bytes().length, Instant.EPOCH));
    }

    @Override
    public void delete(String key) {
        objects.remove(key);
    }

    private byte[] existing(String key, String etag) {
        Stored object = objects.get(key);
        if (object == null || !object.etag().equals(etag)) {
            throw new SecretException.ContentGone(key);
        }
        return object.bytes();
    }
}

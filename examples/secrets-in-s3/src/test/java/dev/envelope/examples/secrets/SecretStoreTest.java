package dev.envelope.examples.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.EnvelopeException;
import dev.envelope.LocalKey;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretStoreTest {

    private static final SecretName NAME = new SecretName("app/db.env");
    private static final SecretName OTHER = new SecretName("app/other.env");

    @TempDir
    Path folder;

    private final MemoryBucket bucket = new MemoryBucket();
    private SecretStore store;
    private Path keyFile;

    @BeforeEach
    void make_a_store() {
        keyFile = folder.resolve("key");
        store = new SecretStore(bucket, LocalKey.fromFileOrCreate("secrets", keyFile));
    }

    @Test
    void what_is_put_is_read() throws IOException {
        put("one");

        assertThat(get()).isEqualTo("one");
        assertThat(bucket.objects).hasSize(2).containsKey(NAME.keyObject());
    }

    @Test
    void an_empty_secret_is_one() throws IOException {
        put("");

        assertThat(get()).isEmpty();
        assertThat(range(0, 10)).isEmpty();
    }

    @Test
    void a_secret_that_is_not_there_is_named() {
        assertThatThrownBy(this::get).isInstanceOf(SecretException.class).hasMessageContaining(NAME.keyObject());
    }

    @Test
    void an_overwrite_leaves_nothing_of_the_earlier_one() throws IOException {
        put("one");
        put("two");

        assertThat(get()).isEqualTo("two");
        assertThat(bucket.objects).hasSize(2);
    }

    @Test
    void an_overwrite_deletes_no_object_of_another_secret() throws IOException {
        store.put(OTHER, stream("other"));
        bucket.write(NAME.keyObject(), store.require(OTHER).value().toBytes());

        put("one");

        assertThat(text(store.open(OTHER).stream())).isEqualTo("other");
    }

    @Test
    void a_source_that_fails_stores_nothing() {
        assertThatThrownBy(() -> store.put(NAME, new BrokenStream())).isInstanceOf(IOException.class);
        assertThat(bucket.objects).isEmpty();
    }

    @Test
    void any_range_of_a_secret_is_that_part_of_it() throws IOException {
        GeneratedFile file = new GeneratedFile(7, 3_000_000);
        store.put(NAME, file.open());

        for (long offset : new long[] {0, 1, 16_383, 16_384, 1_048_575, 2_999_990}) {
            int length = (int) Math.min(1_500_000, file.length() - offset);
            assertThat(range(offset, 1_500_000)).isEqualTo(file.part(offset, length));
        }
        assertThat(range(3_000_000, 5)).isEmpty();
        assertThat(range(9_000_000, 5)).isEmpty();
    }

    @Test
    void rewrapping_replaces_the_key_object_and_nothing_else() throws IOException {
        put("one");
        KeyObject before = store.require(NAME).value();
        MemoryBucket.Stored content = bucket.objects.get(before.contentKey());
        rotate();

        SecretStore.Rewrapped result = store.rewrap(NAME);

        assertThat(result.hasChanged()).isTrue();
        assertThat(result.attempts()).isEqualTo(1);
        assertThat(store.require(NAME).value()).isEqualTo(before.with(result.after()));
        assertThat(bucket.objects.get(before.contentKey())).isSameAs(content);
        assertThat(get()).isEqualTo("one");
    }

    @Test
    void what_is_current_is_not_written() throws IOException {
        put("one");
        String etag = store.require(NAME).etag();

        assertThat(store.rewrap(NAME).hasChanged()).isFalse();
        assertThat(store.require(NAME).etag()).isEqualTo(etag);
    }

    @Test
    void an_overwrite_while_rewrapping_is_not_lost() throws IOException {
        put("one");
        rotate();
        bucket.beforeNextReplace(() -> put("two"));

        store.rewrap(NAME);

        assertThat(get()).isEqualTo("two");
    }

    @Test
    void a_rewrap_while_overwriting_does_not_stop_the_overwrite() throws IOException {
        put("one");
        rotate();
        bucket.beforeNextReplace(this::rewrap);

        put("two");

        assertThat(get()).isEqualTo("two");
        assertThat(bucket.objects).hasSize(2);
    }

    @Test
    void an_overwrite_while_overwriting_is_reported_and_kept() throws IOException {
        put("one");
        bucket.beforeNextReplace(() -> put("two"));

        assertThatThrownBy(() -> put("three")).isInstanceOf(SecretException.Overtaken.class);
        assertThat(get()).isEqualTo("two");
        assertThat(bucket.objects).hasSize(2);
    }

    @Test
    void of_two_who_store_the_first_secret_one_is_told() throws IOException {
        bucket.beforeNextReplace(() -> put("two"));

        assertThatThrownBy(() -> put("one")).isInstanceOf(SecretException.Overtaken.class);
        assertThat(get()).isEqualTo("two");
    }

    @Test
    void a_write_whose_answer_was_lost_is_taken_for_done() throws IOException {
        SecretStore unlucky = new SecretStore(new LosesAnswers(), LocalKey.fromFile("secrets", keyFile));

        unlucky.put(NAME, stream("one"));
        assertThat(get()).isEqualTo("one");
        rotate();
        assertThat(new SecretStore(new LosesAnswers(), LocalKey.fromFile("secrets", keyFile))
                        .rewrap(NAME)
                        .attempts())
                .isEqualTo(1);
        assertThat(get()).isEqualTo("one");
    }

    @Test
    void content_that_is_gone_is_reported_after_looking_again() throws IOException {
        put("one");
        bucket.delete(store.require(NAME).value().contentKey());

        assertThatThrownBy(this::get).isInstanceOf(SecretException.ContentGone.class);
        assertThatThrownBy(this::rewrap).isInstanceOf(SecretException.ContentGone.class);
    }

    @Test
    void content_that_was_cut_does_not_end_cleanly() throws IOException {
        store.put(NAME, new GeneratedFile(1, 40_000).open());
        KeyObject key = store.require(NAME).value();
        byte[] content = bucket.objects.get(key.contentKey()).bytes();
        for (int length : new int[] {0, 55, 56, 56 + 16_400, content.length - 1}) {
            bucket.write(key.contentKey(), Arrays.copyOf(content, length));
            pointAt(key.contentKey());
            assertThatThrownBy(this::get).isInstanceOf(EnvelopeException.class);
        }
    }

    @Test
    void a_secret_opens_under_its_name_and_in_its_bucket_only() throws IOException {
        put("one");
        bucket.write(OTHER.keyObject(), store.require(NAME).value().toBytes());

        assertThatThrownBy(() -> store.open(OTHER)).isInstanceOf(EnvelopeException.class);

        MemoryBucket elsewhere = new MemoryBucket() {
            @Override
            public String name() {
                return "elsewhere";
            }
        };
        elsewhere.objects.putAll(bucket.objects);
        assertThatThrownBy(() -> new SecretStore(elsewhere, LocalKey.fromFile("secrets", keyFile)).open(NAME))
                .isInstanceOf(EnvelopeException.class);
    }

    /** The SDK sends a request again whose answer it did not get; the second time, the condition does not hold any more. */
    private final class LosesAnswers extends DelegatingBucket {

        LosesAnswers() {
            super(bucket);
        }

        @Override
        public boolean replace(String key, byte[] content, Optional<String> expectedEtag) {
            super.replace(key, content, expectedEtag);
            return super.replace(key, content, expectedEtag);
        }
    }

    private void pointAt(String contentKey) {
        KeyObject key = store.require(NAME).value();
        String etag = bucket.objects.get(contentKey).etag();
        bucket.write(NAME.keyObject(), new KeyObject(key.keyBlock(), contentKey, etag).toBytes());
    }

    private void rotate() {
        store = new SecretStore(bucket, LocalKey.rotateFile("secrets", keyFile));
    }

    private void put(String text) {
        try {
            store.put(NAME, stream(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void rewrap() {
        try {
            store.rewrap(NAME);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String get() throws IOException {
        return text(store.open(NAME).stream());
    }

    private byte[] range(long offset, long length) throws IOException {
        ByteArrayOutputStream part = new ByteArrayOutputStream();
        assertThat(store.range(NAME, offset, length, part)).isEqualTo(part.size());
        return part.toByteArray();
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(InputStream stream) throws IOException {
        try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

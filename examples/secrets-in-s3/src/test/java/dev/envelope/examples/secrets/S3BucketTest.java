package dev.envelope.examples.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.format.ByteRange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.s3.model.NoSuchBucketException;

@RequiresMoto
class S3BucketTest {

    private static final byte[] ONE = "one".getBytes(StandardCharsets.UTF_8);
    private static final byte[] TWO = "two".getBytes(StandardCharsets.UTF_8);

    private final Aws aws = Aws.moto(RequiresMoto.Condition.url().orElseThrow());
    private final Traffic traffic = new Traffic();
    private final S3Bucket bucket = new S3Bucket(aws.s3(), "test-" + UUID.randomUUID(), traffic);

    @BeforeEach
    void create_the_bucket() {
        aws.s3()
                .createBucket(request -> request.bucket(bucket.name())
                        .createBucketConfiguration(configuration -> configuration.locationConstraint("eu-central-1")));
    }

    @AfterEach
    void delete_the_bucket() {
        aws.s3()
                .listObjectsV2Paginator(request -> request.bucket(bucket.name()))
                .contents()
                .forEach(object -> bucket.delete(object.key()));
        aws.s3().deleteBucket(request -> request.bucket(bucket.name()));
        aws.close();
    }

    @Test
    void an_object_is_replaced_only_if_it_is_what_it_was() {
        assertThat(bucket.replace("a", ONE, Optional.of("\"none\""))).isFalse();
        assertThat(bucket.replace("a", ONE, Optional.empty())).isTrue();
        assertThat(bucket.replace("a", TWO, Optional.empty())).isFalse();

        String etag = bucket.read("a").orElseThrow().etag();
        assertThat(bucket.replace("a", TWO, Optional.of(etag))).isTrue();
        assertThat(bucket.replace("a", ONE, Optional.of(etag))).isFalse();
        assertThat(bucket.read("a").orElseThrow().bytes()).isEqualTo(TWO);
    }

    @Test
    void what_is_not_there_is_empty() {
        assertThat(bucket.read("a")).isEmpty();
        assertThat(bucket.stat("a")).isEmpty();
    }

    @Test
    void a_bucket_that_is_not_there_is_a_failure() {
        S3Bucket missing = new S3Bucket(aws.s3(), "missing-" + UUID.randomUUID(), traffic);

        assertThatThrownBy(() -> missing.read("a")).isInstanceOf(NoSuchBucketException.class);
        assertThatThrownBy(() -> missing.replace("a", ONE, Optional.empty())).isInstanceOf(NoSuchBucketException.class);
    }

    @Test
    void an_object_that_is_too_long_for_a_key_object_is_not_read() throws IOException {
        bucket.create("a", new ByteArrayInputStream(new byte[KeyObject.MAX_LENGTH + 1]));

        assertThatThrownBy(() -> bucket.read("a")).isInstanceOf(SecretException.class);
        assertThat(traffic.moved().received()).isZero();
    }

    @Test
    void content_of_several_parts_comes_back() throws IOException {
        GeneratedFile file = new GeneratedFile(1, 2L * Upload.PART_LENGTH + 5);

        String etag = bucket.create("a", file.open());

        Bucket.Content content = bucket.open("a", etag);
        assertThat(content.length()).isEqualTo(file.length());
        try (InputStream stream = content.stream()) {
            assertThat(Digests.of(stream)).isEqualTo(Digests.of(file.open()));
        }
        assertThat(traffic.moved()).isEqualTo(new Traffic.Moved(file.length(), file.length()));
    }

    @Test
    void content_that_breaks_off_leaves_no_object_and_no_parts() {
        InputStream source =
                new SequenceInputStream(new GeneratedFile(1, Upload.PART_LENGTH + 1).open(), new BrokenStream());

        assertThatThrownBy(() -> bucket.create("a", source)).isInstanceOf(IOException.class);
        assertThat(bucket.stat("a")).isEmpty();
        assertThat(aws.s3()
                        .listMultipartUploads(request -> request.bucket(bucket.name()))
                        .uploads())
                .isEmpty();
    }

    @Test
    void a_range_is_fetched_and_no_more() throws IOException {
        GeneratedFile file = new GeneratedFile(1, 1000);
        String etag = bucket.create("a", file.open());

        assertThat(bucket.read("a", etag, new ByteRange(100, 50))).isEqualTo(file.part(100, 50));
        assertThat(bucket.read("a", etag, new ByteRange(990, 50))).isEqualTo(file.part(990, 10));
        assertThat(bucket.read("a", etag, new ByteRange(1000, 50))).isEmpty();
        assertThat(traffic.moved().received()).isEqualTo(60);
    }

    @Test
    void content_that_was_replaced_is_gone() throws IOException {
        String etag = bucket.create("a", new ByteArrayInputStream(ONE));
        bucket.create("a", new ByteArrayInputStream(TWO));

        assertThatThrownBy(() -> bucket.open("a", etag)).isInstanceOf(SecretException.ContentGone.class);
        assertThatThrownBy(() -> bucket.read("a", etag, new ByteRange(0, 1)))
                .isInstanceOf(SecretException.ContentGone.class);
        assertThatThrownBy(() -> bucket.open("b", etag)).isInstanceOf(SecretException.ContentGone.class);
    }
}

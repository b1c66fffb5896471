package dev.envelope.examples.secrets;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.CompletedPart;

/**
 * Writes one object from a stream of unknown length, by parts: each is held in memory until S3 has it, so that the SDK can
 * send it again. A single {@code PutObject} from a stream could not be repeated, and would need the length beforehand.
 */
final class Upload {

    /** The memory that an upload takes. With S3's 10,000 parts, content of 78 GiB. */
    static final int PART_LENGTH = 8 * 1024 * 1024;

    static final int MAX_PARTS = 10_000;

    private final S3Client client;
    private final String bucket;
    private final String key;
    private final Traffic traffic;

    Upload(S3Client client, String bucket, String key, Traffic traffic) {
        this.client = client;
        this.bucket = bucket;
        this.key = key;
        this.traffic = traffic;
    }

    /** Writes the object and returns its ETag. If it can't, there is none. */
    String run(InputStream content) throws IOException {
        byte[] part = new byte[PART_LENGTH];
        int length = content.readNBytes(part, 0, part.length);
        if (length < part.length) {
            traffic.sent(length);
            return client.putObject(request -> request.bucket(bucket).key(key), S3Bucket.body(part, length))
                    .eTag();
        }
        String id = client.createMultipartUpload(
                        request -> request.bucket(bucket).key(key))
                .uploadId();
        boolean complete = false;
        try {
            String etag = parts(id, part, content);
            complete = true;
            return etag;
        } finally {
            if (!complete) {
                abort(id);
            }
        }
    }

    private String parts(String id, byte[] part, InputStream content) throws IOException {
        List<CompletedPart> done = new ArrayList<>();
        int length = part.length;
        while (length > 0) {
            int number = done.size() + 1;
            int size = length;
            if (number > MAX_PARTS) {
                throw new IOException(
                        "the content is longer than " + MAX_PARTS + " parts of " + PART_LENGTH + " bytes");
            }
            traffic.sent(size);
            String etag = client.uploadPart(
                            request ->
                                    request.bucket(bucket).key(key).uploadId(id).partNumber(number),
                            S3Bucket.body(part, size))
                    .eTag();
            done.add(CompletedPart.builder().partNumber(number).eTag(etag).build());
            length = content.readNBytes(part, 0, part.length);
        }
        return client.completeMultipartUpload(request ->
                        request.bucket(bucket).key(key).uploadId(id).multipartUpload(upload -> upload.parts(done)))
                .eTag();
    }

    /** Frees the parts. Where that fails too, the first failure is the one to report; a lifecycle rule cleans up. */
    private void abort(String id) {
        try {
            client.abortMultipartUpload(
                    request -> request.bucket(bucket).key(key).uploadId(id));
        } catch (SdkException e) {
            System.getLogger(Upload.class.getName())
                    .log(System.Logger.Level.WARNING, "The parts of upload " + id + " are left behind", e);
        }
    }
}

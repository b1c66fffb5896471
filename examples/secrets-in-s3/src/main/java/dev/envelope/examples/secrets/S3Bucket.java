package dev.envelope.examples.secrets;

import dev.envelope.format.ByteRange;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectRequest;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** A bucket of S3. */
final class S3Bucket implements Bucket {

    private static final int PRECONDITION_FAILED = 412;
    private static final int RANGE_NOT_SATISFIABLE = 416;

    /** Two conditional writes at the same time, of which S3 asks one to look again. */
    private static final int CONFLICT = 409;

    private final S3Client client;
    private final String name;
    private final Traffic traffic;

    S3Bucket(S3Client client, String name, Traffic traffic) {
        this.client = client;
        this.name = name;
        this.traffic = traffic;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Optional<Small> read(String key) {
        try (ResponseInputStream<GetObjectResponse> object =
                client.getObject(request(key).build())) {
            if (object.response().contentLength() > KeyObject.MAX_LENGTH) {
                object.abort();
                throw new SecretException("the object " + key + " is too long to be a key object");
            }
            byte[] bytes = object.readAllBytes();
            traffic.received(bytes.length);
            return Optional.of(new Small(bytes, object.response().eTag()));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new SecretException("the object " + key + " could not be read to its end: " + e.getMessage());
        }
    }

    @Override
    public boolean replace(String key, byte[] content, Optional<String> expectedEtag) {
        PutObjectRequest.Builder request =
                PutObjectRequest.builder().bucket(name).key(key);
        expectedEtag.ifPresentOrElse(request::ifMatch, () -> request.ifNoneMatch("*"));
        traffic.sent(content.length);
        try {
            client.putObject(request.build(), RequestBody.fromBytes(content));
            return true;
        } catch (NoSuchKeyException e) {
            return false;
        } catch (S3Exception e) {
            if (e.statusCode() == PRECONDITION_FAILED || e.statusCode() == CONFLICT) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public String create(String key, InputStream content) throws IOException {
        return new Upload(client, name, key, traffic).run(content);
    }

    @Override
    public Content open(String key, String etag) {
        ResponseInputStream<GetObjectResponse> object =
                existing(key, () -> client.getObject(request(key).ifMatch(etag).build()));
        return new Content(new Download(object), object.response().contentLength());
    }

    @Override
    public byte[] read(String key, String etag, ByteRange range) throws IOException {
        GetObjectRequest request =
                request(key).ifMatch(etag).range(range.toHttpRange()).build();
        try (ResponseInputStream<GetObjectResponse> part = existing(key, () -> client.getObject(request))) {
            String contentRange = part.response().contentRange();
            long length = part.response().contentLength();
            if (contentRange == null
                    || !contentRange.startsWith("bytes " + range.offset() + "-")
                    || length > range.length()) {
                part.abort();
                throw new IOException("asked for " + range.toHttpRange() + " of " + key + ", the server sent " + length
                        + " bytes as " + contentRange);
            }
            byte[] bytes = part.readNBytes((int) length);
            traffic.received(bytes.length);
            if (bytes.length < length) {
                throw new IOException("the connection ended in the middle of " + key);
            }
            return bytes;
        } catch (S3Exception e) {
            if (e.statusCode() == RANGE_NOT_SATISFIABLE) {
                return new byte[0];
            }
            throw e;
        }
    }

    @Override
    public Optional<Stat> stat(String key) {
        try {
            HeadObjectResponse head =
                    client.headObject(request -> request.bucket(name).key(key));
            return Optional.of(new Stat(head.eTag(), head.contentLength(), head.lastModified()));
        } catch (NoSuchKeyException e) {
            return Optional.empty();
        }
    }

    @Override
    public void delete(String key) {
        try {
            client.deleteObject(request -> request.bucket(name).key(key));
        } catch (SdkException e) {
            System.getLogger(S3Bucket.class.getName())
                    .log(System.Logger.Level.WARNING, "The object " + key + " is left behind", e);
        }
    }

    private GetObjectRequest.Builder request(String key) {
        return GetObjectRequest.builder().bucket(name).key(key);
    }

    @FunctionalInterface
    private interface Get {
        ResponseInputStream<GetObjectResponse> run();
    }

    private static ResponseInputStream<GetObjectResponse> existing(String key, Get get) {
        try {
            return get.run();
        } catch (NoSuchKeyException e) {
            throw new SecretException.ContentGone(key);
        } catch (S3Exception e) {
            if (e.statusCode() == PRECONDITION_FAILED) {
                throw new SecretException.ContentGone(key);
            }
            throw e;
        }
    }

    /** Counts what is read. Closed early, it drops the connection instead of reading the rest of a large object from it. */
    private final class Download extends InputStream {

        private final ResponseInputStream<GetObjectResponse> object;
        private boolean atEnd;

        Download(ResponseInputStream<GetObjectResponse> object) {
            this.object = object;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int count = object.read(into, offset, length);
            if (count < 0) {
                atEnd = true;
            } else {
                traffic.received(count);
            }
            return count;
        }

        @Override
        public void close() throws IOException {
            if (atEnd) {
                object.close();
            } else {
                object.abort();
            }
        }
    }

    /** The body of a request over an array that is not copied, and can be sent again. */
    static RequestBody body(byte[] bytes, int length) {
        return RequestBody.fromContentProvider(
                () -> new ByteArrayInputStream(bytes, 0, length), length, "application/octet-stream");
    }
}

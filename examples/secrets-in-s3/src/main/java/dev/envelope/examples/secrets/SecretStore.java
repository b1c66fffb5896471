package dev.envelope.examples.secrets;

import dev.envelope.DetachedCipher;
import dev.envelope.EncryptingInputStream;
import dev.envelope.EnvelopeCipher;
import dev.envelope.RangeDecryptor;
import dev.envelope.format.ByteRange;
import dev.envelope.format.KeyBlock;
import dev.envelope.format.WrappedKey;
import dev.envelope.kek.KeyEncryptionKey;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;

/**
 * Secrets in a bucket, each as two objects:
 *
 * <ul>
 *   <li>the content, encrypted, under a name that is never used again. It is written once and never changed.
 *   <li>a small key object under the secret's name, with the key block and the name and ETag of the content. It is replaced
 *       only as a whole, and only if it is still what the writer had read.
 * </ul>
 *
 * <p>One write of the key object is thus what changes a secret, for an overwrite as for a rewrap. Readers read it first, so
 * they never combine the key block of one content with another content.
 */
final class SecretStore {

    /** The beginning of a content block: salt and commitment. */
    static final ByteRange HEADER = new ByteRange(0, 56);

    /** How much of a range is held in memory at a time. */
    private static final int WINDOW = 1024 * 1024;

    /** How often something is tried again after someone else was faster. */
    private static final int ATTEMPTS = 8;

    private final Bucket bucket;
    private final DetachedCipher cipher;

    SecretStore(Bucket bucket, KeyEncryptionKey kek) {
        this.bucket = bucket;
        this.cipher = EnvelopeCipher.using(kek).detached();
    }

    /**
     * A key object as it was read.
     *
     * @param value what it says
     * @param etag its ETag
     */
    record Current(KeyObject value, String etag) {}

    /**
     * How rewrapping ended.
     *
     * @param before the key block that was found
     * @param after the key block that is there now
     * @param attempts how often it was tried, because others wrote at the same time
     */
    record Rewrapped(KeyBlock before, KeyBlock after, int attempts) {
        boolean hasChanged() {
            return !before.equals(after);
        }
    }

    /**
     * Stores a secret, in place of the one that has this name when this begins. Whoever rewraps that one meanwhile does not
     * matter; whoever overwrites it does.
     *
     * @param plain the secret, of any length; not closed
     * @throws SecretException.Overtaken if someone else has stored another one meanwhile
     */
    void put(SecretName name, InputStream plain) throws IOException {
        Optional<Current> before = current(name);
        String contentKey = name.newContentObject();
        try (EncryptingInputStream content = cipher.encryptingStream(plain, name.context(bucket.name()))) {
            String etag = bucket.create(contentKey, content);
            publish(name, new KeyObject(content.keyBlock(), contentKey, etag), before);
        }
        // Whoever still reads the earlier content finds it gone, reads the key object again, and comes here.
        before.map(replaced -> replaced.value().contentKey())
                .filter(name::isContentObject)
                .ifPresent(bucket::delete);
    }

    /**
     * Opens a secret from its beginning.
     *
     * @return the secret and the length of its content; what is read is authentic, and complete once the end is reached
     */
    Bucket.Content open(SecretName name) throws IOException {
        return reading(name, current -> {
            Bucket.Content content = bucket.open(current.contentKey(), current.contentEtag());
            boolean opened = false;
            try {
                InputStream plain =
                        cipher.decryptingStream(current.keyBlock(), content.stream(), name.context(bucket.name()));
                opened = true;
                return new Bucket.Content(plain, content.length());
            } finally {
                if (!opened) {
                    content.stream().close();
                }
            }
        });
    }

    /**
     * Copies a range of a secret, fetching only the chunks that hold it.
     *
     * @return how many bytes it has: fewer than asked for only where the secret ends
     */
    long range(SecretName name, long offset, long length, OutputStream out) throws IOException {
        return reading(name, current -> {
            byte[] header = bucket.read(current.contentKey(), current.contentEtag(), HEADER);
            try (RangeDecryptor ranges = cipher.ranges(current.keyBlock(), header, name.context(bucket.name()))) {
                return copy(current, ranges, offset, length, out);
            }
        });
    }

    private long copy(KeyObject current, RangeDecryptor ranges, long offset, long length, OutputStream out)
            throws IOException {
        long copied = 0;
        while (copied < length) {
            long from = offset + copied;
            int wanted = (int) Math.min(WINDOW, length - copied);
            byte[] fetched = part(current, ranges.ciphertextRange(from, wanted), copied > 0);
            if (fetched.length == 0) {
                break;
            }
            byte[] part = ranges.decrypt(from, wanted, fetched);
            out.write(part);
            copied += part.length;
            if (part.length < wanted) {
                break;
            }
        }
        return copied;
    }

    private byte[] part(KeyObject current, ByteRange range, boolean halfway) throws IOException {
        try {
            return bucket.read(current.contentKey(), current.contentEtag(), range);
        } catch (SecretException.ContentGone e) {
            throw halfway ? new SecretException("the secret was overwritten while it was read; read it again") : e;
        }
    }

    /**
     * Wraps a secret's data key anew, as the key-encryption key would today. Of the content, nothing but its first 56 bytes
     * is read, and nothing is written.
     */
    Rewrapped rewrap(SecretName name) throws IOException {
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            Current current = require(name);
            KeyBlock before = current.value().keyBlock();
            Optional<KeyBlock> after = rewrapped(name, current);
            if (after.isEmpty()) {
                continue;
            }
            if (isSameVersion(before, after.get())) {
                return new Rewrapped(before, before, attempt);
            }
            KeyObject wanted = current.value().with(after.get());
            if (bucket.replace(name.keyObject(), wanted.toBytes(), Optional.of(current.etag()))
                    || require(name).value().equals(wanted)) { // an answer was lost, and the SDK has sent it twice
                return new Rewrapped(before, after.get(), attempt);
            }
        }
        throw new SecretException.Overtaken(name);
    }

    /** Reads the key object of a secret. */
    Current require(SecretName name) {
        return current(name)
                .orElseThrow(() -> new SecretException("there is no secret '" + name + "' in the bucket "
                        + bucket.name() + " (no " + name.keyObject() + ")"));
    }

    private Optional<Current> current(SecretName name) {
        return bucket.read(name.keyObject())
                .map(object -> new Current(KeyObject.parse(name.keyObject(), object.bytes()), object.etag()));
    }

    private void publish(SecretName name, KeyObject mine, Optional<Current> before) {
        Optional<Current> expected = before;
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            if (bucket.replace(name.keyObject(), mine.toBytes(), expected.map(Current::etag))) {
                return;
            }
            Optional<Current> now = current(name);
            if (now.filter(found -> found.value().hasContentOf(mine)).isPresent()) {
                return; // an answer was lost, and the SDK has sent it twice
            }
            if (!sameContent(before, now)) {
                break;
            }
            expected = now; // it was only rewrapped
        }
        bucket.delete(mine.contentKey());
        throw new SecretException.Overtaken(name);
    }

    private static boolean sameContent(Optional<Current> one, Optional<Current> other) {
        return one.isPresent() == other.isPresent()
                && (one.isEmpty()
                        || one.get().value().hasContentOf(other.orElseThrow().value()));
    }

    /** The new key block; empty if there is another content by now. */
    private Optional<KeyBlock> rewrapped(SecretName name, Current current) throws IOException {
        try {
            byte[] header =
                    bucket.read(current.value().contentKey(), current.value().contentEtag(), HEADER);
            return Optional.of(cipher.rewrap(current.value().keyBlock(), header, name.context(bucket.name())));
        } catch (SecretException.ContentGone e) {
            if (require(name).value().hasContentOf(current.value())) {
                throw e;
            }
            return Optional.empty();
        }
    }

    /** AWS KMS may show its key version where it wraps only: only then it is known that the earlier one was current too. */
    private static boolean isSameVersion(KeyBlock before, KeyBlock after) {
        return before.equals(after)
                || (versions(before).equals(versions(after))
                        && versions(after).stream().noneMatch(version -> version.endsWith(":")));
    }

    private static List<String> versions(KeyBlock keyBlock) {
        return keyBlock.keys().stream().map(SecretStore::version).toList();
    }

    private static String version(WrappedKey key) {
        return key.kekName() + ":" + key.kekVersion();
    }

    /** Reads by the key object, and by the next one where the content was replaced in between. */
    @FunctionalInterface
    private interface Read<T> {
        T run(KeyObject current) throws IOException;
    }

    private <T> T reading(SecretName name, Read<T> read) throws IOException {
        Current current = require(name);
        for (int attempt = 1; ; attempt++) {
            try {
                return read.run(current.value());
            } catch (SecretException.ContentGone e) {
                Current next = require(name);
                if (attempt == ATTEMPTS || next.value().hasContentOf(current.value())) {
                    throw e;
                }
                current = next;
            }
        }
    }
}

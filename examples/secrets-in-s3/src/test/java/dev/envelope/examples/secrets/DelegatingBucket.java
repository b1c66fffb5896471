package dev.envelope.examples.secrets;

import dev.envelope.format.ByteRange;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** A bucket that does as another one does. */
class DelegatingBucket implements Bucket {

    private final Bucket delegate;

    DelegatingBucket(Bucket delegate) {
        this.delegate = delegate;
    }

    @Override
    public String name() {
        return delegate.name();
    }

    @Override
    public Optional<Small> read(String key) {
        return delegate.read(key);
    }

    @Override
    public boolean replace(String key, byte[] content, Optional<String> expectedEtag) {
        return delegate.replace(key, content, expectedEtag);
    }

    @Override
    public String create(String key, InputStream content) throws IOException {
        return delegate.create(key, content);
    }

    @Override
    public Content open(String key, String etag) {
        return delegate.open(key, etag);
    }

    @Override
    public byte[] read(String key, String etag, ByteRange range) throws IOException {
        return delegate.read(key, etag, range);
    }

    @Override
    public Optional<Stat> stat(String key) {
        return delegate.stat(key);
    }

    @Override
    public void delete(String key) {
        delegate.delete(key);
    }
}

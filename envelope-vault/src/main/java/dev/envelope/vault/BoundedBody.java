package dev.envelope.vault;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;
import org.jspecify.annotations.Nullable;

/** A body that is given up where it becomes larger than anything Transit answers. */
final class BoundedBody implements BodySubscriber<byte[]> {

    /** The most bytes of an answer. */
    static final int MOST = 16 << 20;

    private final BodySubscriber<byte[]> whole = BodySubscribers.ofByteArray();
    private @Nullable Subscription subscription;
    private long length;

    @Override
    public CompletionStage<byte[]> getBody() {
        return whole.getBody();
    }

    @Override
    public void onSubscribe(Subscription given) {
        subscription = given;
        whole.onSubscribe(given);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
        for (ByteBuffer buffer : buffers) {
            length += buffer.remaining();
        }
        if (length <= MOST) {
            whole.onNext(buffers);
        } else if (subscription != null) {
            subscription.cancel();
            subscription = null;
            whole.onError(new TooLarge());
        }
    }

    @Override
    public void onError(Throwable thrown) {
        whole.onError(thrown);
    }

    @Override
    public void onComplete() {
        if (length <= MOST) {
            whole.onComplete();
        }
    }

    /** What answers is not Vault. */
    static final class TooLarge extends IOException {

        private static final long serialVersionUID = 1;

        TooLarge() {
            super("The answer has more than " + MOST + " bytes");
        }
    }
}

package dev.envelope.examples.secrets;

import dev.envelope.aws.AwsKmsCall;
import dev.envelope.aws.AwsKmsListener;
import dev.envelope.aws.AwsKmsOperation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * Lets someone else do something at the worst moment: after KMS has answered a call of one program, and before that program
 * goes on. For the demonstration's one thread.
 */
final class Meanwhile implements AwsKmsListener {

    private final AwsKmsListener next;
    private Optional<Plan> plan = Optional.empty();
    private Optional<RuntimeException> failure = Optional.empty();

    Meanwhile(AwsKmsListener next) {
        this.next = next;
    }

    /** What someone else does. */
    @FunctionalInterface
    interface Action {
        void run() throws IOException;
    }

    private record Plan(AwsKmsOperation after, Action action) {}

    /** Plans an action for once, after the next call of an operation. */
    void onNext(AwsKmsOperation operation, Action action) {
        plan = Optional.of(new Plan(operation, action));
    }

    /** Throws what a planned action threw: a listener's exceptions do not reach anyone. */
    void check() {
        failure.ifPresent(thrown -> {
            throw thrown;
        });
        if (plan.isPresent()) {
            throw new IllegalStateException("there was no call of " + plan.get().after());
        }
    }

    @Override
    public void called(AwsKmsCall call) {
        next.called(call);
        Optional<Plan> due = plan.filter(planned -> planned.after() == call.operation());
        if (due.isPresent()) {
            plan = Optional.empty();
            try {
                due.get().action().run();
            } catch (IOException e) {
                failure = Optional.of(new UncheckedIOException(e));
            } catch (RuntimeException e) {
                failure = Optional.of(e);
            }
        }
    }
}

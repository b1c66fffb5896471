package dev.envelope.aws;

/**
 * Is told of every call of AWS KMS: for metrics, for cost, and for an audit line that can be joined with CloudTrail's by
 * its request id.
 *
 * <pre>{@code
 * AwsKmsListener listener = call -> meters
 *         .timer("kms.calls", "operation", call.operation().toString(), "kek", call.kekName(), "outcome", call.outcome())
 *         .record(call.duration());
 * }</pre>
 *
 * <p>It is called by the thread that made the call, after it and before the result is handed on, so it should be quick; several
 * threads may be in it at once. What it throws does not reach the application: a listener can't break a call.
 */
@FunctionalInterface
public interface AwsKmsListener {

    /**
     * A call of KMS has ended, with an answer or without.
     *
     * @param call what was called and how it went
     */
    void called(AwsKmsCall call);
}

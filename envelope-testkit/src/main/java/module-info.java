/**
 * For tests of what encrypts and of what connects a key service: an in-memory key service that can be made to fail, a
 * contract suite for providers of key-encryption keys, and a JUnit extension that injects it all.
 *
 * <p>Not for production: the keys of the in-memory service end with the process.
 */
// The AWS SDK's jars have no module descriptors, only names that they reserve in their manifests.
@SuppressWarnings("requires-automatic")
module dev.envelope.testkit {
    requires transitive dev.envelope;
    requires transitive org.junit.jupiter.api;
    requires org.assertj.core;
    requires static org.jspecify;

    // For dev.envelope.testkit.aws alone: whoever uses that has them.
    requires static software.amazon.awssdk.awscore;
    requires static software.amazon.awssdk.core;
    requires static software.amazon.awssdk.services.kms;
    requires static software.amazon.awssdk.utils;

    exports dev.envelope.testkit;
    exports dev.envelope.testkit.aws;

    // JUnit calls the tests of the contract suite, whose interfaces and parameters are nobody else's business.
    opens dev.envelope.testkit to
            org.junit.platform.commons;
}

/**
 * For tests of what encrypts and of what connects a key service: an in-memory key service that can be made to fail, a
 * contract suite for providers of key-encryption keys, and a JUnit extension that injects it all.
 *
 * <p>Not for production: the keys of the in-memory service end with the process.
 */
module dev.envelope.testkit {
    requires transitive dev.envelope;
    requires transitive org.junit.jupiter.api;
    requires org.assertj.core;
    requires static org.jspecify;

    exports dev.envelope.testkit;

    // JUnit calls the tests of the contract suite, whose interfaces and parameters are nobody else's business.
    opens dev.envelope.testkit to
            org.junit.platform.commons;
}

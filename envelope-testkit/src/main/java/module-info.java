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

    // The checks of the contract suite are not public: a provider's author inherits them and can't weaken them.
    opens dev.envelope.testkit to
            org.junit.platform.commons;
}

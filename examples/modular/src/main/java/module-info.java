/** A program that uses each published module of Envelope, and is a module itself. */
// Jars of others that have no module descriptor, only a name that they reserve in their manifests.
@SuppressWarnings("requires-automatic")
module dev.envelope.examples.modular {
    requires dev.envelope;
    requires dev.envelope.aws;
    requires dev.envelope.jdbc;
    requires dev.envelope.micrometer;
    requires dev.envelope.testkit;
    requires dev.envelope.vault;
    requires com.h2database;
    requires java.naming;
    requires jdk.httpserver;
    requires static org.jspecify;
}

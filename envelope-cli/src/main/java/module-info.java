/** The command {@code envelope}. Nothing in it is for other modules. */
// The SDK's jars have no module descriptors, only names that they reserve in their manifests.
@SuppressWarnings("requires-automatic")
module dev.envelope.cli {
    requires dev.envelope;
    requires dev.envelope.aws;
    requires dev.envelope.jdbc;
    requires dev.envelope.vault;
    requires com.fasterxml.jackson.databind;
    requires com.zaxxer.hikari;
    requires info.picocli;
    requires java.sql;
    requires software.amazon.awssdk.awscore;
    requires software.amazon.awssdk.core;
    requires software.amazon.awssdk.http;
    requires software.amazon.awssdk.http.urlconnection;
    requires software.amazon.awssdk.regions;
    requires static org.jspecify;

    // picocli sets the fields of options
    opens dev.envelope.cli to
            info.picocli;
    opens dev.envelope.cli.files to
            info.picocli;
    opens dev.envelope.cli.inspect to
            info.picocli;
    opens dev.envelope.cli.kek to
            info.picocli;
    opens dev.envelope.cli.keygen to
            info.picocli;
    opens dev.envelope.cli.rotate to
            info.picocli;
    opens dev.envelope.cli.vectors to
            info.picocli;
}

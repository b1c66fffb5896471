package dev.envelope.cli.kek;

import dev.envelope.cli.shell.CliException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options that say which keys to use. */
public final class KekOptions {

    @Option(
            names = "--kek",
            required = true,
            paramLabel = "<key>",
            description = {"A key: " + KekSpec.SYNTAX + ".", "May be repeated; the first one is the primary."})
    private List<String> keks = List.of();

    @Option(
            names = "--aws-endpoint",
            paramLabel = "<URL>",
            description = "Where AWS KMS is, other than where the region says; for tests.")
    private @Nullable String awsEndpoint;

    /**
     * Opens the keys, all of which encrypt.
     *
     * @return the keys, to be closed
     */
    public OpenKeys open() {
        return open(List.of());
    }

    /**
     * Opens the keys.
     *
     * @param decrypting further keys, which only decrypt
     * @return the keys, to be closed
     */
    public OpenKeys open(List<String> decrypting) {
        List<KekSpec> encrypts = keks.stream().map(KekSpec::parse).toList();
        List<KekSpec> decrypts = decrypting.stream().map(KekSpec::parse).toList();
        return OpenKeys.of(encrypts, decrypts, endpoint());
    }

    private Optional<URI> endpoint() {
        if (awsEndpoint == null) {
            return Optional.empty();
        }
        try {
            URI uri = new URI(awsEndpoint);
            if (uri.getScheme() != null && uri.getHost() != null) {
                return Optional.of(uri);
            }
        } catch (URISyntaxException e) {
            // reported below
        }
        throw CliException.usage("--aws-endpoint is a URL such as http://127.0.0.1:4566.");
    }
}

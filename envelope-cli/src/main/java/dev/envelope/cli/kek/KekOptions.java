package dev.envelope.cli.kek;

import dev.envelope.cli.shell.CliException;
import dev.envelope.cli.shell.Shell;
import dev.envelope.vault.ContextBinding;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

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

    @Option(
            names = "--vault-binding",
            defaultValue = "associated-data",
            converter = BindingByText.class,
            paramLabel = "<binding>",
            description = {
                "How keys of Vault bind data keys to their contexts; the same for the life of a key.",
                "associated-data: as associated data, which takes Vault 1.13 or OpenBao; unless set.",
                "derived-key: the context derives the key, which has to be made with derived=true.",
                "content-only: Vault is shown no context; the content is bound to it all the same."
            })
    private ContextBinding vaultBinding = ContextBinding.ASSOCIATED_DATA;

    /**
     * Opens the keys, all of which encrypt.
     *
     * @param shell whose environment says where Vault is
     * @return the keys, to be closed
     */
    public OpenKeys open(Shell shell) {
        return open(List.of(), shell);
    }

    /**
     * Opens the keys.
     *
     * @param decrypting further keys, which only decrypt
     * @param shell whose environment says where Vault is
     * @return the keys, to be closed
     */
    public OpenKeys open(List<String> decrypting, Shell shell) {
        List<KekSpec> encrypts = keks.stream().map(KekSpec::parse).toList();
        List<KekSpec> decrypts = decrypting.stream().map(KekSpec::parse).toList();
        return OpenKeys.of(encrypts, decrypts, new KeyServices(endpoint(), vaultBinding, shell.environment()));
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

    /** Reads a binding by its name in lower case, with hyphens. */
    static final class BindingByText implements ITypeConverter<ContextBinding> {

        @Override
        public ContextBinding convert(String text) {
            return Arrays.stream(ContextBinding.values())
                    .filter(binding -> text(binding).equals(text))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("it is one of "
                            + Arrays.stream(ContextBinding.values())
                                    .map(BindingByText::text)
                                    .toList()));
        }

        private static String text(ContextBinding binding) {
            return binding.name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}

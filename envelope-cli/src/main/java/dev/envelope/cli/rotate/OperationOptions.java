package dev.envelope.cli.rotate;

import dev.envelope.rotation.RotationJob;
import dev.envelope.rotation.RotationOperation;
import dev.envelope.rotation.RotationStore;
import java.util.Arrays;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** The options that say what a job does. */
final class OperationOptions {

    @Option(
            names = "--operation",
            defaultValue = "rewrap",
            converter = ByText.class,
            paramLabel = "<operation>",
            description = {
                "rewrap: move envelopes to the keys of today, content untouched; unless set.",
                "encrypt: encrypt what is still plaintext, in place.",
                "insecure-decrypt: decrypt what is encrypted, in place; all of it is plaintext then, in logs, replicas and"
                        + " backups of the database too."
            })
    private RotationOperation operation = RotationOperation.REWRAP;

    @Option(
            names = "--every-envelope",
            description =
                    "Look at every envelope once, whatever its label says, to find those that lack a further key.")
    private boolean everyEnvelope;

    @Option(
            names = "--max-bad-share",
            defaultValue = "0.01",
            paramLabel = "<share>",
            description = "The share of bad rows above which a run stops, of at least 100 looked at; 0 to 1,"
                    + " ${DEFAULT-VALUE} unless set.")
    private double maxBadShare;

    RotationJob.Builder job(RotationStore store) {
        RotationJob.Builder job = switch (operation) {
            case REWRAP -> RotationJob.rewrapping(store);
            case ENCRYPT -> RotationJob.encrypting(store);
            case INSECURE_DECRYPT -> RotationJob.insecurelyDecrypting(store);
        };
        if (everyEnvelope) {
            job.everyEnvelope();
        }
        return job.mostBad(maxBadShare);
    }

    /** Reads an operation by the name that it has in reports. */
    static final class ByText implements ITypeConverter<RotationOperation> {

        @Override
        public RotationOperation convert(String text) {
            return Arrays.stream(RotationOperation.values())
                    .filter(operation -> operation.toString().equals(text))
                    .findFirst()
                    .orElseThrow(() ->
                            new TypeConversionException("it is one of " + Arrays.toString(RotationOperation.values())));
        }
    }
}

package dev.envelope.examples.secrets;

import dev.envelope.EnvelopeException;
import dev.envelope.aws.AwsKmsKey;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;

/** The command line: a command for each thing to do with a secret, and the demonstration. */
public final class Main {

    static final String KEK_NAME = "secrets";

    private static final int OK = 0;
    private static final int BROKEN_CLAIM = 1;
    private static final int FAILED = 2;

    /** Set by the script: Java 17 can't tell a terminal from a pipe while standard input is one of them. */
    private static final boolean TERMINAL = Boolean.getBoolean("secrets.terminal");

    private static final String HELP = """
            Secrets in S3, an example of envelope encryption.

              demo [SIZE]                everything at once, on a server of its own, with a file of 1g (default), 64m, ...
              put FILE [NAME]            stores a file, encrypted, under its name or another
              get NAME [FILE]            writes a secret to a file, or prints it
              range NAME OFFSET LENGTH   prints a part of it, fetching that part only
              rewrap NAME                moves it to the current key, its content untouched
              info NAME                  what can be said of it without using a key
              help                       this

            All but demo work on a bucket and a key of yours:

              SECRETS_BUCKET             the bucket
              SECRETS_KMS_KEY            the key of KMS: an id, an ARN or an alias (alias/...)
              SECRETS_EARLIER_KMS_KEYS   ARNs of keys that it took the place of and that may still decrypt, by commas
              AWS_REGION, AWS_PROFILE, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL_KMS, ...   the SDK's own settings

            Every use of a key is listed on standard error. It ends with 0 if all was done, 1 if the demonstration found a
            claim that does not hold, 2 if something could not be done.
            """;

    private final Settings settings;
    private final PrintStream out;
    private final PrintStream err;

    Main(Settings settings, PrintStream out, PrintStream err) {
        this.settings = settings;
        this.out = out;
        this.err = err;
    }

    /**
     * Runs a command and ends the JVM.
     *
     * @param args the command and its options
     */
    public static void main(String[] args) {
        System.exit(new Main(new Settings(System.getenv()), System.out, System.err).run(List.of(args)));
    }

    int run(List<String> args) {
        try {
            String command = args.isEmpty() ? "demo" : args.get(0);
            return run(command, args.subList(Math.min(1, args.size()), args.size()));
        } catch (UsageException e) {
            return failed(e.getMessage() + "; 'help' tells how to call this");
        } catch (NoSuchFileException e) {
            return failed("there is no file " + e.getMessage());
        } catch (EnvelopeException | SecretException | SdkException | IOException e) {
            return failed(e.getMessage());
        }
    }

    private int run(String command, List<String> args) throws IOException {
        switch (command) {
            case "demo" -> {
                requireCount(command, args, 0, 1);
                return demo(args.isEmpty() ? "1g" : args.get(0));
            }
            case "help", "--help", "-h" -> {
                out.print(HELP);
                return OK;
            }
            case "put", "get" -> requireCount(command, args, 1, 2);
            case "range" -> requireCount(command, args, 3, 3);
            case "rewrap", "info" -> requireCount(command, args, 1, 1);
            default -> throw new UsageException("there is no command '" + command + "'");
        }
        settings.check();
        Audit audit = new Audit(Clock.systemUTC());
        try (Aws aws = Aws.configured(settings)) {
            run(command, args, commands(aws, audit));
        } finally {
            audit.print(err::println);
        }
        return OK;
    }

    private static void run(String command, List<String> args, Commands commands) throws IOException {
        String first = args.get(0);
        switch (command) {
            case "put" -> {
                Path file = Path.of(first);
                commands.put(file, new SecretName(args.size() > 1 ? args.get(1) : String.valueOf(file.getFileName())));
            }
            case "get" -> {
                if (args.size() > 1) {
                    commands.get(new SecretName(first), Path.of(args.get(1)));
                } else {
                    commands.get(new SecretName(first));
                }
            }
            case "range" -> commands.range(new SecretName(first), number(args.get(1), 0), number(args.get(2), 1));
            case "rewrap" -> commands.rewrap(new SecretName(first));
            default -> commands.info(new SecretName(first));
        }
    }

    private Commands commands(Aws aws, Audit audit) {
        Traffic traffic = new Traffic();
        Bucket bucket = new S3Bucket(aws.s3(), settings.bucket(), traffic);
        SecretStore store = new SecretStore(bucket, kek(aws, audit));
        return new Commands(bucket, store, traffic, TERMINAL, Commands.standardOutput(), err);
    }

    private AwsKmsKey kek(Aws aws, Audit audit) {
        return AwsKmsKey.builder(KEK_NAME, aws.kms(), settings.kmsKey())
                .alsoDecrypting(settings.earlierKmsKeys().toArray(new String[0]))
                .listener(audit)
                .build();
    }

    private int demo(String size) throws IOException {
        long length = Size.parse(size);
        return new Demo(URI.create(settings.motoUrl()), length, TERMINAL, out).run() ? OK : BROKEN_CLAIM;
    }

    private static void requireCount(String command, List<String> args, int least, int most) {
        if (args.size() < least || args.size() > most) {
            throw new UsageException("'" + command + "' can't be called with " + args.size() + " arguments");
        }
    }

    private static long number(String text, long least) {
        try {
            long number = Long.parseLong(text);
            if (number >= least) {
                return number;
            }
        } catch (NumberFormatException e) {
            // reported below
        }
        throw new UsageException("'" + text + "' is not a number of bytes from " + least + " on");
    }

    private int failed(@Nullable String message) {
        err.println("secrets-in-s3: " + message);
        return FAILED;
    }
}

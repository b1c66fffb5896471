package dev.envelope.examples.cardvault;

import com.zaxxer.hikari.HikariDataSource;
import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.LocalKey;
import dev.envelope.rotation.RotationJob;
import dev.envelope.rotation.RotationPlan;
import dev.envelope.rotation.RotationReport;
import dev.envelope.tenant.RewrapReport;
import dev.envelope.tenant.ShredReceipt;
import dev.envelope.tenant.TenantKeys;
import java.io.IOException;
import java.io.PrintStream;
import java.net.BindException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The command line: one command for each program, and the demonstration that runs them all. */
public final class Main {

    static final String KEK_NAME = "cards";

    private static final int OK = 0;
    private static final int INCOMPLETE = 1;
    private static final int FAILED = 2;

    private static final List<String> HELP_COMMANDS = List.of("help", "--help", "-h");
    private static final String SHOW_PANS = "--show-pans";
    private static final String TOKEN_SECONDS = "--token-seconds";
    private static final String MINUTES = "--minutes";

    /** Above 0, and no more than a few days where it counts minutes. */
    private static final Pattern POSITIVE = Pattern.compile("[1-9][0-9]{0,3}");

    /** PostgreSQL's SQLSTATE undefined_table. */
    private static final String NO_SUCH_TABLE = "42P01";

    private static final String HELP = """
            Card vault, an example of envelope encryption.

              demo [--show-pans]       everything at once, with a database and a key service of its own (default)
              long-running [--token-seconds N] [--minutes N]
                                       with KEK=vault: the programs outlive their tokens, 20 s and 2 minutes unless told
              api                      the API: takes cards over HTTP, stores their numbers encrypted
              processor [--show-pans]  the processor: opens and processes every card that is stored
              rotate-key               adds a version to the key file; the API uses it when it is started anew
              rotate-key MERCHANT      adds a version to a merchant's key; the API uses it within seconds
              rewrap                   moves merchants' keys and stored cards to the newest version, their contents
                                       unchanged
              merchants                lists the merchants, shredded ones too, as JSON for an auditor; no keys
              shred MERCHANT           destroys a merchant's key: its cards can never be read again, by anyone
              help                     this

            All but demo and long-running work on a PostgreSQL and a key file of yours:

              CARD_VAULT_JDBC_URL      jdbc:postgresql://host/database?user=...&password=...   (demo: optional)
              CARD_VAULT_KEY_FILE      the key-encryption key; the API creates it unless it is there
              CARD_VAULT_PORT          where the API listens on this machine, 8080 unless set

            or, with KEK=vault, on a derived key in the Transit engine of HashiCorp Vault or OpenBao:

              VAULT_ADDR, VAULT_CACERT, VAULT_NAMESPACE   where it is, as for the command vault
              VAULT_TOKEN              a token; for demo and long-running an administrator's
              CARD_VAULT_ROLE_ID, CARD_VAULT_SECRET_ID_FILE   an AppRole to log in by instead, of the auth method
                                       at approle or CARD_VAULT_ROLE_MOUNT
              CARD_VAULT_TRANSIT_MOUNT, CARD_VAULT_TRANSIT_KEY   which key, transit and cards unless set

            Without VAULT_ADDR and VAULT_TOKEN, the script 'run' starts a Vault for demo and long-running.

            It ends with 0 if all was done, 1 if some cards could not be processed or rewrapped or the demonstration
            found a claim that does not hold, 2 if it could not run.
            """;

    /** What is done with the keys of merchants. */
    @FunctionalInterface
    private interface MerchantsAction {
        void accept(TenantKeys merchants) throws IOException;
    }

    private final Settings settings;
    private final PrintStream out;

    private Main(Settings settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
    }

    /**
     * Runs a command and ends the JVM.
     *
     * @param args the command and its options
     */
    public static void main(String[] args) {
        System.exit(new Main(new Settings(System.getenv()), System.out).run(List.of(args)));
    }

    private int run(List<String> args) {
        try {
            String command = args.isEmpty() ? "demo" : args.get(0);
            return run(command, args.subList(Math.min(1, args.size()), args.size()));
        } catch (UsageException e) {
            return failed(e.getMessage() + "; 'help' tells how to call this");
        } catch (SQLException e) {
            return failed(
                    NO_SUCH_TABLE.equals(e.getSQLState())
                            ? "there is no table of cards yet: start the API first"
                            : "the database can't be used: " + e.getMessage());
        } catch (EnvelopeException | IOException e) {
            return failed(e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed("interrupted");
        }
    }

    private int run(String command, List<String> options) throws SQLException, IOException, InterruptedException {
        boolean showPans = options.contains(SHOW_PANS);
        boolean isCallable = switch (command) {
            case "demo", "processor" -> options.stream().allMatch(SHOW_PANS::equals);
            case "long-running" -> isLongRunning(options);
            case "rotate-key" -> options.size() <= 1;
            case "shred" -> options.size() == 1;
            default -> options.isEmpty();
        };
        if (!isCallable) {
            throw new UsageException("'" + command + "' can't be called with "
                    + (options.isEmpty() ? "nothing behind it" : String.join(" ", options)));
        }
        if (!HELP_COMMANDS.contains(command)) {
            settings.requireKnownKek();
        }
        return switch (command) {
            case "demo" -> demo(showPans);
            case "long-running" -> longRunning(options);
            case "api" -> api();
            case "processor" -> processor(showPans);
            case "rotate-key" -> options.isEmpty() ? rotateKey() : rotateKey(options.get(0));
            case "rewrap" -> rewrap();
            case "merchants" -> merchants();
            case "shred" -> shred(options.get(0));
            case "help", "--help", "-h" -> help();
            default -> throw new UsageException("there is no command '" + command + "'");
        };
    }

    private int demo(boolean showPans) throws SQLException, IOException, InterruptedException {
        Optional<VaultAdmin> vault =
                settings.usesVault() ? Optional.of(settings.requireVaultAdmin()) : Optional.empty();
        return new Demo(vault, settings.jdbcUrl(), showPans, out).run() ? OK : INCOMPLETE;
    }

    private int longRunning(List<String> options) throws SQLException, IOException, InterruptedException {
        if (!settings.usesVault()) {
            throw new UsageException("only tokens of Vault expire: set " + Settings.KEK + "=vault");
        }
        Duration ttl = Duration.ofSeconds(number(options, TOKEN_SECONDS, 20));
        Duration duration = Duration.ofMinutes(number(options, MINUTES, 2));
        return new LongRun(settings.requireVaultAdmin(), settings.jdbcUrl(), ttl, duration, out).run()
                ? OK
                : INCOMPLETE;
    }

    private int api() throws SQLException, IOException, InterruptedException {
        try (ProgramKek kek = ProgramKek.openOrCreate(settings);
                HikariDataSource database = Database.open(settings.requireJdbcUrl(), null);
                TenantKeys merchants = Merchants.open(kek.key(), database)) {
            CardTable table = new CardTable(database);
            table.createIfMissing();
            try (CardApi api = start(table, CardCiphers.of(EnvelopeCipher.using(kek.key()), merchants))) {
                Runtime.getRuntime().addShutdownHook(new Thread(api::close));
                out.println("Encrypts with " + kek.description());
                out.println("Listening on " + api.uri() + " until it is ended (Ctrl-C)");
                Thread.currentThread().join();
                return OK;
            }
        }
    }

    private CardApi start(CardTable table, CardCiphers ciphers) throws IOException {
        int port = settings.port();
        try {
            return CardApi.start(port, table, ciphers);
        } catch (BindException e) {
            throw new IOException(
                    "port " + port + " can't be used (" + e.getMessage() + "): set " + Settings.PORT + " to another",
                    e);
        }
    }

    private int processor(boolean showPans) throws SQLException {
        try (HikariDataSource database = Database.open(settings.requireJdbcUrl(), null);
                ProgramKek kek = ProgramKek.open(settings);
                TenantKeys merchants = Merchants.open(kek.key(), database)) {
            CardCiphers ciphers = CardCiphers.of(EnvelopeCipher.using(kek.key()), merchants);
            CardProcessor.Result result =
                    new CardProcessor(new CardTable(database), ciphers, showPans, out::println).run();
            out.println(result.processed() + " processed, " + result.failed() + " not");
            return result.isComplete() ? OK : INCOMPLETE;
        }
    }

    private int rewrap() throws SQLException {
        try (HikariDataSource database = Database.open(settings.requireJdbcUrl(), null);
                ProgramKek kek = ProgramKek.open(settings);
                TenantKeys merchants = Merchants.open(kek.key(), database)) {
            RewrapReport keys = merchants.rewrapStored();
            keys.failures().forEach(failure -> out.println("a merchant's keys are left: " + failure.getMessage()));
            out.println(keys.rewrapped() + " keys of merchants and their store moved");
            CardCiphers ciphers = CardCiphers.of(EnvelopeCipher.using(kek.key()), merchants);
            RotationJob job = Rewrap.job(new CardTable(database), ciphers);
            RotationPlan plan = job.plan();
            plan.warnings().forEach(out::println);
            long plaintext = plan.columns().get(0).plaintext();
            out.println("Cards to be moved: " + plan.rows() + "; not encrypted: " + plaintext);
            RotationReport report = job.run();
            report.bad().forEach(row -> out.println("card " + row.key() + " is left as it is: " + row.reason()));
            out.println("Cards moved: " + report.written() + ". " + report.message());
            return keys.isComplete() && plaintext == 0 && report.isClean() ? OK : INCOMPLETE;
        }
    }

    private int rotateKey() {
        if (settings.usesVault()) {
            throw new UsageException("with " + Settings.KEK + "=vault, Vault rotates the key: vault write -f "
                    + settings.transitMount() + "/keys/" + settings.transitKey()
                    + "/rotate; a running API uses the new version at once");
        }
        Path file = settings.requireKeyFile();
        try (LocalKey kek = LocalKey.rotateFile(KEK_NAME, file)) {
            out.println(file + " now holds " + kek);
            out.println("A running API goes on with the version it has read: start it anew.");
            return OK;
        }
    }

    private int rotateKey(String merchant) throws SQLException, IOException {
        return withMerchants(merchants -> {
            String version = merchants.rotate(merchant);
            out.println("The merchant's cards are encrypted under version " + version
                    + " from now on; 'rewrap' moves the" + " old ones.");
        });
    }

    private int merchants() throws SQLException, IOException {
        return withMerchants(merchants -> merchants.export(out));
    }

    private int shred(String merchant) throws SQLException, IOException {
        return withMerchants(merchants -> {
            ShredReceipt receipt = merchants.shred(merchant);
            out.println("Shredded at " + receipt.shreddedAt() + ". Keep this receipt, apart from the database:");
            out.println(receipt.toText());
        });
    }

    private int withMerchants(MerchantsAction action) throws SQLException, IOException {
        try (HikariDataSource database = Database.open(settings.requireJdbcUrl(), null);
                ProgramKek kek = ProgramKek.open(settings);
                TenantKeys merchants = Merchants.open(kek.key(), database)) {
            action.accept(merchants);
            return OK;
        }
    }

    private int help() {
        out.print(HELP);
        return OK;
    }

    private static boolean isLongRunning(List<String> options) {
        boolean isCallable = options.size() % 2 == 0;
        for (int i = 0; isCallable && i < options.size(); i += 2) {
            isCallable = List.of(TOKEN_SECONDS, MINUTES).contains(options.get(i))
                    && POSITIVE.matcher(options.get(i + 1)).matches();
        }
        return isCallable;
    }

    private static int number(List<String> options, String name, int otherwise) {
        int at = options.lastIndexOf(name);
        return at < 0 ? otherwise : Integer.parseInt(options.get(at + 1));
    }

    private static int failed(@Nullable String message) {
        System.err.println("card-vault: " + message);
        return FAILED;
    }
}

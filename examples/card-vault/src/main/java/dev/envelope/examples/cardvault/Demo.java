package dev.envelope.examples.cardvault;

import dev.envelope.format.Envelope;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Everything at once: a real database, the API over real HTTP, the processor, a rotation of the key-encryption key, and
 * what is refused; then, unless the key is in a Vault, merchants with keys of their own. It checks each of its claims.
 */
final class Demo {

    private static final int ANY_PORT = 0;
    private static final int OK = 200;

    private final Optional<VaultAdmin> vault;
    private final Optional<String> jdbcUrl;
    private final boolean showPans;
    private final Narrator narrator;
    private final PrintStream out;

    /**
     * A demonstration.
     *
     * @param vault the Vault whose Transit engine has the key-encryption key; empty for a key service in memory
     * @param jdbcUrl a database of the user; empty to start one
     * @param showPans whether to print whole card numbers
     * @param out where to print
     */
    Demo(Optional<VaultAdmin> vault, Optional<String> jdbcUrl, boolean showPans, PrintStream out) {
        this.vault = vault;
        this.jdbcUrl = jdbcUrl;
        this.showPans = showPans;
        this.narrator = new Narrator(out);
        this.out = out;
    }

    /**
     * Runs from start to finish.
     *
     * @return whether every claim held
     */
    boolean run() throws IOException, InterruptedException, SQLException {
        narrator.title(
                "Card vault: an API that can encrypt and not decrypt, a processor that can decrypt and not encrypt.\n"
                        + "They share a PostgreSQL table and a key-encryption key (KEK), and nothing else.");
        narrator.step("Start");
        narrator.say(
                jdbcUrl.isPresent()
                        ? "Connecting to your PostgreSQL ..."
                        : "Unpacking, initializing and starting a PostgreSQL; this takes some seconds ...");
        try (DemoKeyService kms = vault.isPresent()
                        ? DemoTransit.open(narrator, vault.get(), DemoTransit.TokenLife.USUAL)
                        : new DemoKms();
                DemoDatabase database = DemoDatabase.open(jdbcUrl)) {
            CardTable table = new CardTable(database.connections());
            table.createIfMissing();
            try (CardApi api = CardApi.start(ANY_PORT, table, CardCiphers.of(kms.api()))) {
                narrator.say("Database   " + database.describe());
                kms.describe().forEach(narrator::say);
                narrator.say("API        " + api.uri());
                run(new DemoVault(narrator, database, table, kms, new CardClient(api.uri()), showPans));
            }
            if (vault.isEmpty()) {
                DemoMerchants.run(narrator, database, table, showPans);
            }
            narrator.blank();
            narrator.say("All " + narrator.claims() + " claims hold.");
            return true;
        } catch (Narrator.BrokenClaimException e) {
            out.println();
            out.println("FAILED: this was claimed and does not hold: " + e.getMessage());
            return false;
        }
    }

    private void run(DemoVault vault) throws IOException, InterruptedException, SQLException {
        DemoRefusals refusals = new DemoRefusals(vault);

        narrator.step("Cards are stored through the API");
        vault.store("Alice Adams", "4111111111111111");
        vault.store("Bob Brown", "5555555555554444");
        vault.store("Carol Clark", "378282246310005");

        narrator.step("The API and the table show envelopes, never a card number");
        showEnvelopes(vault);

        narrator.step("Each program tries what is the other's");
        refusals.wrongRights();

        narrator.step("The processor");
        vault.processAll();

        narrator.step("The KEK is rotated, and more cards are stored");
        rotate(vault);

        narrator.step("The old rows are rewrapped: a new key block, the content unchanged");
        Card old = vault.table().all().get(0);
        DemoRewrap rewrap = new DemoRewrap(narrator, vault.table());
        rewrap(vault, rewrap);

        narrator.step("The old version is retired");
        retire(vault, rewrap, old, refusals);

        narrator.step("What is refused: envelopes that are cut, altered or in another place");
        refusals.damagedRows();
        refusals.wrongContext();

        narrator.step("Bad requests");
        new DemoBadRequests(vault).run();

        vault.kms().account(vault);
    }

    private void showEnvelopes(DemoVault vault) throws IOException, InterruptedException, SQLException {
        CardClient.Answer answer = vault.client().list();
        List<Card> cards = vault.table().all();
        narrator.say("GET  ->  " + answer.status() + ", " + answer.body().length()
                + " characters of JSON, with these rows:");
        vault.showRows();
        narrator.blank();
        narrator.say("What anyone can see of the first envelope, without a key:");
        Envelope.parse(cards.get(0).pan()).inspect().toString().lines().forEach(line -> narrator.say("  " + line));
        narrator.claim(
                "the answer holds every envelope, and no card number that was stored",
                answer.status() == OK
                        && cards.stream().allMatch(card -> answer.body().contains(card.pan()))
                        && !vault.showsPan(answer.body()));
        narrator.claim(
                "the table holds no card number that was stored",
                !vault.showsPan(vault.database().dump()));
    }

    private void rotate(DemoVault vault) throws IOException, InterruptedException, SQLException {
        vault.kms().rotate();
        narrator.say("The key service has new key material under the same name; no program is told or restarted.");
        vault.store("Dave Davis", "6011111111111117");
        vault.store("Erin Evans", "3566002020360505");
        narrator.blank();
        vault.showRows();
        List<String> versions = vault.versions();
        narrator.claim(
                "cards stored before and after show different versions",
                Set.copyOf(versions.subList(0, 3)).size() == 1
                        && Set.copyOf(versions.subList(3, 5)).size() == 1
                        && !versions.get(0).equals(versions.get(4)));
        narrator.blank();
        vault.processAll();
    }

    private void rewrap(DemoVault vault, DemoRewrap rewrap) throws SQLException {
        rewrap.run(CardCiphers.of(vault.kms().rewrapper()), 3, narrator::say);
        narrator.claim(
                "every row is under one version", Set.copyOf(vault.versions()).size() == 1);
        vault.kms().claimRewrapped(vault, 3);
    }

    private void retire(DemoVault vault, DemoRewrap rewrap, Card old, DemoRefusals refusals)
            throws IOException, SQLException {
        narrator.say("The processor has every envelope opened:");
        rewrap.verify(CardCiphers.of(vault.kms().processor()), old);
        vault.kms().retireBefore(2);
        narrator.say(
                "The key service opens nothing any more that version 1 wrapped, until that is taken back. No row needs"
                        + " it:");
        vault.processAll();
        refusals.retiredVersion(old);
    }
}

package dev.envelope.examples.cardvault;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.envelope.EnvelopeException;
import dev.envelope.rotation.RotationReport;
import java.io.IOException;
import java.io.PrintStream;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Programs that run for longer than their tokens live: cards are stored and processed all the time, the key is rotated and the
 * table rewrapped now and then, and Vault is asked which tokens it has issued meanwhile. It checks each of its claims.
 */
final class LongRun {

    private static final int ANY_PORT = 0;
    private static final int CREATED = 201;
    private static final int ROTATIONS = 3;
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration BETWEEN_REPORTS = Duration.ofSeconds(10);
    private static final String PAN = "4111111111111111";
    private static final JsonMapper JSON = new JsonMapper();

    private final VaultAdmin vault;
    private final Optional<String> jdbcUrl;
    private final DemoTransit.TokenLife life;
    private final Duration duration;
    private final Narrator narrator;
    private final PrintStream out;

    private int attempts;
    private int stored;
    private int processed;
    private int rotations;
    private long rewrapped;
    private int errors;

    /**
     * A long run.
     *
     * @param vault the Vault whose Transit engine has the key-encryption key
     * @param jdbcUrl a database of the user; empty to start one
     * @param ttl how long a token lives from a login or renewal on; from a login on, it is twice as long and a quarter
     * @param duration how long to go on
     * @param out where to print
     */
    LongRun(VaultAdmin vault, Optional<String> jdbcUrl, Duration ttl, Duration duration, PrintStream out) {
        this.vault = vault;
        this.jdbcUrl = jdbcUrl;
        this.life = new DemoTransit.TokenLife(ttl, ttl.multipliedBy(9).dividedBy(4));
        this.duration = duration;
        this.narrator = new Narrator(out);
        this.out = out;
    }

    /**
     * Runs from start to finish.
     *
     * @return whether every claim held
     */
    boolean run() throws IOException, InterruptedException, SQLException {
        long seconds = life.ttl().toSeconds();
        narrator.title("Card vault for " + duration.toSeconds() + " s, with tokens of Vault that live for " + seconds
                + " s, and renewed for no more than " + life.maxTtl().toSeconds() + " s.");
        narrator.step("Start");
        try (DemoTransit transit = DemoTransit.open(narrator, vault, life);
                DemoDatabase database = DemoDatabase.open(jdbcUrl)) {
            CardTable table = new CardTable(database.connections());
            table.createIfMissing();
            IssuedTokens tokens = transit.tokens();
            try (CardApi api = CardApi.start(ANY_PORT, table, CardCiphers.of(transit.api()))) {
                narrator.say("Database   " + database.describe());
                transit.describe().forEach(narrator::say);
                narrator.say("API        " + api.uri());
                narrator.step("A card is stored and processed every " + PAUSE.toMillis() + " ms");
                storeAndProcess(new CardClient(api.uri()), table, transit, tokens);
            }
            narrator.step("What came of it");
            claim(table, transit, tokens);
            narrator.blank();
            narrator.say("All " + narrator.claims() + " claims hold.");
            return true;
        } catch (Narrator.BrokenClaimException e) {
            out.println();
            out.println("FAILED: this was claimed and does not hold: " + e.getMessage());
            return false;
        }
    }

    private void storeAndProcess(CardClient client, CardTable table, DemoTransit transit, IssuedTokens tokens)
            throws IOException, InterruptedException, SQLException {
        long start = System.nanoTime();
        long reported = 0;
        for (Duration due = Duration.ZERO; due.compareTo(duration) < 0; due = due.plus(PAUSE)) {
            long early = start + due.toNanos() - System.nanoTime();
            if (early > 0) {
                Thread.sleep(Duration.ofNanos(early).toMillis());
            }
            attempts++;
            storeAndProcess(client, table, transit);
            if (due.multipliedBy(ROTATIONS + 1).compareTo(duration.multipliedBy(rotations + 1)) >= 0) {
                rotateAndRewrap(table, transit);
            }
            tokens.observe();
            if (due.dividedBy(BETWEEN_REPORTS) > reported) {
                reported = due.dividedBy(BETWEEN_REPORTS);
                narrator.say(String.format(
                        "%4d s: %d stored, %d processed, %d errors; tokens so far: API %d, processor %d, rewrapper %d",
                        due.toSeconds(),
                        stored,
                        processed,
                        errors,
                        tokens.logins(DemoTransit.API),
                        tokens.logins(DemoTransit.PROCESSOR),
                        tokens.logins(DemoTransit.REWRAPPER)));
            }
        }
    }

    /** Nothing is tried again here: whatever fails counts as an error. */
    private void storeAndProcess(CardClient client, CardTable table, DemoTransit transit)
            throws IOException, InterruptedException, SQLException {
        CardClient.Answer answer = client.store("Alice Adams", PAN);
        if (answer.status() != CREATED) {
            failed("card " + attempts + " was not stored: " + answer.status() + " " + answer.body());
            return;
        }
        stored++;
        Card card = table.get(JSON.readTree(answer.body()).path("id").asLong());
        try {
            if (transit.processor()
                    .decryptToString(card.pan(), card.panContext())
                    .equals(PAN)) {
                processed++;
            } else {
                failed("card " + card.id() + " is another one");
            }
        } catch (EnvelopeException e) {
            failed("card " + card.id() + " was not processed: " + e.getMessage());
        }
    }

    private void rotateAndRewrap(CardTable table, DemoTransit transit) throws IOException {
        transit.rotate();
        rotations++;
        try {
            RotationReport report =
                    Rewrap.job(table, CardCiphers.of(transit.rewrapper())).run();
            rewrapped += report.written();
            if (report.isClean()) {
                narrator.say("The rewrapper moved " + report.written() + " cards.");
            } else {
                failed("the rewrapper: " + report.message());
            }
        } catch (EnvelopeException e) {
            failed("the rewrapper: " + e.getMessage());
        }
    }

    private void claim(CardTable table, DemoTransit transit, IssuedTokens tokens) throws IOException, SQLException {
        CardProcessor.Result all =
                new CardProcessor(table, CardCiphers.of(transit.processor()), false, line -> {}).run();
        narrator.claim(
                "0 errors: " + attempts + " cards were stored and processed, " + rewrapped + " data keys rewrapped in "
                        + rotations + " rotations",
                errors == 0 && stored == attempts && processed == attempts && rotations == ROTATIONS && rewrapped > 0);
        narrator.claim("all of them can still be processed", all.isComplete() && all.processed() == stored);

        String row = "%-12s %8s %10s %18s";
        narrator.say("The tokens that Vault issued, by their accessors:");
        narrator.say(String.format(row, "program", "logins", "renewals", "most seconds left"));
        List<String> programs = List.of(DemoTransit.API, DemoTransit.PROCESSOR, DemoTransit.REWRAPPER);
        for (String program : programs) {
            narrator.say(String.format(
                    row, program, tokens.logins(program), tokens.renewals(program), tokens.longestTtl(program)));
        }
        narrator.claim(
                "no token ever had more than " + life.ttl().toSeconds() + " s left",
                programs.stream()
                        .allMatch(program ->
                                tokens.longestTtl(program) <= life.ttl().toSeconds()));
        // The rewrapper logs in when it is first needed.
        Duration rewrapping = duration.multipliedBy(ROTATIONS).dividedBy(ROTATIONS + 1);
        narrator.claim(
                "none lasted: each program had to log in anew while it ran, and did",
                tokens.logins(DemoTransit.API) >= atLeast(duration)
                        && tokens.logins(DemoTransit.PROCESSOR) >= atLeast(duration)
                        && tokens.logins(DemoTransit.REWRAPPER) >= atLeast(rewrapping));
    }

    /** Returns how many tokens it takes to have one all the time, and no less than two. */
    private long atLeast(Duration running) {
        return Math.max(2, running.dividedBy(life.maxTtl()) + 1);
    }

    private void failed(String why) {
        errors++;
        narrator.say("ERROR: " + why);
    }
}

package dev.envelope.examples.cardvault;

import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.examples.cardvault.CardClient.Answer;
import dev.envelope.kek.KeyEncryptionKey;
import dev.envelope.rotation.Verdict;
import dev.envelope.tenant.RewrapReport;
import dev.envelope.tenant.TenantKeys;
import dev.envelope.testkit.KmsOperation;
import java.io.IOException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The second act: merchants with keys of their own, which the key-encryption key wraps. */
final class DemoMerchants {

    static final String BAKERY = "bakery";
    static final String BOOKSHOP = "bookshop";
    static final String FLORIST = "florist";

    private static final List<String> MERCHANTS = List.of(BAKERY, BOOKSHOP, FLORIST);
    private static final List<String> PANS =
            List.of("4111111111111111", "5555555555554444", "378282246310005", "6011111111111117", "3566002020360505");
    private static final int CARDS_EACH = 40;
    private static final int ANY_PORT = 0;

    private final Narrator narrator;
    private final DemoDatabase database;
    private final CardTable table;
    private final boolean showPans;
    private final DemoKms kms;
    private final Program api;
    private final Program processor;
    private final Program keeper;
    private final CardClient client;

    private DemoMerchants(
            Narrator narrator,
            DemoDatabase database,
            CardTable table,
            boolean showPans,
            DemoKms kms,
            Program api,
            Program processor,
            Program keeper,
            CardClient client) {
        this.narrator = narrator;
        this.database = database;
        this.table = table;
        this.showPans = showPans;
        this.kms = kms;
        this.api = api;
        this.processor = processor;
        this.keeper = keeper;
        this.client = client;
    }

    /**
     * A program with credentials and a memory of its own.
     *
     * @param merchants what it knows of merchants' keys
     * @param ciphers what it encrypts and decrypts with
     */
    record Program(TenantKeys merchants, CardCiphers ciphers) implements AutoCloseable {

        static Program of(KeyEncryptionKey kek, DemoDatabase database) {
            TenantKeys merchants = Merchants.open(kek, database.connections());
            return new Program(merchants, CardCiphers.of(EnvelopeCipher.using(kek), merchants));
        }

        String decrypt(Card card) {
            return ciphers.cipher(card.merchant()).decryptToString(card.pan(), card.panContext());
        }

        @Override
        public void close() {
            merchants.close();
        }
    }

    /** Runs the second act, in the table of the first. */
    static void run(Narrator narrator, DemoDatabase database, CardTable table, boolean showPans)
            throws IOException, InterruptedException, SQLException {
        DemoKms kms = new DemoKms();
        KeyEncryptionKey forApi = kms.kek("api", KmsOperation.GENERATE_DATA_KEY, KmsOperation.DECRYPT);
        KeyEncryptionKey forProcessor = kms.kek("processor", KmsOperation.DECRYPT);
        KeyEncryptionKey forKeeper = kms.kek("keeper", KmsOperation.values());
        try (Program api = Program.of(forApi, database);
                Program processor = Program.of(forProcessor, database);
                Program keeper = Program.of(forKeeper, database);
                CardApi server = CardApi.start(ANY_PORT, table, api.ciphers())) {
            CardClient client = new CardClient(server.uri());
            new DemoMerchants(narrator, database, table, showPans, kms, api, processor, keeper, client).run();
        }
    }

    private void run() throws IOException, InterruptedException, SQLException {
        narrator.blank();
        narrator.title(
                "Second act: merchants with keys of their own, in the same PostgreSQL. The KEK wraps the key of each"
                        + "\nmerchant, and that key gives each card a data key, in the program itself.");

        narrator.step("Three merchants are taken on");
        takeOn();

        narrator.step("Cards of merchants");
        storeAndProcess();

        narrator.step("What this trades away");
        showRights();

        narrator.step("What is refused: cards that are moved to another merchant");
        move();

        narrator.step("The key service is down");
        outage();

        narrator.step("The KEK is rotated");
        rotateKek();

        narrator.step("The key of one merchant is rotated, and its cards are rewrapped");
        rotateMerchant();

        new DemoShredding(narrator, table, api, processor, keeper, client).run(this::process);

        narrator.step("Calls to the key service in the second act");
        summarize();
    }

    private void takeOn() throws IOException, InterruptedException, SQLException {
        database.execute("DELETE FROM credit_cards");
        narrator.say("The table is emptied, and the programs start anew: the API may GENERATE_DATA_KEY and DECRYPT, the"
                + " processor DECRYPT, and a keeper, who looks after keys, everything.");
        boolean created = true;
        for (String merchant : MERCHANTS) {
            created &= post(merchant).status() == 201;
        }
        narrator.claim(
                "the key service made " + made() + " keys: one for each merchant, and one that seals their store",
                created && made() == MERCHANTS.size() + 1);
        Answer again = post(BAKERY);
        narrator.claim(
                "who is there already is left as it is", again.status() == 200 && made() == MERCHANTS.size() + 1);
        Answer unknown = client.store("butcher", "Eve Ellis", PANS.get(0));
        narrator.say("A card of a merchant who is not there  ->  " + unknown.status() + " " + unknown.body());
        narrator.claim("a card of an unknown merchant is refused", unknown.status() == 422 && table.count() == 0);
    }

    private void storeAndProcess() throws IOException, InterruptedException, SQLException {
        int cards = CARDS_EACH * MERCHANTS.size();
        for (int i = 0; i < cards; i++) {
            String merchant = MERCHANTS.get(i % MERCHANTS.size());
            String pan = PANS.get(i % PANS.size());
            Answer answer = client.store(merchant, "Holder " + (i + 1), pan);
            if (answer.status() != 201) {
                throw new Narrator.BrokenClaimException("the API stores card " + (i + 1) + " of " + merchant);
            }
            if (i < MERCHANTS.size()) {
                narrator.say("POST {\"merchant\": \"" + merchant + "\", \"name\": \"Holder " + (i + 1)
                        + "\", \"pan\": \"" + (showPans ? pan : new Pan(pan).masked()) + "\"}  ->  " + answer.status());
            }
        }
        narrator.say("... and " + (cards - MERCHANTS.size()) + " more; then the processor:");
        CardProcessor.Result result = process(new Excerpt(narrator, MERCHANTS.size()));
        narrator.claim("all " + cards + " cards are processed", result.equals(new CardProcessor.Result(cards, 0)));
        int keys = MERCHANTS.size() + 1;
        narrator.claim(
                "all of this took " + kms.answered() + " calls to the key service: each of " + keys
                        + " keys was made once, and unwrapped once by either program",
                kms.answered() == 3L * keys);
    }

    private void showRights() throws SQLException {
        Card card = table.all().get(0);
        narrator.say(
                "In the first act, the key service made every data key for the API and opened none for it. A merchant's"
                        + " key is opened for either program, and whoever holds it can do both:");
        narrator.claim("the API can decrypt now", PANS.contains(api.decrypt(card)));
        String encrypted = processor.ciphers().cipher(card.merchant()).encryptToText(PANS.get(0), card.panContext());
        narrator.claim(
                "the processor can encrypt now",
                api.decrypt(new Card(card.id(), card.merchant(), card.name(), encrypted))
                        .equals(PANS.get(0)));
    }

    private void move() throws SQLException {
        List<Card> intact = table.all();
        Card bakery = intact.get(0);
        Card bookshop = intact.get(1);
        Card otherBakery = intact.get(MERCHANTS.size());
        Card florist = intact.get(2);
        narrator.say("Someone who may write to the database");
        narrator.say("- copies the envelope of card " + bakery.id() + ", " + BAKERY + ", to card " + bookshop.id()
                + ", " + BOOKSHOP + ",");
        copy(bakery, bookshop);
        narrator.say("- copies it to card " + otherBakery.id() + ", " + BAKERY + " too,");
        copy(bakery, otherBakery);
        narrator.say("- makes the " + FLORIST + "'s card " + florist.id() + " one of the " + BAKERY + ".");
        database.execute("UPDATE credit_cards SET merchant = '" + BAKERY + "' WHERE id = " + florist.id());
        CardProcessor.Result result = process(this::sayIfNotProcessed);
        narrator.claim(
                "these 3 are refused, the others processed (" + (intact.size() - 3) + ")",
                result.equals(new CardProcessor.Result(intact.size() - 3, 3)));
        database.execute("UPDATE credit_cards SET merchant = '" + FLORIST + "' WHERE id = " + florist.id());
        putBack(bookshop);
        putBack(otherBakery);
        narrator.claim("the rows are put back", table.all().equals(intact));
    }

    private void outage() throws IOException, InterruptedException, SQLException {
        long before = table.count();
        narrator.say("Keys of merchants are kept in memory for 5 minutes unless set otherwise.");
        kms.goDown();
        boolean isDown = false;
        try {
            api.ciphers().cipher(null).encryptToText(PANS.get(0), Card.panContext(0, null));
        } catch (EnvelopeException e) {
            narrator.say("A card without a merchant: " + e.getMessage());
            isDown = e.isRetryable();
        }
        Answer with = client.store(BAKERY, "Eve Ellis", PANS.get(0));
        narrator.say("A card of the " + BAKERY + "  ->  " + with.status() + " " + with.body());
        CardProcessor.Result result = process(this::sayIfNotProcessed);
        kms.comeBack();
        narrator.claim(
                "merchants' cards are stored and processed all the same, from keys in memory",
                isDown && with.status() == 201 && result.equals(new CardProcessor.Result((int) before + 1, 0)));
    }

    private void rotateKek() throws SQLException {
        List<Card> before = table.all();
        long moves = kms.answered(KmsOperation.RE_ENCRYPT);
        kms.rotate();
        RewrapReport report = keeper.merchants().rewrapStored();
        long moved = kms.answered(KmsOperation.RE_ENCRYPT) - moves;
        narrator.claim(
                "the keeper has " + moved + " keys moved: one for each merchant, and the store's own",
                report.isComplete() && report.rewrapped() == MERCHANTS.size() + 1 && moved == report.rewrapped());
        narrator.claim(
                "none of the " + before.size() + " cards was touched",
                table.all().equals(before));
        processAll();
    }

    private void rotateMerchant() throws SQLException {
        List<Card> before = table.all();
        String version = keeper.merchants().rotate(BAKERY);
        narrator.say("The " + BAKERY + "'s key has a version " + version + " now.");
        DemoRewrap rewrap = new DemoRewrap(narrator, table);
        rewrap.run(keeper.ciphers(), CARDS_EACH + 1, new Excerpt(narrator, 2));
        narrator.claim("no other merchant's card was touched", others(before).equals(others(table.all())));
        Verdict verdict = rewrap.verify(processor.ciphers(), before.get(0));
        narrator.claim("that is proven, not only labelled: a merchant's key binds its version", verdict.proven());
        processAll();
    }

    private void summarize() {
        Map<KmsOperation, List<String>> rows = new LinkedHashMap<>();
        rows.put(KmsOperation.GENERATE_DATA_KEY, List.of("api", "keeper"));
        rows.put(KmsOperation.DECRYPT, List.of("api", "processor", "keeper"));
        rows.put(KmsOperation.DESCRIBE_KEY, List.of("keeper"));
        rows.put(KmsOperation.RE_ENCRYPT, List.of("keeper"));
        narrator.say(String.format("%-20s %-12s %10s %10s", "operation", "by", "answered", "refused"));
        rows.forEach((operation, principals) -> principals.forEach(principal -> narrator.say(String.format(
                "%-20s %-12s %10d %10d",
                operation, principal, kms.calls(principal, operation, true), kms.calls(principal, operation, false)))));
    }

    private void processAll() throws SQLException {
        int cards = table.all().size();
        narrator.claim(
                "all " + cards + " cards are processed",
                process(this::sayIfNotProcessed).equals(new CardProcessor.Result(cards, 0)));
    }

    private CardProcessor.Result process(Consumer<String> out) throws SQLException {
        return new CardProcessor(table, processor.ciphers(), showPans, out).run();
    }

    private void sayIfNotProcessed(String line) {
        if (line.startsWith("NOT")) {
            narrator.say(line);
        }
    }

    private Answer post(String merchant) throws IOException, InterruptedException {
        Answer answer = client.createMerchant(merchant);
        narrator.say("POST {\"name\": \"" + merchant + "\"}  ->  " + answer.status() + " " + answer.body());
        return answer;
    }

    private long made() {
        return kms.answered(KmsOperation.GENERATE_DATA_KEY);
    }

    private void copy(Card from, Card to) throws SQLException {
        database.execute("UPDATE credit_cards SET pan = (SELECT pan FROM credit_cards WHERE id = " + from.id()
                + ") WHERE id = " + to.id());
    }

    private void putBack(Card card) throws SQLException {
        database.execute("UPDATE credit_cards SET pan = '" + card.pan() + "' WHERE id = " + card.id());
    }

    private static List<Card> others(List<Card> cards) {
        List<Card> others = new ArrayList<>(cards);
        others.removeIf(card -> BAKERY.equals(card.merchant()));
        return others;
    }
}

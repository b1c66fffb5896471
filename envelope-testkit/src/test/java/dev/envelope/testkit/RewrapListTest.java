package dev.envelope.testkit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.ErrorCode;
import dev.envelope.Item;
import dev.envelope.Keyring;
import dev.envelope.LocalKey;
import dev.envelope.Outcome;
import dev.envelope.TextItem;
import dev.envelope.format.Envelope;
import dev.envelope.kek.KeyEncryptionKey;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Lists of envelopes that are moved to new keys. */
class RewrapListTest {

    private final InMemoryKms kms = new InMemoryKms();
    private final String keyId = kms.createKey("cards");
    private final KeyEncryptionKey kek = kms.kek("cards", keyId, KmsPrincipal.administrator());
    private final LocalKey local = LocalKey.ephemeral("local");
    private final EnvelopeCipher onlyLocal = EnvelopeCipher.using(local);
    private final EnvelopeCipher toKms = EnvelopeCipher.using(Keyring.of(kek).decryptingWith(local));

    @Test
    void each_is_moved_and_its_content_stays_as_it_is() {
        List<Item> items = sealed(onlyLocal, 5);

        List<Outcome<byte[]>> moved = toKms.rewrapAll(items);

        for (int i = 0; i < 5; i++) {
            byte[] fresh = moved.get(i).orElseThrow();
            assertThat(Envelope.parse(fresh).keyBlock().primary().kekName()).isEqualTo("cards");
            assertThat(Envelope.parse(fresh).content())
                    .isEqualTo(Envelope.parse(items.get(i).bytes()).content());
            assertThat(EnvelopeCipher.using(kek).decrypt(fresh, row(i))).isEqualTo(message(i));
        }
    }

    @Test
    void a_bad_one_does_not_cost_the_others() {
        List<Item> items = sealed(onlyLocal, 4);
        items.set(1, new Item(items.get(1).bytes(), row(0)));
        items.set(2, new Item("no envelope".getBytes(UTF_8), row(2)));

        List<Outcome<byte[]>> moved = toKms.rewrapAll(items);

        assertThat(codes(moved))
                .containsExactly("moved", "wrapped-key-refused", ErrorCode.NOT_AN_ENVELOPE.toString(), "moved");
    }

    @Test
    void one_whose_key_block_is_of_another_record_is_not_moved() {
        List<Item> items = sealed(onlyLocal, 2);
        EncryptionContext same = row(0);
        Envelope first = Envelope.parse(onlyLocal.encrypt(message(0), same));
        Envelope second = Envelope.parse(onlyLocal.encrypt(message(1), same));
        items.set(0, new Item(Envelope.of(first.keyBlock(), second.content()).toBytes(), same));

        assertThat(codes(toKms.rewrapAll(items))).containsExactly("content-refused", "moved");
    }

    @Test
    void what_is_current_costs_no_call_and_comes_back_equal() {
        List<Item> items = sealed(toKms, 3);
        kms.calls().clear();

        List<Outcome<byte[]>> moved = toKms.rewrapAll(items);

        assertThat(moved.stream().map(Outcome::orElseThrow))
                .containsExactlyElementsOf(items.stream().map(Item::bytes).toList());
        assertThat(kms.calls().count()).isZero();
    }

    @Test
    void what_the_service_can_rewrap_itself_is_left_to_it() {
        List<Item> items = sealed(toKms, 3);
        kms.rotate(keyId);
        toKms.refreshVersions();
        kms.calls().clear();

        List<Outcome<byte[]>> moved = toKms.rewrapAll(items);

        assertThat(codes(moved)).containsOnly("moved");
        assertThat(kms.calls().count(KmsOperation.RE_ENCRYPT)).isEqualTo(3);
        assertThat(kms.calls().count()).isEqualTo(3);
    }

    @Test
    void an_outage_is_the_failure_of_each_and_not_a_refusal() {
        List<Item> items = sealed(onlyLocal, 2);
        kms.faults().failEveryCall(KmsErrorCode.CONNECTION_DROPPED);

        assertThat(codes(toKms.rewrapAll(items))).containsOnly(ErrorCode.UNAVAILABLE.toString());
    }

    @Test
    void texts_stay_texts() {
        String sealed = onlyLocal.encryptToText("4111111111111111", row(0));

        String moved = toKms.rewrapAllText(List.of(new TextItem(sealed, row(0))))
                .get(0)
                .orElseThrow();

        assertThat(moved).startsWith("env1:cards:");
        assertThat(toKms.decryptToString(moved, row(0))).isEqualTo("4111111111111111");
    }

    private static List<Item> sealed(EnvelopeCipher cipher, int count) {
        return new ArrayList<>(IntStream.range(0, count)
                .mapToObj(i -> new Item(cipher.encrypt(message(i), row(i)), row(i)))
                .toList());
    }

    private static List<String> codes(List<Outcome<byte[]>> outcomes) {
        return outcomes.stream()
                .map(outcome -> outcome.failure().map(e -> e.code().toString()).orElse("moved"))
                .toList();
    }

    private static byte[] message(int i) {
        return ("record " + i).getBytes(UTF_8);
    }

    private static EncryptionContext row(int i) {
        return EncryptionContext.of("id", Integer.toString(i));
    }
}

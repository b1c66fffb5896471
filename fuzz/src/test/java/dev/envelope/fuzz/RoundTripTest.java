package dev.envelope.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_16BE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.Keyring;
import dev.envelope.LocalKey;
import dev.envelope.altered.ReadingWay;
import dev.envelope.aws.AwsKmsKey;
import dev.envelope.format.Envelope;
import dev.envelope.kek.KeyEncryptionKey;
import dev.envelope.tenant.InMemoryTenantKeyStore;
import dev.envelope.tenant.TenantKeys;
import dev.envelope.testkit.InMemoryKms;
import dev.envelope.testkit.KmsPrincipal;
import dev.envelope.testkit.aws.InMemoryKmsClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds for messages of any length, any contexts, any sets of KEKs, and any way in and out. */
class RoundTripTest {

    private static final InMemoryKms KMS = new InMemoryKms();
    private static final InMemoryKmsClient AWS = InMemoryKmsClient.of(KMS);
    private static final TenantKeys TENANTS = tenants();

    /** Those that know how long what they wrap will be. */
    private static final List<KeyEncryptionKey> OF_KNOWN_SIZE = List.of(
            LocalKey.ephemeral("cards"),
            LocalKey.ephemeral("a.name/with-all.its/characters-0123456789"),
            TENANTS.key("acme"));

    private static final List<KeyEncryptionKey> KEKS = List.of(
            OF_KNOWN_SIZE.get(0),
            OF_KNOWN_SIZE.get(1),
            OF_KNOWN_SIZE.get(2),
            KMS.kek("kms", KMS.createKey("kms"), KmsPrincipal.administrator()),
            AwsKmsKey.named("aws", AWS, AWS.keyArn(KMS.createKey("aws"))));

    @Property
    void what_is_written_in_any_way_is_read_in_any_way_by_any_recipient(
            @ForAll("messages") byte[] message,
            @ForAll("contexts") EncryptionContext context,
            @ForAll("kekSets") List<KeyEncryptionKey> keks,
            @ForAll WritingWay in,
            @ForAll ReadingWay out)
            throws IOException {
        byte[] envelope = in.write(EnvelopeCipher.using(keyring(keks)), message, context);

        for (KeyEncryptionKey kek : keks) {
            assertThat(read(out, EnvelopeCipher.using(kek), envelope, context)).isEqualTo(message);
        }
    }

    @Property
    void another_context_is_refused_in_any_way(
            @ForAll("messages") byte[] message,
            @ForAll("contexts") EncryptionContext context,
            @ForAll("contexts") EncryptionContext other,
            @ForAll("kekSets") List<KeyEncryptionKey> keks,
            @ForAll ReadingWay out) {
        EnvelopeCipher cipher = EnvelopeCipher.using(keyring(keks));
        EncryptionContext another = other.equals(context) ? different(other) : other;
        byte[] envelope = cipher.encrypt(message, context);

        assertThatThrownBy(() -> read(out, cipher, envelope, another))
                .isInstanceOfSatisfying(
                        EnvelopeException.class,
                        e -> assertThat(e.code()).isIn(ErrorCode.WRAPPED_KEY_REFUSED, ErrorCode.CONTENT_REFUSED));
    }

    @Property
    void rewrapping_for_any_others_keeps_the_content_and_lets_them_read_it(
            @ForAll("messages") byte[] message,
            @ForAll("contexts") EncryptionContext context,
            @ForAll("kekSets") List<KeyEncryptionKey> before,
            @ForAll("kekSets") List<KeyEncryptionKey> after,
            @ForAll ReadingWay out)
            throws IOException {
        byte[] envelope = EnvelopeCipher.using(keyring(before)).encrypt(message, context);

        byte[] rewrapped = EnvelopeCipher.using(decryptingToo(after, before)).rewrap(envelope, context);

        assertThat(Envelope.parse(rewrapped).content())
                .isEqualTo(Envelope.parse(envelope).content());
        for (KeyEncryptionKey kek : after) {
            assertThat(read(out, EnvelopeCipher.using(kek), rewrapped, context)).isEqualTo(message);
        }
    }

    @Property
    void the_overhead_is_exact(
            @ForAll("messages") byte[] message,
            @ForAll("contexts") EncryptionContext context,
            @ForAll("oneOfKnownSize") KeyEncryptionKey kek,
            @ForAll WritingWay in)
            throws IOException {
        EnvelopeCipher cipher = EnvelopeCipher.using(kek);
        byte[] envelope = in.write(cipher, message, context);

        assertThat((long) envelope.length).isEqualTo(message.length + cipher.overhead(message.length));
        assertThat((long) Envelope.parse(envelope).toText().length())
                .isEqualTo(
                        Envelope.textLength(message.length, kek.wrappedKeySize().orElseThrow()));
    }

    @Property
    void parsing_and_printing_are_each_others_inverse(
            @ForAll("messages") byte[] message, @ForAll("kekSets") List<KeyEncryptionKey> keks) {
        byte[] envelope = EnvelopeCipher.using(keyring(keks)).encrypt(message, EncryptionContext.none());

        assertThat(Envelope.parse(envelope).toBytes()).isEqualTo(envelope);
        assertThat(Envelope.parse(Envelope.parse(envelope).toText()).toBytes()).isEqualTo(envelope);
    }

    @Provide
    Arbitrary<byte[]> messages() {
        Arbitrary<Integer> nearChunkEnds = Arbitraries.of(1, 2, 3)
                .flatMap(chunks -> Arbitraries.integers().between(-17, 17).map(near -> 16_384 * chunks + near));
        Arbitrary<Integer> lengths = Arbitraries.oneOf(
                Arbitraries.integers().between(0, 300),
                nearChunkEnds,
                Arbitraries.integers().between(0, 100_000));
        return lengths.flatMap(length -> Arbitraries.longs().map(seed -> bytes(length, seed)));
    }

    @Provide
    Arbitrary<EncryptionContext> contexts() {
        Arbitrary<String> texts = Arbitraries.strings()
                .all()
                .ofMaxLength(12)
                .filter(text -> new String(text.getBytes(UTF_16BE), UTF_16BE).equals(text));
        return Arbitraries.maps(texts, texts).ofMaxSize(8).map(EncryptionContext::of);
    }

    @Provide
    Arbitrary<List<KeyEncryptionKey>> kekSets() {
        return Arbitraries.of(KEKS).list().uniqueElements().ofMinSize(1).ofMaxSize(KEKS.size());
    }

    @Provide
    Arbitrary<KeyEncryptionKey> oneOfKnownSize() {
        return Arbitraries.of(OF_KNOWN_SIZE);
    }

    private static byte[] read(ReadingWay way, EnvelopeCipher cipher, byte[] envelope, EncryptionContext context)
            throws IOException {
        byte[] stored = way.isText() ? Envelope.parse(envelope).toText().getBytes(ISO_8859_1) : envelope;
        ByteArrayOutputStream released = new ByteArrayOutputStream();
        way.read(cipher, stored, context, released);
        return released.toByteArray();
    }

    private static Keyring keyring(List<KeyEncryptionKey> keks) {
        Keyring keyring = Keyring.of(keks.get(0));
        for (KeyEncryptionKey kek : keks.subList(1, keks.size())) {
            keyring = keyring.alsoEncryptingWith(kek);
        }
        return keyring;
    }

    private static Keyring decryptingToo(List<KeyEncryptionKey> encrypting, List<KeyEncryptionKey> decrypting) {
        Keyring keyring = keyring(encrypting);
        for (KeyEncryptionKey kek : decrypting) {
            if (!encrypting.contains(kek)) {
                keyring = keyring.decryptingWith(kek);
            }
        }
        return keyring;
    }

    private static EncryptionContext different(EncryptionContext context) {
        return context.isEmpty()
                ? EncryptionContext.of("key", "value")
                : EncryptionContext.of(Map.of("another", "context", "than", "that"));
    }

    private static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static TenantKeys tenants() {
        TenantKeys tenants = TenantKeys.over(LocalKey.ephemeral("store"), new InMemoryTenantKeyStore());
        tenants.create("acme");
        return tenants;
    }
}

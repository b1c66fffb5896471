package dev.envelope.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.EncryptionContext;
import dev.envelope.EnvelopeCipher;
import dev.envelope.ErrorCode;
import dev.envelope.KekUnavailableException;
import dev.envelope.Keyring;
import dev.envelope.aws.AwsKmsKey;
import dev.envelope.aws.AwsKmsListener;
import dev.envelope.aws.ContextValues;
import dev.envelope.kek.KeyEncryptionKey;
import dev.envelope.testkit.InMemoryKms;
import dev.envelope.testkit.KmsErrorCode;
import dev.envelope.testkit.aws.InMemoryKmsClient;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kms.KmsClient;

/** The snippets of docs/aws.md. */
class AwsGuideTest {

    private static final EncryptionContext row = EncryptionContext.of("tenant", "acme", "email", "a@example.com");
    private static final byte[] pan = "4111111111111111".getBytes(StandardCharsets.UTF_8);

    private final InMemoryKms service = new InMemoryKms();
    private final InMemoryKmsClient kmsClient = InMemoryKmsClient.of(service);
    private final List<String> lines = new ArrayList<>();

    AwsGuideTest() {
        service.createKey("cards-key");
        service.createAlias("alias/cards", "cards-key");
    }

    @Test
    void start() {
        KeyEncryptionKey kek = AwsKmsKey.named("cards", kmsClient, "alias/cards");
        EnvelopeCipher cipher = EnvelopeCipher.using(kek);

        assertThat(cipher.decrypt(cipher.encrypt(pan, row), row)).isEqualTo(pan);
    }

    @Test
    void client() {
        KmsClient kmsClient = KmsClient.builder()
                .region(Region.EU_CENTRAL_1)
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .connectionTimeout(Duration.ofSeconds(1))
                        .socketTimeout(Duration.ofSeconds(2)))
                .credentialsProvider(AnonymousCredentialsProvider.create())
                .build();

        assertThat(kmsClient.serviceName()).isEqualTo("kms");
        kmsClient.close();
    }

    @Test
    void earlierKeys() {
        byte[] old = EnvelopeCipher.using(AwsKmsKey.named("cards", kmsClient, "alias/cards"))
                .encrypt(pan, row);
        String earlierArn = kmsClient.keyArn("cards-key");
        service.createKey("new-key");
        service.updateAlias("alias/cards", "new-key");

        KeyEncryptionKey kek = AwsKmsKey.builder("cards", kmsClient, "alias/cards")
                .alsoDecrypting(earlierArn)
                .build();

        assertThat(EnvelopeCipher.using(kek).decrypt(old, row)).isEqualTo(pan);
    }

    @Test
    void hashedValues() {
        KeyEncryptionKey kek = AwsKmsKey.builder("cards", kmsClient, "alias/cards")
                .contextValues(ContextValues.hashed("email"))
                .build();

        EnvelopeCipher.using(kek).encrypt(pan, row);
        assertThat(service.calls().only().context()).doesNotContainValue("a@example.com");
    }

    @Test
    void keyedValues() {
        SecretKeySpec secret = new SecretKeySpec(new byte[32], "HmacSHA256");
        ContextValues values = (key, value) -> key.equals("email") ? hmac(secret, value) : value;

        KeyEncryptionKey kek = AwsKmsKey.builder("cards", kmsClient, "alias/cards")
                .contextValues(values)
                .build();
        EnvelopeCipher cipher = EnvelopeCipher.using(kek);
        assertThat(cipher.decrypt(cipher.encrypt(pan, row), row)).isEqualTo(pan);
        assertThat(service.calls().all()).noneMatch(call -> call.context().containsValue("a@example.com"));
    }

    @Test
    void listener() {
        AwsKmsListener listener = call -> audit("%s kek=%s key=%s outcome=%s request=%s ms=%d"
                .formatted(
                        call.operation(),
                        call.kekName(),
                        call.keyArn().orElse("-"),
                        call.outcome(),
                        call.requestId().orElse("-"),
                        call.duration().toMillis()));
        KeyEncryptionKey kek = AwsKmsKey.builder("cards", kmsClient, "alias/cards")
                .listener(listener)
                .build();

        EnvelopeCipher.using(kek).encrypt(pan, row);
        assertThat(lines).hasSize(1);
        assertThat(lines.get(0))
                .startsWith("GenerateDataKey kek=cards key=arn:aws:kms:")
                .contains("outcome=ok");
    }

    @Test
    void regions() {
        KmsClient inFrankfurt = kmsClient;
        KmsClient inDublin = kmsClient.inRegion("eu-west-1");

        Keyring keyring = Keyring.of(AwsKmsKey.named("frankfurt", inFrankfurt, "alias/cards"))
                .alsoEncryptingWith(AwsKmsKey.named("dublin", inDublin, "alias/cards"))
                .withMinimumRecipients(1)
                .preferring("dublin");

        EnvelopeCipher cipher = EnvelopeCipher.using(keyring);
        assertThat(cipher.decrypt(cipher.encrypt(pan, row), row)).isEqualTo(pan);
    }

    @Test
    void offline() {
        InMemoryKms kms = new InMemoryKms();
        kms.createKey("cards-key");
        kms.createAlias("alias/cards", "cards-key");
        KmsClient client = InMemoryKmsClient.of(kms);
        EnvelopeCipher cipher = EnvelopeCipher.using(AwsKmsKey.named("cards", client, "alias/cards"));

        kms.faults().failNext(1, KmsErrorCode.THROTTLED);
        assertThatThrownBy(() -> cipher.encrypt(pan, row))
                .isInstanceOfSatisfying(
                        KekUnavailableException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.THROTTLED));
    }

    private void audit(String line) {
        lines.add(line);
    }

    private static String hmac(SecretKeySpec secret, String value) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(secret);
            return Base64.getEncoder().encodeToString(mac.doFinal(value.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }
}

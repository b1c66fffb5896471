package dev.envelope.vault;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.envelope.fuzz.Invariant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What answers where Vault should, as JSON or not: a failure that names the address, or an answer whose secrets can be wiped. */
class VaultAnswerFuzzTest {

    private static final int[] STATUSES = {200, 204, 307, 400, 403, 404, 412, 413, 429, 472, 500, 503};

    /** Takes the first byte as the status, and the others as the body. */
    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] input) {
        if (input.length == 0) {
            return;
        }
        int status = STATUSES[(input[0] & 0xff) % STATUSES.length];
        byte[] body = new byte[input.length - 1];
        System.arraycopy(input, 1, body, 0, body.length);
        Invariant.allocatesLittle(body.length, () -> read(status, body));
    }

    private static void read(int status, byte[] body) {
        VaultAnswer answer;
        try {
            answer = VaultAnswer.read(VaultRequest.get("transit/decrypt/cards"), status, body);
        } catch (CallFailure e) {
            Invariant.require(e.getCause() == null, () -> "a cause that may repeat what was read");
            return;
        }
        answer.items();
        answer.errors();
        answer.warnings();
        answer.number("latest_version");
        answer.isForeign();
        Condition.of(status, answer.errors());
        Invariant.require(answer.error().condition() != null, () -> "an error that is none");
        List<byte[]> plaintexts = answer.plaintexts();
        answer.close();
        for (byte[] plaintext : plaintexts) {
            for (byte value : plaintext) {
                Invariant.require(value == 0, () -> "a plaintext that was not wiped");
            }
        }
        for (VaultAnswer.Item item : answer.items()) {
            String ciphertext = item.ciphertext();
            if (ciphertext != null) {
                Ciphertext.parse(ciphertext)
                        .ifPresent(parsed ->
                                Invariant.require(parsed.text().equals(ciphertext), () -> "printed otherwise"));
            }
        }
    }

    static Stream<Arguments> seeds() {
        return Stream.of(
                        "\0{\"data\": {\"plaintext\": \"AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=\"}}",
                        "\0{\"data\": {\"ciphertext\": \"vault:v3:AAECAwQFBgcICQ==\", \"key_version\": 3}}",
                        "\0{\"data\": {\"batch_results\": [{\"plaintext\": \"AAEC\"}, {\"error\": \"invalid ciphertext\"}]}}",
                        "\0{\"data\": {\"latest_version\": 3, \"type\": \"aes256-gcm96\"}, \"warnings\": [\"associated_data\"]}",
                        "\0{\"auth\": {\"client_token\": \"s.x\", \"lease_duration\": 60, \"renewable\": true}}",
                        "\3{\"errors\": [\"invalid ciphertext: version is too new\"]}",
                        "\13{\"errors\": []}",
                        "\0{\"data\": {\"ciphertext\": \"vault:v0:AB=\"}}",
                        "\0[[[[[[[",
                        "\0<html>",
                        "\1")
                .map(text -> Arguments.of((Object) text.getBytes(UTF_8)));
    }
}

package dev.envelope.fuzz;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.envelope.EnvelopeException;
import dev.envelope.ErrorCode;
import dev.envelope.InvalidInputException;
import dev.envelope.LocalKey;
import dev.envelope.tenant.InMemoryTenantKeyStore;
import dev.envelope.tenant.ShredReceipt;
import dev.envelope.tenant.TenantKeys;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Receipts of shredded tenants: refused, or the very text that is printed again; and genuine only as they were given out. */
class ShredReceiptFuzzTest {

    private static final TenantKeys TENANTS = tenants();
    private static final ShredReceipt GENUINE = TENANTS.shred("acme");

    @MethodSource("seeds")
    @FuzzTest
    void fuzz(byte[] bytes) {
        String text = new String(bytes, ISO_8859_1);
        Invariant.allocatesLittle(bytes.length, () -> parse(text));
    }

    private static void parse(String text) {
        ShredReceipt receipt;
        try {
            receipt = ShredReceipt.parse(text);
        } catch (InvalidInputException e) {
            Invariant.require(e.code() == ErrorCode.INVALID_TEXT, () -> "refused as " + e.code());
            return;
        }
        Invariant.require(receipt.toText().equals(text), () -> "printed otherwise");
        if (!receipt.equals(GENUINE)) {
            try {
                Invariant.require(!TENANTS.isGenuine(receipt), () -> "an altered receipt is genuine");
            } catch (EnvelopeException e) {
                // of a tenant that can't be
            }
        }
    }

    static Stream<Arguments> seeds() {
        String text = GENUINE.toText();
        return Stream.of(text, text + "=", text.substring(0, text.length() - 1), text.substring(0, 40), "")
                .map(seed -> Arguments.of((Object) seed.getBytes(US_ASCII)));
    }

    private static TenantKeys tenants() {
        TenantKeys tenants = TenantKeys.over(LocalKey.ephemeral("store"), new InMemoryTenantKeyStore());
        tenants.create("acme");
        tenants.rotate("acme");
        return tenants;
    }
}

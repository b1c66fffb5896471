package dev.envelope.tenant;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.envelope.ErrorCode;
import dev.envelope.InvalidInputException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The text of a receipt: there is one for one receipt. */
class ShredReceiptTest {

    private static final String PREFIX = "envelope-shred1:";
    private static final ShredReceipt RECEIPT =
            new ShredReceipt("acmé", 3, Instant.ofEpochMilli(1_700_000_000_000L), List.of("a2b3c4d5e6f7g"), "seal1");
    private static final String TEXT = RECEIPT.toText();

    @Test
    void a_receipt_is_read_from_its_text() {
        assertThat(ShredReceipt.parse(TEXT)).isEqualTo(RECEIPT);
    }

    @ParameterizedTest
    @MethodSource
    void a_text_that_no_receipt_has_is_refused(String text) {
        assertThatThrownBy(() -> ShredReceipt.parse(text))
                .isInstanceOfSatisfying(
                        InvalidInputException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.INVALID_TEXT));
    }

    static List<String> a_text_that_no_receipt_has_is_refused() {
        String binary = new String(Base64.getUrlDecoder().decode(TEXT.substring(PREFIX.length())), ISO_8859_1);
        return List.of(
                "",
                PREFIX,
                TEXT.substring(0, TEXT.length() - 1),
                TEXT + "=",
                TEXT + "==",
                withUnusedBits(),
                text(binary.replace("receipt", "recital")),
                text(binary.replace(new String("acmé".getBytes(UTF_8), ISO_8859_1), "acm\u00c3\u00c3")),
                text(binary.replace("a2b3c4d5e6f7g", "a2b3c4d5e6f7\u00e9")));
    }

    /** The same bytes to a lenient decoder: the last character differs in bits that encode nothing. */
    private static String withUnusedBits() {
        assertThat(TEXT.substring(PREFIX.length()).length() % 4)
                .as("has unused bits")
                .isNotZero();
        char last = TEXT.charAt(TEXT.length() - 1);
        return TEXT.substring(0, TEXT.length() - 1) + (char) (last + 1);
    }

    private static String text(String binary) {
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(binary.getBytes(ISO_8859_1));
    }
}

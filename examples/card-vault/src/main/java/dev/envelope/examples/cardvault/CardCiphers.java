package dev.envelope.examples.cardvault;

import dev.envelope.EnvelopeCipher;
import dev.envelope.TenantException;
import dev.envelope.tenant.TenantKeys;
import org.jspecify.annotations.Nullable;

/** Which cipher a card's number goes through: its merchant's, or the one for cards without a merchant. */
final class CardCiphers {

    private final EnvelopeCipher withoutMerchant;
    private final @Nullable TenantKeys merchants;

    private CardCiphers(EnvelopeCipher withoutMerchant, @Nullable TenantKeys merchants) {
        this.withoutMerchant = withoutMerchant;
        this.merchants = merchants;
    }

    /** For cards without a merchant only. */
    static CardCiphers of(EnvelopeCipher cipher) {
        return new CardCiphers(cipher, null);
    }

    /** For cards without a merchant, and for those of each merchant under its own key. */
    static CardCiphers of(EnvelopeCipher cipher, TenantKeys merchants) {
        return new CardCiphers(cipher, merchants);
    }

    /**
     * The cipher for a merchant's cards. Whether there is such a merchant shows when it is used.
     *
     * @param merchant the merchant; null for a card without one
     */
    EnvelopeCipher cipher(@Nullable String merchant) {
        return merchant == null ? withoutMerchant : merchants().cipher(merchant);
    }

    /**
     * Gives a merchant a key of its own.
     *
     * @return false if it has one already
     */
    boolean create(String merchant) {
        return merchants().create(merchant);
    }

    private TenantKeys merchants() {
        if (merchants == null) {
            throw TenantException.notFound(Merchants.KEK_NAME);
        }
        return merchants;
    }
}

package dev.envelope.rotation;

import dev.envelope.EnvelopeCipher;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Which cipher a row belongs to: one for all, or one for each tenant.
 *
 * @param tenantOf the tenant of a row
 * @param cipherOf the cipher of a tenant
 * @param only the cipher of all rows, if there is one
 */
record Ciphers(
        Function<StoredRow, String> tenantOf,
        Function<String, EnvelopeCipher> cipherOf,
        Optional<EnvelopeCipher> only) {

    static Ciphers one(EnvelopeCipher cipher) {
        return new Ciphers(row -> "", tenant -> cipher, Optional.of(cipher));
    }

    static Ciphers ofTenants(Function<StoredRow, String> tenantOf, Function<String, EnvelopeCipher> cipherOf) {
        return new Ciphers(tenantOf, cipherOf, Optional.empty());
    }

    /** For some rows, used by one thread: makes the cipher of each tenant once. */
    Lookup lookup(UnaryOperator<EnvelopeCipher> prepared) {
        return new Lookup(this, prepared, new HashMap<>());
    }

    record Lookup(Ciphers ciphers, UnaryOperator<EnvelopeCipher> prepared, Map<String, EnvelopeCipher> known) {

        EnvelopeCipher of(StoredRow row) {
            return known.computeIfAbsent(
                    ciphers.tenantOf.apply(row), tenant -> prepared.apply(ciphers.cipherOf.apply(tenant)));
        }
    }
}

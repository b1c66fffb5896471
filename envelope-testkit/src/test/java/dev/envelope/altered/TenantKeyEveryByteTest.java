package dev.envelope.altered;

import dev.envelope.EnvelopeCipher;
import dev.envelope.ErrorCode;
import dev.envelope.LocalKey;
import dev.envelope.tenant.InMemoryTenantKeyStore;
import dev.envelope.tenant.TenantKeys;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Nested;

/** Under a tenant's key nothing is harmless, in either of the forms that its data keys have. */
class TenantKeyEveryByteTest {

    @Nested
    class Derived extends OfTenant {

        @Override
        protected byte[] envelope() {
            return reader().encrypt(MESSAGE, ROW);
        }

        @Override
        protected Map<String, Unwrapping> keyring() {
            return Map.of("tenants", Unwrapping.derived(ErrorCode.NO_KEY_OF_TENANT));
        }
    }

    @Nested
    class Wrapped extends OfTenant {

        @Override
        protected byte[] envelope() {
            byte[] derived = reader().encrypt(MESSAGE, ROW);
            tenants.rotate("acme");
            return reader().rewrap(derived, ROW);
        }

        @Override
        protected Map<String, Unwrapping> keyring() {
            return Map.of("tenants", Unwrapping.underItsLabel(ErrorCode.NO_KEY_OF_TENANT));
        }
    }

    abstract static class OfTenant extends EveryByteSuite {

        final TenantKeys tenants = TenantKeys.over(LocalKey.ephemeral("store"), new InMemoryTenantKeyStore());
        private final EnvelopeCipher cipher;

        OfTenant() {
            tenants.create("acme");
            cipher = tenants.cipher("acme");
        }

        @AfterAll
        void close() {
            tenants.close();
        }

        @Override
        protected EnvelopeCipher reader() {
            return cipher;
        }

        @Override
        protected Set<String> harmless() {
            return Set.of();
        }
    }
}

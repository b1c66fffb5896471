package dev.envelope.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.envelope.Keyring;
import dev.envelope.LocalKey;
import dev.envelope.tenant.InMemoryTenantKeyStore;
import dev.envelope.tenant.TenantKeyStore;
import dev.envelope.tenant.TenantKeys;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TenantPollingTest {

    private final InMemoryTenantKeyStore store = new InMemoryTenantKeyStore();
    private final CountDownLatch polls = new CountDownLatch(3);

    @Test
    void an_error_of_the_store_does_not_end_polling() throws Exception {
        try (TenantKeys tenants = TenantKeys.builder(Keyring.of(LocalKey.ephemeral("cards")), failingFirst())
                .pollInterval(Duration.ofMillis(10))
                .build()) {
            tenants.create("acme");
            tenants.cipher("acme").encrypt(new byte[16], TenantFixture.ROW);

            assertThat(polls.await(1, TimeUnit.MINUTES)).isTrue();
        }
    }

    /** The store, whose first poll ends with an error. */
    private TenantKeyStore failingFirst() {
        return (TenantKeyStore) Proxy.newProxyInstance(
                TenantKeyStore.class.getClassLoader(),
                new Class<?>[] {TenantKeyStore.class},
                (proxy, method, arguments) -> {
                    if (method.getName().equals("changesSince")) {
                        polls.countDown();
                        if (polls.getCount() == 2) {
                            throw new OutOfMemoryError("made up by a test");
                        }
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}

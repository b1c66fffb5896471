package dev.envelope.soak;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.envelope.ErrorCode;
import dev.envelope.tenant.InMemoryTenantKeyStore;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WeatherTest {

    private final KeyServices keys = new KeyServices(1);
    private final Tally tally = new Tally();
    private final Fleet fleet =
            new Fleet(1, () -> new Instance("only", keys, new InMemoryTenantKeyStore(), tally), Instance::close);
    private final Instance instance = fleet.all().get(0);
    private final Weather weather = new Weather(keys, fleet, new HikariDataSource(), tally);

    @AfterEach
    void close() throws InterruptedException {
        fleet.closeAll();
    }

    @Test
    void without_a_fault_no_failure_is_explained() {
        assertThat(Arrays.stream(ErrorCode.values())
                        .filter(code -> weather.explains(code, Shelf.TENANTS, instance, System.nanoTime())))
                .isEmpty();
        assertThat(weather.explainsStatement(System.nanoTime())).isFalse();
    }

    @Test
    void a_right_that_is_withdrawn_explains_a_denial_and_nothing_else() throws InterruptedException {
        long began = System.nanoTime();
        weather.overRights(new Random(1));

        assertThat(weather.explains(ErrorCode.ACCESS_DENIED, Shelf.SHARED, instance, began))
                .isTrue();
        assertThat(weather.explains(ErrorCode.ACCESS_DENIED, Shelf.LOCAL, instance, began))
                .isFalse();
        assertThat(weather.explains(ErrorCode.SHREDDED, Shelf.SHARED, instance, began))
                .isFalse();
    }

    @Test
    void an_instance_that_is_being_closed_may_fail_as_such() {
        instance.isAboutToClose();

        assertThat(weather.explains(ErrorCode.MISCONFIGURED, Shelf.LOCAL, instance, System.nanoTime()))
                .isTrue();
        assertThat(weather.explains(ErrorCode.UNAVAILABLE, Shelf.LOCAL, instance, System.nanoTime()))
                .isFalse();
    }
}

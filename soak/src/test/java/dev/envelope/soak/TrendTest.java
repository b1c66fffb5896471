package dev.envelope.soak;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.envelope.soak.Trend.Sample;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TrendTest {

    @Test
    void what_goes_up_and_down_does_not_grow() {
        assertThat(growth(second -> 20 + (second / 25 % 2 == 0 ? 2 : -2))).isLessThan(1);
    }

    @Test
    void what_leaks_a_little_grows_though_it_goes_up_and_down() {
        assertThat(growth(second -> 20 + second / 60.0 + (second / 25 % 2 == 0 ? 2 : -2)))
                .isGreaterThan(Vitals.MOST_HEAP_GROWTH_MEBIBYTES);
    }

    @Test
    void a_straight_line_grows_by_its_rise() {
        assertThat(growth(second -> 3 + second / 100.0)).isCloseTo(6, within(1e-9));
    }

    @Test
    void nothing_does_not_grow() {
        assertThat(Trend.of(List.of()).growth()).isZero();
    }

    private static double growth(IntToDoubleFunction value) {
        return Trend.of(IntStream.rangeClosed(0, 24)
                        .map(i -> i * 25)
                        .mapToObj(second -> new Sample(second, value.applyAsDouble(second)))
                        .toList())
                .growth();
    }
}

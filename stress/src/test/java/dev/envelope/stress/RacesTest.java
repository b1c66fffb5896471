package dev.envelope.stress;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RacesTest {

    @ParameterizedTest
    @MethodSource("races")
    void a_race_ends_in_no_way_but_those_it_allows(Race race) throws Exception {
        Map<String, Long> outcomes = race.run();

        assertThat(outcomes)
                .isNotEmpty()
                .allSatisfy((outcome, times) -> assertThat(race.allows(outcome))
                        .as("'%s', %d times of %s", outcome, times, outcomes)
                        .isTrue());
    }

    static Stream<Race> races() {
        return Race.all();
    }
}

package dev.diorama.core.place;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NetworkTest {
  @Test
  void oneWay_measuredPair_isTheMeasurement() {
    assertThat(Network.oneWayNanos(City.VIRGINIA, City.SEOUL)).isEqualTo(87_000_000L);
    assertThat(Network.oneWayNanos(City.SEOUL, City.VIRGINIA)).isEqualTo(87_000_000L);
    assertThat(Network.oneWayNanos(City.LONDON, City.SEOUL)).isEqualTo(118_000_000L);
  }

  @Test
  void oneWay_anyPair_isTheSameBothWaysAndPositive() {
    for (City from : City.values()) {
      for (City to : City.values()) {
        assertThat(Network.oneWayNanos(from, to))
            .isPositive()
            .isEqualTo(Network.oneWayNanos(to, from));
      }
    }
  }

  @Test
  void kilometres_parisToNewYork_isTheKnownDistance() {
    assertThat(Network.kilometres(City.PARIS, City.NEW_YORK)).isCloseTo(5837, within(30.0));
  }

  @ParameterizedTest
  @CsvSource({"SEOUL,SEOUL", "OSAKA,TOKYO", "MADRID,LONDON", "MONTREAL,VIRGINIA"})
  void nearest_amongFew_isTheClosest(City from, City nearest) {
    assertThat(
            Network.nearest(
                from, List.of(City.VIRGINIA, City.LONDON, City.TOKYO, City.SEOUL, City.SYDNEY)))
        .isEqualTo(nearest);
  }

  @ParameterizedTest
  @CsvSource({"seoul,SEOUL", "ICN,SEOUL", "ap-northeast-2,SEOUL", "Sao Paulo,SAO_PAULO"})
  void find_anySpelling_findsTheCity(String name, City city) {
    assertThat(City.find(name)).contains(city);
  }

  @Test
  void find_unknown_isEmpty() {
    assertThat(City.find("Atlantis")).isEmpty();
    assertThat(City.find("")).isEmpty();
  }
}

package dev.diorama.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.core.json.Json;
import dev.diorama.lambda.source.EventPattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventPatternTest {
  private static final Json EVENT =
      Json.parse(
          "{\"name\":\"Alice\",\"age\":30,\"tags\":[\"x\",\"y\"],\"none\":null,\"empty\":\"\","
              + "\"deep\":{\"price\":12.50,\"ok\":true}}");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"name\":[\"Alice\"]} | true",
        "{\"name\":[\"Bob\"]} | false",
        "{\"name\":[\"Bob\",\"Alice\"]} | true",
        "{\"name\":[\"Alice\"],\"age\":[31]} | false",
        "{\"age\":[30]} | true",
        "{\"age\":[30.0]} | true",
        "{\"age\":[\"30\"]} | false",
        "{\"tags\":[\"y\"]} | true",
        "{\"none\":[null]} | true",
        "{\"empty\":[\"\"]} | true",
        "{\"name\":[null]} | false",
        "{\"deep\":{\"ok\":[true]}} | true",
        "{\"deep\":{\"price\":[{\"numeric\":[\">\",10,\"<=\",12.5]}]}} | true",
        "{\"deep\":{\"price\":[{\"numeric\":[\"=\",12.5]}]}} | true",
        "{\"deep\":{\"price\":[{\"numeric\":[\"<\",12.5]}]}} | false",
        "{\"name\":[{\"numeric\":[\">\",0]}]} | false",
        "{\"name\":[{\"prefix\":\"Al\"}]} | true",
        "{\"name\":[{\"suffix\":\"ce\"}]} | true",
        "{\"name\":[{\"suffix\":\"Al\"}]} | false",
        "{\"name\":[{\"equals-ignore-case\":\"aLICE\"}]} | true",
        "{\"name\":[{\"anything-but\":[\"Bob\"]}]} | true",
        "{\"name\":[{\"anything-but\":\"Alice\"}]} | false",
        "{\"absent\":[{\"anything-but\":\"Alice\"}]} | false",
        "{\"name\":[{\"anything-but\":{\"prefix\":\"Al\"}}]} | false",
        "{\"name\":[{\"exists\":true}]} | true",
        "{\"absent\":[{\"exists\":false}]} | true",
        "{\"absent\":[{\"exists\":true}]} | false",
        "{\"deep\":[{\"exists\":true}]} | false",
        "{\"absent\":{\"more\":[{\"exists\":false}]}} | true",
        "{\"$or\":[{\"name\":[\"Bob\"]},{\"age\":[{\"numeric\":[\">=\",30]}]}]} | true",
        "{\"$or\":[{\"name\":[\"Bob\"]},{\"age\":[1]}]} | false",
        "{} | true"
      })
  void matches_eachOperator_decides(String pattern, boolean matches) {
    assertThat(EventPattern.of(pattern).matches(EVENT)).isEqualTo(matches);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[]",
        "{",
        "{\"a\":1}",
        "{\"a\":[]}",
        "{\"a\":[[1]]}",
        "{\"a\":[{\"like\":\"x\"}]}",
        "{\"a\":[{\"prefix\":1}]}",
        "{\"a\":[{\"numeric\":[\"~\",1]}]}",
        "{\"a\":[{\"numeric\":[\">\"]}]}",
        "{\"a\":[{\"exists\":\"yes\"}]}",
        "{\"a\":[{\"anything-but\":[true]}]}",
        "{\"a\":[{\"prefix\":\"x\",\"suffix\":\"y\"}]}",
        "{\"$or\":[{\"a\":[1]}]}"
      })
  void of_whatIsNoPattern_isInvalid(String pattern) {
    assertThatThrownBy(() -> EventPattern.of(pattern))
        .isInstanceOf(EventPattern.InvalidPattern.class);
  }
}

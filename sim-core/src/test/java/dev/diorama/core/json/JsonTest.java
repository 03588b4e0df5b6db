package dev.diorama.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        "null",
        "true",
        "false",
        "\"\"",
        "0",
        "-1.50",
        "1E+400",
        "123456789012345678901234567890",
        "{\"z\":1,\"a\":[1,{\"b\":null}],\"m\":\"x\"}",
        "\"\\\"\\\\\\n\\u0001ü漢\"",
      })
  void parse_thenWrite_givesTheSameText(String text) {
    assertThat(Json.parse(text).write()).isEqualTo(text);
    assertThat(Json.parse(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(Json.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[1,]",
        "{\"a\":}",
        "{a:1}",
        "'a'",
        "1 2",
        "nul",
        "{\"a\":1,\"a\":2}",
        "\"a",
        "01",
        "+1",
        "NaN",
        "{} x"
      })
  void parse_noJson_saysWhatAndWhere(String text) {
    assertThatThrownBy(() -> Json.parse(text)).isInstanceOf(JsonException.class);
  }

  @Test
  void parse_noJson_namesLineAndColumn() {
    assertThatThrownBy(() -> Json.parse("{\n  \"a\": ?}"))
        .isInstanceOf(JsonException.class)
        .hasMessageContaining("line 2");
  }

  @Test
  void parse_nestedWithoutEnd_isRefusedNotAnOverflow() {
    assertThatThrownBy(() -> Json.parse("[".repeat(100_000))).isInstanceOf(JsonException.class);
  }

  @Test
  void number_keepsItsDigits() {
    assertThat(Json.parse("1.10")).isEqualTo(new Json.Num("1.10"));
    assertThat(((Json.Num) Json.parse("1.10")).value()).isEqualTo(new BigDecimal("1.10"));
    assertThat(Json.of(3.0).write()).isEqualTo("3");
    assertThat(Json.of(0.5).write()).isEqualTo("0.5");
    assertThat(Json.of(-7L).write()).isEqualTo("-7");
    assertThatThrownBy(() -> Json.of(Double.NaN)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void reading_missingOrOtherKind_isEmpty() {
    Json value = Json.parse("{\"a\":{\"b\":[1,\"x\"]},\"t\":true}");

    assertThat(value.at("a", "b").map(Json::items).orElseThrow()).hasSize(2);
    assertThat(value.at("a", "c")).isEmpty();
    assertThat(value.at("t", "x")).isEmpty();
    assertThat(value.text("t")).contains("true");
    assertThat(value.text("a")).isEmpty();
    assertThat(value.items()).isEmpty();
    assertThat(Json.of("x").members()).isEmpty();
    assertThat(Json.of("x").asList()).containsExactly(Json.of("x"));
    assertThat(Json.strings(List.of("a")).asList()).containsExactly(Json.of("a"));
  }

  @Test
  void object_keepsOrderAndReplaces() {
    Json.Obj object =
        Json.object().put("z", "1").put("a", 2).put("z", true).put("n", Json.nil()).build();

    assertThat(object.write()).isEqualTo("{\"z\":true,\"a\":2,\"n\":null}");
    assertThat(object.pretty()).isEqualTo("{\n  \"z\" : true,\n  \"a\" : 2,\n  \"n\" : null\n}");
    assertThatThrownBy(() -> object.members().put("x", Json.nil()))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThat(Json.stringMap(Map.of("k", "v")).write()).isEqualTo("{\"k\":\"v\"}");
    assertThat(Json.empty().write()).isEqualTo("{}");
  }
}

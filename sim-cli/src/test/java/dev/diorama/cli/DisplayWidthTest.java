package dev.diorama.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Columns of a terminal. */
class DisplayWidthTest {
  @Test
  void korean_takesTwoColumns_letterOrSyllable() {
    assertThat(DisplayWidth.of("lesson")).isEqualTo(6);
    assertThat(DisplayWidth.of("레슨 1")).isEqualTo(6);
    assertThat(DisplayWidth.of("ㄱ。（）")).isEqualTo(8);
    assertThat(DisplayWidth.of("São · – “x”")).isEqualTo(11);
  }

  @Test
  void whatJoinsTheCharacterBefore_takesNone() {
    assertThat(DisplayWidth.of("e\u0301")).isEqualTo(1);
    assertThat(DisplayWidth.of("\u1112\u1161\u11ab")).isEqualTo(2);
    assertThat(DisplayWidth.of("a\u200bb")).isEqualTo(2);
    assertThat(DisplayWidth.of("😀")).isEqualTo(2);
  }

  @Test
  void pad_fillsColumnsNotCharacters() {
    assertThat(DisplayWidth.pad("읽기", 6)).isEqualTo("읽기  ");
    assertThat(DisplayWidth.pad("읽기", 3)).isEqualTo("읽기");
  }

  @Test
  void wrap_breaksAtSpacesByColumns() {
    assertThat(DisplayWidth.wrap("one two  three", 7)).containsExactly("one two", "three");
    assertThat(DisplayWidth.wrap("읽기 쓰기 목록", 9)).containsExactly("읽기 쓰기", "목록");
    assertThat(DisplayWidth.wrap("https://docs.aws.amazon.com x", 5))
        .containsExactly("https://docs.aws.amazon.com", "x");
    assertThat(DisplayWidth.wrap("", 5)).containsExactly("");
  }

  @Test
  void table_withKoreanCells_isAligned() {
    String table = new TextTable("읽기", "n").row("read", "10").row("쓰기", "2").render();
    assertThat(table.lines()).containsExactly("  읽기    n", "  read   10", "  쓰기    2");
  }
}

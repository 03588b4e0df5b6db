package dev.diorama.core.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WildcardsTest {
  @ParameterizedTest
  @CsvSource({
    "'', '', true",
    "'', x, false",
    "*, '', true",
    "*, anything, true",
    "a*c, abbc, true",
    "a*c, abbcd, false",
    "a*b*c, a-b-b-c, true",
    "*table/To*s*, arn:table/Todos/x, true",
    "?, '', false",
    "?, x, true",
    "a?c, abc, true",
    "a?c, ac, false",
    "*?, x, true",
    "*?, '', false",
    "**, x, true",
    "/images/*.jpg, /images/a/b.jpg, true",
    "/images/*.jpg, /images/a.JPG, false",
    "a.c, abc, false",
    "'[a]', a, false",
  })
  void match_starsAndQuestionMarks_openTheText(String pattern, String text, boolean fits) {
    assertThat(Wildcards.match(pattern, text)).isEqualTo(fits);
  }

  @ParameterizedTest
  @CsvSource({"*a*a*a*a*a*a*a*a*a*a*b"})
  void match_patternFullOfStars_endsSoon(String pattern) {
    assertThat(Wildcards.match(pattern, "a".repeat(100_000))).isFalse();
  }
}

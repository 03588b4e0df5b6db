package dev.diorama.iam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.random.Seeds;
import dev.diorama.core.random.SimRandom;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
  @ParameterizedTest
  @CsvSource({
    "a,a,true",
    "a,b,false",
    "*,'',true",
    "*,anything,true",
    "?,'',false",
    "?,x,true",
    "?,xy,false",
    "?,😀,true",
    "a*c,abc,true",
    "a*c,ac,true",
    "a*c,acb,false",
    "*b*,abc,true",
    "a**,a,true",
    "a?*,a,false",
    "s3:Get*,s3:GetObject,true",
    "'','',true",
    "'',a,false",
  })
  void matches_pattern_asDocumented(String pattern, String text, boolean expected) {
    assertThat(Glob.of(pattern).matches(text)).isEqualTo(expected);
  }

  @Test
  void matches_randomPatterns_agreesWithRegularExpressions() {
    SimRandom random = new Seeds(11).stream("glob");
    for (int i = 0; i < 20_000; i++) {
      String pattern = random.text("aab*?", random.nextInt(8));
      String text = random.text("aab", random.nextInt(8));
      String regex = pattern.replace("*", ".*").replace("?", ".");
      assertThat(Glob.of(pattern).matches(text))
          .as("%s against %s", pattern, text)
          .isEqualTo(Pattern.matches(regex, text));
    }
  }

  @Test
  void matches_manyStars_endsQuickly() {
    String text = "a".repeat(2_000);
    assertThat(Glob.of("*a".repeat(500) + "b").matches(text)).isFalse();
    assertThat(Glob.of("*a".repeat(500)).matches(text)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "arn:aws:iam::1:role/x,arn:aws:iam::1:role/x,true",
    "arn:aws:iam::*:role/x,arn:aws:iam::1:role/x,true",
    "arn:aws:iam::*:role/x,arn:aws:iam::1:role/a:role/x,false",
    "arn:aws:*,arn:aws:iam::1:role/x,true",
    "arn:aws:s3:::b/*,arn:aws:s3:::b/a:b/c,true",
  })
  void arnPattern_parts_areComparedOneByOne(String pattern, String arn, boolean expected) {
    assertThat(new ArnPattern(Glob.of(pattern)).matches(arn)).isEqualTo(expected);
  }
}

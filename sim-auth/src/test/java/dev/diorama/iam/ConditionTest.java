package dev.diorama.iam;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionTest {
  /** Values of request and policy are parted by semicolons; "-" means that there are none. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "StringEquals | a | a | true",
        "StringEquals | A | a | false",
        "StringEquals | a | b;a | true",
        "StringEquals | a* | a* | true",
        "StringEquals | ab | a* | false",
        "StringEquals | - | a | false",
        "StringEqualsIfExists | - | a | true",
        "StringEqualsIfExists | b | a | false",
        "StringNotEquals | a | a | false",
        "StringNotEquals | b | a | true",
        "StringNotEquals | b | a;b | false",
        "StringNotEquals | - | a | true",
        "StringNotEquals | b;a | a | false",
        "StringEqualsIgnoreCase | AbC | aBc | true",
        "StringNotEqualsIgnoreCase | AbC | aBc | false",
        "StringLike | photos/2 | photos/* | true",
        "StringLike | photo | photo? | false",
        "StringNotLike | photos/2 | photos/* | false",
        "StringNotLike | - | photos/* | true",
        "NumericEquals | 10 | 10.0 | true",
        "NumericNotEquals | 10 | 10.0 | false",
        "NumericLessThan | 9 | 10 | true",
        "NumericLessThan | 10 | 10 | false",
        "NumericLessThanEquals | 10 | 10 | true",
        "NumericGreaterThan | 10 | 9.5 | true",
        "NumericGreaterThanEquals | 9 | 9.5 | false",
        "NumericEquals | ten | 10 | false",
        "NumericLessThanIfExists | - | 10 | true",
        "DateEquals | 2026-01-01T00:00:00Z | 2026-01-01 | true",
        "DateEquals | 2026-01-01T02:00:00+02:00 | 1767225600 | true",
        "DateNotEquals | 2026-01-01T00:00:00Z | 2026-01-02 | true",
        "DateLessThan | 2026-01-01T00:00:00Z | 2026-01-01T00:00:01Z | true",
        "DateLessThanEquals | 2026-01-01T00:00:01Z | 2026-01-01T00:00:01Z | true",
        "DateGreaterThan | 2026-01-01T00:00:01Z | 2026-01-01T00:00:01Z | false",
        "DateGreaterThanEquals | 2026-01-01T00:00:01Z | 2026-01-01T00:00:01Z | true",
        "DateLessThan | yesterday | 2026-01-01 | false",
        "Bool | true | true | true",
        "Bool | true | TRUE | true",
        "Bool | false | true | false",
        "BoolIfExists | - | true | true",
        "BinaryEquals | QmluYXJ5 | QmluYXJ5 | true",
        "BinaryEquals | QmluYXJ5 | YmluYXJ5 | false",
        "BinaryEquals | !! | !! | false",
        "IpAddress | 203.0.113.7 | 203.0.113.0/24 | true",
        "IpAddress | 203.0.114.7 | 203.0.113.0/24 | false",
        "IpAddress | 203.0.113.7 | 203.0.113.7 | true",
        "IpAddress | 203.0.113.7 | 0.0.0.0/0 | true",
        "IpAddress | 2001:db8::7 | 2001:db8::/32 | true",
        "IpAddress | 2001:db9::7 | 2001:db8::/32 | false",
        "IpAddress | ::1 | ::1/128 | true",
        "IpAddress | 203.0.113.7 | 2001:db8::/32 | false",
        "IpAddress | 203.0.113.256 | 0.0.0.0/0 | false",
        "IpAddress | 203.0.113.7 | 203.0.113.0/33 | false",
        "NotIpAddress | 203.0.113.7 | 203.0.113.0/24 | false",
        "NotIpAddress | 198.51.100.1 | 203.0.113.0/24 | true",
        "ArnEquals | arn:aws:sns:us-east-1:1:t | arn:aws:sns:*:1:t | true",
        "ArnLike | arn:aws:sns:us-east-1:1:t | arn:aws:sns:*:1:u | false",
        "ArnNotLike | arn:aws:sns:us-east-1:1:t | arn:aws:sns:*:1:u | true",
        "ArnNotEquals | arn:aws:sns:us-east-1:1:t | arn:aws:sns:*:1:t | false",
        "Null | - | true | true",
        "Null | - | false | false",
        "Null | a | true | false",
        "Null | a | false | true",
        "ForAllValues:StringEquals | a;b | a;b;c | true",
        "ForAllValues:StringEquals | a;d | a;b;c | false",
        "ForAllValues:StringEquals | - | a | true",
        "ForAllValues:StringNotEquals | a;b | c | true",
        "ForAllValues:StringNotEquals | a;c | c | false",
        "ForAnyValue:StringEquals | d;a | a;b | true",
        "ForAnyValue:StringEquals | d;e | a;b | false",
        "ForAnyValue:StringEquals | - | a | false",
        "ForAnyValue:StringEqualsIfExists | - | a | true",
        "ForAnyValue:StringNotEquals | a;c | c | true",
        "ForAnyValue:StringNotEquals | c | c | false",
        "ForAnyValue:StringNotEquals | - | c | false",
      })
  void holds_operator_asDocumented(String operator, String asked, String given, boolean expected) {
    RequestContext.Builder context = RequestContext.builder();
    if (!asked.equals("-")) {
      context.put("Test:Key", asked.split(";"));
    }
    assertThat(condition(operator, "test:key", given.split(";")).holds(context.build()))
        .isEqualTo(expected);
  }

  private static Condition condition(String operator, String key, String... values) {
    return Condition.of(operator, key, List.of(values), true).orElseThrow();
  }

  @Test
  void holds_variableInValue_standsForItsLiteralValue() {
    RequestContext context =
        RequestContext.builder().put("aws:username", "m*").put("s3:prefix", "home/mina/").build();
    assertThat(condition("StringLike", "s3:prefix", "home/${aws:username}/*").holds(context))
        .isFalse();
    assertThat(condition("StringLike", "s3:prefix", "home/${aws:nobody}/*").holds(context))
        .isFalse();
    assertThat(condition("StringNotLike", "s3:prefix", "home/${aws:nobody}/*").holds(context))
        .isFalse();
    assertThat(condition("StringLike", "s3:prefix", "home/${aws:nobody, 'mina'}/*").holds(context))
        .isTrue();
  }

  @Test
  void holds_variableWithOperatorOfNumbers_isNotReplaced() {
    RequestContext context =
        RequestContext.builder().put("aws:PrincipalTag/max", "5").put("s3:max-keys", "5").build();
    assertThat(condition("NumericEquals", "s3:max-keys", "${aws:PrincipalTag/max}").holds(context))
        .isFalse();
  }

  @Test
  void of_unknownOperator_isEmpty() {
    for (String name :
        List.of("StringIs", "stringEquals", "NullIfExists", "ForSomeValues:StringEquals", "")) {
      assertThat(Condition.of(name, "k", List.of("v"), true)).as(name).isEmpty();
    }
  }
}

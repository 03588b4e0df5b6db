package dev.diorama.iam;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTextTest {
  private final RequestContext context =
      RequestContext.builder()
          .put("aws:username", "mina")
          .put("aws:PrincipalTag/Team", "red?")
          .put("cognito-identity.amazonaws.com:sub", "us-east-1:1-2")
          .put("aws:TagKeys", "a", "b")
          .build();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "home/${aws:username}/* | home/mina/x | true",
        "home/${AWS:UserName}/* | home/mina/x | true",
        "home/${aws:username}/* | home/other/x | false",
        "${aws:PrincipalTag/team}/x | red?/x | true",
        "${aws:PrincipalTag/team}/x | reds/x | false",
        "b/${cognito-identity.amazonaws.com:sub}/* | b/us-east-1:1-2/f | true",
        "a${*}b | a*b | true",
        "a${*}b | axb | false",
        "a${?}b | a?b | true",
        "a${?}b | axb | false",
        "${$}{aws:username} | ${aws:username} | true",
        "${aws:nobody} | '' | false",
        "${aws:nobody}* | anything | false",
        "${aws:TagKeys} | a | false",
        "${aws:nobody, 'guest'}/x | guest/x | true",
        "${aws:nobody,'it''s}'}/x | it's}/x | true",
        "${aws:username, 'guest'}/x | mina/x | true",
        "${aws:TagKeys, 'guest'}/x | guest/x | false",
        "${aws:username | ${aws:username | true",
        "${} | '' | false",
      })
  void resolve_variable_asDocumented(String source, String text, boolean expected) {
    assertThat(
            PolicyText.of(source, true, true)
                .resolve(context)
                .map(glob -> glob.matches(text))
                .orElse(false))
        .isEqualTo(expected);
    assertThat(PolicyText.of(source, true, true).matches(text, context)).isEqualTo(expected);
  }

  @Test
  void resolve_oldVersion_keepsVariablesAsText() {
    Glob glob = PolicyText.of("${aws:username}", false, true).resolve(context).orElseThrow();
    assertThat(glob.matches("${aws:username}")).isTrue();
    assertThat(glob.matches("mina")).isFalse();
  }
}

package dev.diorama.cognito.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.cognitoidentity.model.MappingRule;
import software.amazon.awssdk.services.cognitoidentity.model.RoleMapping;
import software.amazon.awssdk.services.cognitoidentity.model.SetIdentityPoolRolesRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.AdminAddUserToGroupRequest;
import software.amazon.awssdk.services.cognitoidentityprovider.model.CreateGroupRequest;

class RoleChoiceTest {
  private static final String READER = "arn:aws:iam::123456789012:role/reader";
  private static final String WRITER = "arn:aws:iam::123456789012:role/writer";

  private final IdentityFixture cognito = new IdentityFixture();
  private String pool = "";

  @BeforeEach
  void mina() {
    cognito.user(cognito.userPool, "mina");
    pool = cognito.pool(request -> {});
  }

  private void mapping(RoleMapping mapping) {
    cognito.send(
        SetIdentityPoolRolesRequest.builder()
            .identityPoolId(pool)
            .roles(Map.of("authenticated", IdentityFixture.USER_ROLE))
            .roleMappings(Map.of(cognito.provider + ":" + cognito.client, mapping))
            .build(),
        SdkResponse.class);
  }

  private static RoleMapping byToken(String ambiguous) {
    return RoleMapping.builder().type("Token").ambiguousRoleResolution(ambiguous).build();
  }

  private static RoleMapping byRule(String claim, String match, String value, String ambiguous) {
    return RoleMapping.builder()
        .type("Rules")
        .ambiguousRoleResolution(ambiguous)
        .rulesConfiguration(
            rules ->
                rules.rules(
                    MappingRule.builder()
                        .claim(claim)
                        .matchType(match)
                        .value(value)
                        .roleARN(WRITER)
                        .build()))
        .build();
  }

  private void group(String name, int precedence, String role) {
    cognito.send(
        CreateGroupRequest.builder()
            .userPoolId(cognito.userPool)
            .groupName(name)
            .precedence(precedence)
            .roleArn(role)
            .build(),
        SdkResponse.class);
    cognito.send(
        AdminAddUserToGroupRequest.builder()
            .userPoolId(cognito.userPool)
            .groupName(name)
            .username("mina")
            .build(),
        SdkResponse.class);
  }

  private String chosen() {
    String token = cognito.signIn(cognito.client, "mina").idToken();
    cognito.credentials(cognito.getId(pool, token), token);
    return cognito.roleAssumed().orElse("none");
  }

  private void refusedAsForbidden(String customRole) {
    String token = cognito.signIn(cognito.client, "mina").idToken();
    String identity = cognito.getId(pool, token);
    cognito.refused(
        cognito.credentialsRequest(identity, token).toBuilder().customRoleArn(customRole).build(),
        "NotAuthorizedException",
        "Access to Identity '" + identity + "' is forbidden.");
  }

  @Test
  void byToken_preferredRole_wins() {
    group("readers", 2, READER);
    group("writers", 1, WRITER);
    mapping(byToken("Deny"));
    assertThat(chosen()).isEqualTo(WRITER);
  }

  @Test
  void byToken_customRole_mustBeOneOfTheTokens() {
    group("readers", 2, READER);
    group("writers", 1, WRITER);
    mapping(byToken("Deny"));
    String token = cognito.signIn(cognito.client, "mina").idToken();
    cognito.send(
        cognito.credentialsRequest(cognito.getId(pool, token), token).toBuilder()
            .customRoleArn(READER)
            .build(),
        SdkResponse.class);
    assertThat(cognito.roleAssumed()).contains(READER);
    refusedAsForbidden("arn:aws:iam::123456789012:role/admin");
  }

  @Test
  void customRole_withoutMapping_mustBeOneOfTheTokensToo() {
    refusedAsForbidden("arn:aws:iam::123456789012:role/admin");
  }

  @Test
  void byToken_inDoubt_deniesOrGivesTheUsualRole() {
    group("readers", 1, READER);
    group("writers", 1, WRITER);
    mapping(byToken("AuthenticatedRole"));
    assertThat(chosen()).isEqualTo(IdentityFixture.USER_ROLE);
    mapping(byToken("Deny"));
    refusedAsForbidden(null);
  }

  @ParameterizedTest
  @CsvSource({
    "cognito:username, Equals, mina, true",
    "cognito:username, Equals, noah, false",
    "cognito:username, StartsWith, mi, true",
    "cognito:username, StartsWith, in, false",
    "cognito:username, Contains, in, true",
    "cognito:username, Contains, x, false",
    "cognito:username, NotEqual, noah, true",
    "cognito:username, NotEqual, mina, false",
    "cognito:groups, Contains, read, true",
    "cognito:groups, Equals, readers, true",
    "cognito:groups, NotEqual, readers, false",
    "custom:team, NotEqual, red, false",
  })
  void byRules_everyKindOfMatch(String claim, String match, String value, boolean matches) {
    group("readers", 1, null);
    mapping(byRule(claim, match, value, "AuthenticatedRole"));
    assertThat(chosen()).isEqualTo(matches ? WRITER : IdentityFixture.USER_ROLE);
  }

  @Test
  void byRules_noneMatches_deniesWhereToldTo() {
    mapping(byRule("cognito:username", "Equals", "noah", "Deny"));
    refusedAsForbidden(null);
  }

  @Test
  void setRoles_malformed_isRefused() {
    SetIdentityPoolRolesRequest.Builder request =
        SetIdentityPoolRolesRequest.builder()
            .identityPoolId(pool)
            .roles(Map.of("authenticated", IdentityFixture.USER_ROLE));
    cognito.refused(
        request.copy().roles(Map.of("owner", READER)).build(),
        "InvalidParameterException",
        "Invalid role type: owner");
    cognito.refused(
        request
            .copy()
            .roleMappings(Map.of("p:c", RoleMapping.builder().type("Token").build()))
            .build(),
        "InvalidParameterException",
        "AmbiguousRoleResolution is required for the role mapping of p:c");
    cognito.refused(
        request
            .copy()
            .roleMappings(
                Map.of(
                    "p:c",
                    RoleMapping.builder().type("Rules").ambiguousRoleResolution("Deny").build()))
            .build(),
        "InvalidParameterException",
        "RulesConfiguration is required for the role mapping of p:c");
    cognito.refused(
        request
            .copy()
            .roleMappings(
                Map.of(
                    "p:c",
                    RoleMapping.builder().type("Magic").ambiguousRoleResolution("Deny").build()))
            .build(),
        "InvalidParameterException",
        "Invalid role mapping type: Magic");
    MappingRule rule =
        MappingRule.builder().claim("c").matchType("Equals").value("v").roleARN(READER).build();
    cognito.refused(
        request
            .copy()
            .roleMappings(
                Map.of(
                    "p:c",
                    RoleMapping.builder()
                        .type("Rules")
                        .ambiguousRoleResolution("Deny")
                        .rulesConfiguration(
                            rules -> rules.rules(java.util.Collections.nCopies(26, rule)))
                        .build()))
            .build(),
        "InvalidParameterException",
        "At most 25 rules are allowed for the role mapping of p:c");
  }

  @Test
  void setRoles_needsPassRoleOnEveryRole() {
    cognito.asked.clear();
    mapping(byRule("cognito:username", "Equals", "mina", "Deny"));
    assertThat(cognito.asked)
        .extracting(access -> access.action() + " " + access.resource())
        .containsExactly(
            "cognito-identity:SetIdentityPoolRoles arn:aws:cognito-identity:us-east-1:123456789012"
                + ":identitypool/"
                + pool,
            "iam:PassRole " + IdentityFixture.USER_ROLE,
            "iam:PassRole " + WRITER);
    assertThat(cognito.asked.get(1).context())
        .containsEntry("iam:PassedToService", List.of("cognito-identity.amazonaws.com"));
  }
}

package dev.diorama.iam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.Authorizer.RequestFacts;
import dev.diorama.core.router.Decision;
import dev.diorama.core.router.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IamAuthorizerTest {
  private static final RequestFacts FACTS =
      new RequestFacts(1_767_225_600, "eu-west-1", "203.0.113.7", true);

  private final IamWorld world = new IamWorld();

  @AfterEach
  void close() {
    world.close();
  }

  private Decision decide(Principal principal, Access access) {
    return world.iam.authorizer().decide(principal, access, FACTS);
  }

  private static Access bucket(String owner, String statement) {
    return Access.of("s3:GetObject", "arn:aws:s3:::b/k")
        .ownedBy(owner, Optional.of(Json.parse(IamWorld.policy(statement))));
  }

  private static String everyone(String condition) {
    return "{'Sid':'Open','Effect':'Allow','Principal':'*','Action':'s3:GetObject','Resource':"
        + "'arn:aws:s3:::b/*','Condition':"
        + condition
        + "}";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '#',
      value = {
        "{'IpAddress':{'aws:SourceIp':'203.0.113.0/24'}} | true",
        "{'IpAddress':{'aws:SourceIp':'198.51.100.0/24'}} | false",
        "{'Bool':{'aws:SecureTransport':'true'}} | true",
        "{'Bool':{'aws:SecureTransport':'false'}} | false",
        "{'StringEquals':{'aws:RequestedRegion':'eu-west-1'}} | true",
        "{'DateLessThan':{'aws:CurrentTime':'2026-01-01T00:00:01Z'}} | true",
        "{'DateLessThan':{'aws:CurrentTime':'2026-01-01T00:00:00Z'}} | false",
        "{'NumericEquals':{'aws:EpochTime':1767225600}} | true",
        "{'StringEquals':{'aws:PrincipalAccount':'123456789012'}} | true",
        "{'StringEquals':{'aws:PrincipalType':'User'}} | true",
        "{'StringEquals':{'aws:username':'mina'}} | true",
        "{'StringLike':{'aws:userid':'AIDA*'}} | true",
        "{'ArnLike':{'aws:PrincipalArn':'arn:aws:iam::*:user/mina'}} | true",
        "{'StringEquals':{'aws:ResourceAccount':'123456789012'}} | true",
        "{'Bool':{'aws:PrincipalIsAWSService':'false'}} | true",
        "{'Bool':{'aws:ViaAWSService':'false'}} | true",
        "{'Null':{'aws:TokenIssueTime':'true'}} | true",
      })
  void decide_globalConditionKeys_areThere(String condition, boolean allowed) {
    Principal mina = world.user("mina", "");
    assertThat(decide(mina, bucket(IamWorld.ACCOUNT, everyone(condition))).allowed())
        .isEqualTo(allowed);
  }

  @Test
  void decide_globalKeysInTheRequest_doNotStandAgainstTheTrueOnes() {
    Principal mina = world.user("mina", "");
    Access access =
        bucket(IamWorld.ACCOUNT, everyone("{'IpAddress':{'aws:SourceIp':'198.51.100.0/24'}}"))
            .with("aws:sourceip", "198.51.100.9");
    assertThat(decide(mina, access).allowed()).isFalse();
  }

  @Test
  void decide_roleSession_principalArnIsTheRoles() {
    world.role("app", IamWorld.trust("'Service':'lambda.amazonaws.com'"), "");
    Principal session =
        new Principal(
            Principal.Kind.ROLE_SESSION,
            IamWorld.ACCOUNT,
            "arn:aws:sts::123456789012:assumed-role/app/s",
            "AROA:s",
            "",
            Map.of());
    assertThat(
            decide(
                    session,
                    bucket(
                        IamWorld.ACCOUNT,
                        everyone(
                            "{'ArnEquals':{'aws:PrincipalArn':"
                                + "'arn:aws:iam::123456789012:role/app'}}")))
                .explanation())
        .isEqualTo("allowed by statement 'Open' of bucket policy of arn:aws:s3:::b");
  }

  @Test
  void decide_service_sourceArnIsItsResource() {
    String statement =
        "{'Effect':'Allow','Principal':{'Service':'apigateway.amazonaws.com'},"
            + "'Action':'lambda:InvokeFunction','Resource':'*','Condition':{'ArnLike':"
            + "{'aws:SourceArn':'arn:aws:execute-api:*:*:abc/*'}}}";
    Access invoke =
        Access.of("lambda:InvokeFunction", "arn:aws:lambda:us-east-1:123456789012:function:f")
            .ownedBy(IamWorld.ACCOUNT, Optional.of(Json.parse(IamWorld.policy(statement))));
    assertThat(decide(gateway("abc"), invoke).explanation())
        .isEqualTo(
            "allowed by statement #1 of resource policy of"
                + " arn:aws:lambda:us-east-1:123456789012:function:f");
    Decision refusal = decide(gateway("other"), invoke);
    assertThat(refusal.reason())
        .isEqualTo("because no resource-based policy allows the lambda:InvokeFunction action");
    assertThat(refusal.explanation()).contains("condition ArnLike aws:SourceArn");
  }

  private static Principal gateway(String api) {
    return Principal.service(
        "apigateway.amazonaws.com",
        IamWorld.ACCOUNT,
        "arn:aws:execute-api:us-east-1:123456789012:" + api + "/prod/GET/todos");
  }

  @Test
  void decide_originAccessIdentity_isKnownByArnAndCanonicalId() {
    String arn = "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E2IDENTITY";
    Principal identity = new Principal(Principal.Kind.USER, "", arn, "c0ffee", "", Map.of());
    String statement =
        "{'Sid':'Oai','Effect':'Allow','Principal':{%s},'Action':'s3:GetObject',"
            + "'Resource':'arn:aws:s3:::b/*'}";
    Access byArn = bucket(IamWorld.ACCOUNT, statement.formatted("'AWS':'" + arn + "'"));
    Access byId = bucket(IamWorld.ACCOUNT, statement.formatted("'CanonicalUser':'c0ffee'"));
    Access byOther = bucket(IamWorld.ACCOUNT, statement.formatted("'CanonicalUser':'79a5'"));
    assertThat(decide(identity, byArn).explanation()).contains("allowed by statement 'Oai'");
    assertThat(decide(identity, byId).explanation()).contains("allowed by statement 'Oai'");
    assertThat(decide(identity, byOther).allowed()).isFalse();
    assertThat(decide(world.user("mina", ""), byId).allowed())
        .as("a user has no canonical id")
        .isFalse();
    String service = "{'Bool':{'aws:PrincipalIsAWSService':'false'}}";
    assertThat(decide(identity, bucket(IamWorld.ACCOUNT, everyone(service))).allowed()).isTrue();
  }

  @Test
  void decide_anonymous_onlyByAPolicyForEveryone() {
    assertThat(decide(Principal.ANONYMOUS, bucket(IamWorld.ACCOUNT, everyone("{}"))).allowed())
        .isTrue();
    Decision refusal =
        decide(
            Principal.ANONYMOUS,
            Access.of("s3:GetObject", "arn:aws:s3:::b/k")
                .ownedBy(IamWorld.ACCOUNT, Optional.empty()));
    assertThat(refusal.allowed()).isFalse();
    assertThat(refusal.explanation())
        .isEqualTo("no resource-based policy allows s3:GetObject on arn:aws:s3:::b/k");
  }

  @Test
  void decide_bucketOfAnotherAccount_needsBoth() {
    Principal mina = world.user("mina", IamWorld.allow("s3:*", "*"));
    Principal bob = world.user("bob", "");
    assertThat(decide(mina, bucket(IamWorld.OTHER, everyone("{}"))).explanation())
        .isEqualTo(
            "allowed by statement #1 of inline policy 'p' of user mina and by statement 'Open' of"
                + " bucket policy of arn:aws:s3:::b");
    assertThat(decide(bob, bucket(IamWorld.OTHER, everyone("{}"))).allowed()).isFalse();
    assertThat(decide(world.root(), bucket(IamWorld.OTHER, everyone("{}"))).allowed()).isTrue();
    assertThat(
            decide(
                    world.root(),
                    Access.of("s3:GetObject", "arn:aws:s3:::b/k")
                        .ownedBy(IamWorld.OTHER, Optional.empty()))
                .allowed())
        .isFalse();
  }

  @Test
  void decide_resourcePolicyThatCannotBeRead_deniesAllButTheRoot() {
    Access access =
        Access.of("s3:GetObject", "arn:aws:s3:::b/k")
            .ownedBy(IamWorld.ACCOUNT, Optional.of(Json.parse("{\"Statement\":7}")));
    Decision refusal = decide(world.user("mina", IamWorld.ALLOW_ALL), access);
    assertThat(refusal.explicitDeny()).isTrue();
    assertThat(refusal.explanation())
        .startsWith("bucket policy of arn:aws:s3:::b cannot be read: Syntax errors in policy.");
    assertThat(decide(world.root(), access).allowed()).isTrue();
  }

  @Test
  void decide_listWithPrefix_variableInCondition() {
    Principal mina =
        world.user(
            "mina",
            IamWorld.policy(
                "{'Effect':'Allow','Action':'s3:ListBucket','Resource':'arn:aws:s3:::b',"
                    + "'Condition':{'StringLike':{'s3:prefix':'home/${aws:username}/*'}}}"));
    Access list = Access.of("s3:ListBucket", "arn:aws:s3:::b");
    assertThat(decide(mina, list.with("s3:prefix", "home/mina/x")).allowed()).isTrue();
    assertThat(decide(mina, list.with("s3:prefix", "home/bob/x")).allowed()).isFalse();
    assertThat(decide(mina, list).allowed()).isFalse();
  }

  @Test
  void decide_groupOfManyPolicies_findsTheOne() {
    Principal mina =
        world.user(
            "mina",
            IamWorld.policy(
                "{'Sid':'A','Effect':'Allow','Action':'sqs:*','Resource':'*'}",
                "{'Sid':'B','Effect':'Allow','Action':'s3:*','Resource':'*'}"));
    assertThat(decide(mina, Access.of("s3:GetObject", "arn:aws:s3:::b/k")).explanation())
        .isEqualTo("allowed by statement 'B' of inline policy 'p' of user mina");
    assertThat(List.of(decide(mina, Access.of("dynamodb:GetItem", "*")).explanation()))
        .containsExactly("no identity-based policy allows dynamodb:GetItem on *");
  }

  @Test
  void policyCache_manyPolicies_staysBounded() {
    PolicyCache cache = new PolicyCache();
    for (int i = 0; i < PolicyCache.KEPT + 10; i++) {
      Attached policy =
          cache.identity("policy ", "p", " of ", "user", IamWorld.allow("s3:Get" + i, "*"));
      assertThat(policy.policy().statements()).hasSize(1);
    }
    assertThat(cache.size()).isEqualTo(PolicyCache.KEPT);
  }
}

package dev.diorama.sts;

import static dev.diorama.iam.IamWorld.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.AuthFailure;
import dev.diorama.core.router.Principal;
import dev.diorama.core.trace.Span;
import dev.diorama.iam.IamWorld;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.iam.model.CreateRoleRequest;
import software.amazon.awssdk.services.iam.model.CreateRoleResponse;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyRequest;
import software.amazon.awssdk.services.iam.model.DeleteRolePolicyResponse;
import software.amazon.awssdk.services.iam.model.DeleteRoleRequest;
import software.amazon.awssdk.services.iam.model.DeleteRoleResponse;
import software.amazon.awssdk.services.iam.model.GetUserRequest;
import software.amazon.awssdk.services.iam.model.GetUserResponse;
import software.amazon.awssdk.services.iam.model.PutUserPolicyRequest;
import software.amazon.awssdk.services.iam.model.PutUserPolicyResponse;
import software.amazon.awssdk.services.iam.model.UpdateRoleRequest;
import software.amazon.awssdk.services.iam.model.UpdateRoleResponse;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.GetAccessKeyInfoRequest;
import software.amazon.awssdk.services.sts.model.GetAccessKeyInfoResponse;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityRequest;
import software.amazon.awssdk.services.sts.model.GetCallerIdentityResponse;
import software.amazon.awssdk.services.sts.model.GetFederationTokenRequest;
import software.amazon.awssdk.services.sts.model.GetFederationTokenResponse;
import software.amazon.awssdk.services.sts.model.GetSessionTokenRequest;
import software.amazon.awssdk.services.sts.model.GetSessionTokenResponse;
import software.amazon.awssdk.services.sts.model.PolicyDescriptorType;
import software.amazon.awssdk.services.sts.model.ProvidedContext;
import software.amazon.awssdk.services.sts.model.Tag;

class StsServiceTest {
  private static final String ASSUME = IamWorld.allow("sts:*", "*");
  private static final String HERE = "'AWS':'" + IamWorld.ACCOUNT + "'";
  private static final String READ = IamWorld.allow("s3:GetObject", "*");

  private final IamWorld world = new IamWorld();

  StsServiceTest() {
    Sts unused = Sts.install(world.cloud, StsConfig.defaults(), world.iam);
  }

  @AfterEach
  void close() {
    world.close();
  }

  private static AssumeRoleRequest.Builder request(String role) {
    return AssumeRoleRequest.builder().roleArn(role).roleSessionName("s1");
  }

  private AssumeRoleResponse assume(Principal as, AssumeRoleRequest.Builder request) {
    return world.send(as, request.build(), AssumeRoleResponse.class);
  }

  private String assumeRefused(
      Principal as, AssumeRoleRequest.Builder request, String code, int status) {
    return refused(() -> assume(as, request), code, status);
  }

  private Principal principal(Credentials credentials) {
    return world.iam.authenticator().resolve(credentials.accessKeyId(), credentials.sessionToken());
  }

  private Principal session(Principal as, AssumeRoleRequest.Builder request) {
    return principal(assume(as, request).credentials());
  }

  private boolean reads(Principal principal) {
    return world.decide(principal, "s3:GetObject", "arn:aws:s3:::b/k").allowed();
  }

  // AssumeRole: who may.

  @Test
  void assumeRole_trustNamesAccountAndUserMay_givesTheRolesRights() {
    Principal mina = world.user("mina", ASSUME);
    String role = world.role("app", IamWorld.trust(HERE), READ);
    AssumeRoleResponse response = assume(mina, request(role));
    assertThat(response.assumedRoleUser().arn())
        .isEqualTo("arn:aws:sts::123456789012:assumed-role/app/s1");
    assertThat(response.assumedRoleUser().assumedRoleId()).matches("AROA[A-Z2-7]{17}:s1");
    assertThat(response.credentials().accessKeyId()).matches("ASIA[A-Z2-7]{16}");
    assertThat(response.credentials().secretAccessKey()).hasSize(40);
    assertThat(response.credentials().expiration())
        .isEqualTo(Instant.parse("2026-01-01T01:00:00Z"));
    assertThat(response.packedPolicySize()).isNull();
    Principal session = principal(response.credentials());
    assertThat(session.kind()).isEqualTo(Principal.Kind.ROLE_SESSION);
    assertThat(reads(session)).isTrue();
    assertThat(reads(mina)).isFalse();
    assertThat(world.decide(session, "s3:PutObject", "*").allowed()).isFalse();
  }

  @Test
  void assumeRole_trustNamesAccountButUserMayNot_isRefused() {
    Principal mina = world.user("mina", "");
    String role = world.role("app", IamWorld.trust(HERE), READ);
    assertThat(assumeRefused(mina, request(role), "AccessDenied", 403))
        .isEqualTo(
            "User: arn:aws:iam::123456789012:user/mina is not authorized to perform:"
                + " sts:AssumeRole on resource: arn:aws:iam::123456789012:role/app because no"
                + " identity-based policy allows the sts:AssumeRole action");
  }

  @Test
  void assumeRole_trustNamesUser_sufficesAlone() {
    Principal mina = world.user("mina", "");
    String role = world.role("app", IamWorld.trust("'AWS':'" + mina.arn() + "'"), READ);
    assertThat(reads(session(mina, request(role)))).isTrue();
  }

  @Test
  void assumeRole_userMayButTrustDoesNot_isRefusedAndExplained() {
    Principal mina = world.user("mina", IamWorld.ALLOW_ALL);
    String role = world.role("app", IamWorld.trust("'Service':'lambda.amazonaws.com'"), READ);
    assertThat(assumeRefused(mina, request(role), "AccessDenied", 403))
        .endsWith("because no role trust policy allows the sts:AssumeRole action");
    List<Span> spans = world.cloud.trace().spans(span -> span.operation().equals("AssumeRole"));
    assertThat(spans.get(spans.size() - 1).decision())
        .isEqualTo(
            "no role trust policy allows sts:AssumeRole on "
                + role
                + ": nearest: trust policy of role app: statement #1 allows sts:AssumeRole but not"
                + " to this caller");
  }

  @Test
  void assumeRole_noSuchRole_isRefusedAlike() {
    Principal mina = world.user("mina", IamWorld.ALLOW_ALL);
    assertThat(
            assumeRefused(
                mina, request("arn:aws:iam::123456789012:role/none"), "AccessDenied", 403))
        .endsWith("because no role trust policy allows the sts:AssumeRole action");
  }

  @Test
  void assumeRole_root_isRefused() {
    String role = world.role("app", IamWorld.trust(HERE), READ);
    assertThat(assumeRefused(world.root(), request(role), "AccessDenied", 403))
        .isEqualTo("Roles may not be assumed by root accounts.");
  }

  @Test
  void assumeRole_service_byItsTrustAlone() {
    String role = world.role("app", IamWorld.trust("'Service':'lambda.amazonaws.com'"), READ);
    Principal lambda =
        Principal.service(
            "lambda.amazonaws.com",
            IamWorld.ACCOUNT,
            "arn:aws:lambda:us-east-1:123456789012:function:f");
    assertThat(reads(session(lambda, request(role)))).isTrue();
    assumeRefused(
        Principal.service("dax.amazonaws.com", IamWorld.ACCOUNT, ""),
        request(role),
        "AccessDenied",
        403);
  }

  @Test
  void assumeRole_serviceWithSourceAccountCondition_isConfusedByNobody() {
    String role =
        world.role(
            "app",
            IamWorld.policy(
                "{'Effect':'Allow','Principal':{'Service':'lambda.amazonaws.com'},"
                    + "'Action':'sts:AssumeRole','Condition':{'StringEquals':"
                    + "{'aws:SourceAccount':'123456789012'}}}"),
            READ);
    assertThat(
            reads(
                session(
                    Principal.service("lambda.amazonaws.com", IamWorld.ACCOUNT, "arn:f"),
                    request(role))))
        .isTrue();
    assumeRefused(
        Principal.service("lambda.amazonaws.com", IamWorld.OTHER, "arn:f"),
        request(role),
        "AccessDenied",
        403);
  }

  @Test
  void assumeRole_otherAccount_needsBothSidesAndTheExternalId() {
    String trust =
        IamWorld.policy(
            "{'Effect':'Allow','Principal':{'AWS':'"
                + IamWorld.ACCOUNT
                + "'},'Action':'sts:AssumeRole','Condition':{'StringEquals':"
                + "{'sts:ExternalId':'12/34'}}}");
    String role =
        world
            .send(
                world.otherRoot(),
                CreateRoleRequest.builder()
                    .roleName("guest")
                    .assumeRolePolicyDocument(trust)
                    .build(),
                CreateRoleResponse.class)
            .role()
            .arn();
    Principal mina = world.user("mina", ASSUME);
    Principal bob = world.user("bob", "");
    assertThat(session(mina, request(role).externalId("12/34")).account())
        .isEqualTo(IamWorld.OTHER);
    assumeRefused(mina, request(role), "AccessDenied", 403);
    assumeRefused(mina, request(role).externalId("99"), "AccessDenied", 403);
    assertThat(assumeRefused(bob, request(role).externalId("12/34"), "AccessDenied", 403))
        .endsWith("because no identity-based policy allows the sts:AssumeRole action");
  }

  // AssumeRole: parameters.

  @Test
  void assumeRole_badParameters_areRefused() {
    Principal mina = world.user("mina", ASSUME);
    String role = world.role("app", IamWorld.trust(HERE), READ);
    assertThat(assumeRefused(mina, request(role).roleSessionName("a b"), "ValidationError", 400))
        .isEqualTo(
            "1 validation error detected: Value 'a b' at 'roleSessionName' failed to satisfy"
                + " constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*");
    assumeRefused(mina, request(role).roleSessionName("a"), "ValidationError", 400);
    assumeRefused(mina, request(role).roleSessionName(null), "ValidationError", 400);
    assumeRefused(mina, request("arn:aws:iam::1:role/x-and-more"), "ValidationError", 400);
    assumeRefused(mina, request("app"), "ValidationError", 400);
    assumeRefused(mina, request(role).externalId("x"), "ValidationError", 400);
    assumeRefused(mina, request(role).durationSeconds(899), "ValidationError", 400);
    assumeRefused(mina, request(role).durationSeconds(43_201), "ValidationError", 400);
    assertThat(assumeRefused(mina, request(role).durationSeconds(3_601), "ValidationError", 400))
        .isEqualTo(
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
    assumeRefused(mina, request(role).serialNumber("arn:mfa"), "AccessDenied", 403);
    assumeRefused(
        mina,
        request(role).providedContexts(ProvidedContext.builder().build()),
        "InvalidParameterValue",
        400);
    assumeRefused(
        mina,
        request(role)
            .tags(
                Tag.builder().key("a").value("1").build(),
                Tag.builder().key("A").value("2").build()),
        "InvalidParameterValue",
        400);
    assumeRefused(
        mina,
        request(role).tags(Tag.builder().key("aws:a").value("1").build()),
        "InvalidParameterValue",
        400);
  }

  @Test
  void assumeRole_maxSessionDuration_isTheRoles() {
    Principal mina = world.user("mina", ASSUME);
    String role = world.role("app", IamWorld.trust(HERE), READ);
    world.send(
        UpdateRoleRequest.builder().roleName("app").maxSessionDuration(7_200).build(),
        UpdateRoleResponse.class);
    assertThat(assume(mina, request(role).durationSeconds(7_200)).credentials().expiration())
        .isEqualTo(Instant.parse("2026-01-01T02:00:00Z"));
  }

  @Test
  void assumeRole_chained_lastsAnHourAtMost() {
    Principal mina = world.user("mina", ASSUME);
    String first = world.role("first", IamWorld.trust(HERE), ASSUME);
    String second = world.role("second", IamWorld.trust("'AWS':'" + first + "'"), READ);
    world.send(
        UpdateRoleRequest.builder().roleName("second").maxSessionDuration(7_200).build(),
        UpdateRoleResponse.class);
    Principal session = session(mina, request(first));
    assertThat(reads(session(session, request(second).durationSeconds(3_600)))).isTrue();
    assertThat(
            assumeRefused(session, request(second).durationSeconds(3_601), "ValidationError", 400))
        .isEqualTo(
            "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by"
                + " role chaining.");
  }

  // Session policies.

  @Test
  void assumeRole_sessionPolicies_onlyNarrow() {
    Principal mina = world.user("mina", ASSUME);
    String role = world.role("app", IamWorld.trust(HERE), IamWorld.allow("s3:*", "*"));
    AssumeRoleResponse narrowed = assume(mina, request(role).policy(READ));
    Principal reader = principal(narrowed.credentials());
    assertThat(narrowed.packedPolicySize()).isBetween(1, 100);
    assertThat(reads(reader)).isTrue();
    assertThat(world.decide(reader, "s3:PutObject", "*").reason())
        .isEqualTo("because no session policy allows the s3:PutObject action");
    Principal wide = session(mina, request(role).policy(IamWorld.ALLOW_ALL));
    assertThat(world.decide(wide, "sqs:SendMessage", "*").reason())
        .isEqualTo("because no identity-based policy allows the sqs:SendMessage action");
    Principal managed =
        session(
            mina,
            request(role)
                .policyArns(
                    PolicyDescriptorType.builder()
                        .arn("arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")
                        .build()));
    assertThat(reads(managed)).isTrue();
    assertThat(world.decide(managed, "s3:PutObject", "*").allowed()).isFalse();
  }

  @Test
  void assumeRole_badSessionPolicy_isRefused() {
    Principal mina = world.user("mina", ASSUME);
    String role = world.role("app", IamWorld.trust(HERE), READ);
    assertThat(assumeRefused(mina, request(role).policy("{"), "MalformedPolicyDocument", 400))
        .isEqualTo("Syntax errors in policy.");
    assumeRefused(mina, request(role).policy(IamWorld.trust(HERE)), "MalformedPolicyDocument", 400);
    assumeRefused(mina, request(role).policy(READ + " ".repeat(2_048)), "ValidationError", 400);
    PolicyDescriptorType none =
        PolicyDescriptorType.builder().arn("arn:aws:iam::aws:policy/None").build();
    assumeRefused(mina, request(role).policyArns(none), "MalformedPolicyDocument", 400);
    assumeRefused(
        mina,
        request(role).policyArns(none, none, none, none, none, none, none, none, none, none, none),
        "PackedPolicyTooLarge",
        400);
  }

  // Tags and source identity.

  private static final String TRUST_TAGS =
      IamWorld.policy(
          "{'Effect':'Allow','Principal':{'AWS':'123456789012'},"
              + "'Action':['sts:AssumeRole','sts:TagSession','sts:SetSourceIdentity']}");

  private static final String READ_RED =
      IamWorld.policy(
          "{'Effect':'Allow','Action':['s3:GetObject','sts:*'],'Resource':'*',"
              + "'Condition':{'StringEquals':{'aws:PrincipalTag/team':'red'}}}");

  @Test
  void assumeRole_tags_arePrincipalTagsAndNeedTagSession() {
    Principal mina = world.user("mina", ASSUME);
    String role = world.role("app", TRUST_TAGS, READ_RED);
    String noTags = world.role("plain", IamWorld.trust(HERE), READ_RED);
    Tag red = Tag.builder().key("team").value("red").build();
    assertThat(reads(session(mina, request(role).tags(red)))).isTrue();
    assertThat(reads(session(mina, request(role)))).isFalse();
    assertThat(assumeRefused(mina, request(noTags).tags(red), "AccessDenied", 403))
        .contains("sts:TagSession");
  }

  @Test
  void assumeRole_transitiveTags_goOnAndCannotBeReplaced() {
    Principal mina = world.user("mina", ASSUME);
    String first = world.role("first", TRUST_TAGS, READ_RED);
    String second = world.role("second", TRUST_TAGS, READ_RED);
    Tag red = Tag.builder().key("team").value("red").build();
    Principal transitive = session(mina, request(first).tags(red).transitiveTagKeys("team"));
    assertThat(reads(session(transitive, request(second)))).isTrue();
    Principal plain = session(mina, request(first).tags(red));
    assertThat(reads(session(plain, request(second)))).isFalse();
    assumeRefused(
        transitive,
        request(second).tags(Tag.builder().key("team").value("blue").build()),
        "InvalidParameterValue",
        400);
  }

  @Test
  void assumeRole_sourceIdentity_staysThroughTheChain() {
    Principal mina = world.user("mina", ASSUME);
    String first = world.role("first", TRUST_TAGS, ASSUME);
    String second = world.role("second", TRUST_TAGS, ASSUME);
    String plain = world.role("plain", IamWorld.trust(HERE), READ);
    Principal session = session(mina, request(first).sourceIdentity("mina"));
    assertThat(session.context()).containsEntry("aws:SourceIdentity", List.of("mina"));
    assertThat(assume(session, request(second)).sourceIdentity()).isEqualTo("mina");
    assumeRefused(session, request(second).sourceIdentity("bob"), "AccessDenied", 403);
    assertThat(assumeRefused(mina, request(plain).sourceIdentity("mina"), "AccessDenied", 403))
        .contains("sts:SetSourceIdentity");
  }

  // Life of a session.

  @Test
  void session_expiresOnTheClock_andIsForgottenButRecognised() {
    Principal mina = world.user("mina", ASSUME);
    String role = world.role("app", IamWorld.trust(HERE), READ);
    Credentials credentials = assume(mina, request(role).durationSeconds(900)).credentials();
    world.clock().advance(Duration.ofSeconds(899));
    principal(credentials);
    world.clock().advance(Duration.ofSeconds(1));
    assertFailure(credentials, credentials.sessionToken(), AuthFailure.Kind.EXPIRED_TOKEN);
    assume(mina, request(role));
    assertFailure(credentials, credentials.sessionToken(), AuthFailure.Kind.EXPIRED_TOKEN);
    String other = credentials.sessionToken();
    char last = other.charAt(other.length() - 5);
    String forged =
        other.substring(0, other.length() - 5)
            + (last == 'A' ? 'B' : 'A')
            + other.substring(other.length() - 4);
    assertFailure(credentials, forged, AuthFailure.Kind.UNKNOWN_KEY);
    assertFailure(credentials, "", AuthFailure.Kind.UNKNOWN_KEY);
    assertFailure(credentials, "IQoJb3JpZ2luX2Vj!", AuthFailure.Kind.UNKNOWN_KEY);
  }

  private void assertFailure(Credentials credentials, String token, AuthFailure.Kind kind) {
    assertThatThrownBy(() -> world.iam.authenticator().resolve(credentials.accessKeyId(), token))
        .isInstanceOfSatisfying(AuthFailure.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  @Test
  void session_tokenOfAnother_isUnknown() {
    Principal mina = world.user("mina", ASSUME);
    String role = world.role("app", IamWorld.trust(HERE), READ);
    Credentials one = assume(mina, request(role)).credentials();
    Credentials two = assume(mina, request(role)).credentials();
    assertFailure(one, two.sessionToken(), AuthFailure.Kind.UNKNOWN_KEY);
  }

  @Test
  void session_followsTheRoleAsItIsNow() {
    Principal mina = world.user("mina", ASSUME);
    String role = world.role("app", IamWorld.trust(HERE), READ);
    Principal session = session(mina, request(role));
    world.send(
        DeleteRolePolicyRequest.builder().roleName("app").policyName("p").build(),
        DeleteRolePolicyResponse.class);
    assertThat(reads(session)).isFalse();
    world.send(DeleteRoleRequest.builder().roleName("app").build(), DeleteRoleResponse.class);
    world.role("app", IamWorld.trust(HERE), READ);
    assertThat(reads(session)).as("another role of the same name").isFalse();
    assertThat(reads(session(mina, request(role)))).isTrue();
  }

  @Test
  void session_revokedByTokenIssueTime_isDenied() {
    Principal mina = world.user("mina", ASSUME);
    String role =
        world.role(
            "app",
            IamWorld.trust(HERE),
            IamWorld.policy(
                "{'Effect':'Allow','Action':'*','Resource':'*'}",
                "{'Effect':'Deny','Action':'*','Resource':'*','Condition':{'DateLessThan':"
                    + "{'aws:TokenIssueTime':'2026-01-01T00:10:00Z'}}}"));
    Principal early = session(mina, request(role));
    world.clock().advance(Duration.ofMinutes(10));
    Principal late = session(mina, request(role));
    assertThat(reads(early)).isFalse();
    assertThat(reads(late)).isTrue();
  }

  @Test
  void session_namedByResourcePolicy_isNotLimitedBySessionPolicy() {
    Principal mina = world.user("mina", ASSUME);
    String role = world.role("app", IamWorld.trust(HERE), "");
    Principal session = session(mina, request(role).policy(IamWorld.allow("sqs:*", "*")));
    assertThat(readsWith(session, session.arn())).isTrue();
    assertThat(readsWith(session, role)).isFalse();
  }

  private boolean readsWith(Principal principal, String named) {
    String document =
        IamWorld.policy(
            "{'Effect':'Allow','Principal':{'AWS':'"
                + named
                + "'},'Action':'s3:GetObject','Resource':'arn:aws:s3:::b/*'}");
    Access access =
        Access.of("s3:GetObject", "arn:aws:s3:::b/k")
            .ownedBy(IamWorld.ACCOUNT, Optional.of(Json.parse(document)));
    return world.decide(principal, access).allowed();
  }

  // Who am I.

  @Test
  void getCallerIdentity_needsNoPermission() {
    Principal mina = world.user("mina", "");
    String role = world.role("app", IamWorld.trust("'AWS':'" + mina.arn() + "'"), "");
    Principal session = session(mina, request(role));
    assertIdentity(mina, "arn:aws:iam::123456789012:user/mina", "AIDA[A-Z2-7]{17}");
    assertIdentity(session, "arn:aws:sts::123456789012:assumed-role/app/s1", "AROA.*:s1");
    assertIdentity(world.root(), "arn:aws:iam::123456789012:root", "123456789012");
  }

  private void assertIdentity(Principal as, String arn, String userId) {
    GetCallerIdentityResponse identity =
        world.send(as, GetCallerIdentityRequest.builder().build(), GetCallerIdentityResponse.class);
    assertThat(identity.account()).isEqualTo("123456789012");
    assertThat(identity.arn()).isEqualTo(arn);
    assertThat(identity.userId()).matches(userId);
  }

  @Test
  void getAccessKeyInfo_tellsTheAccount() {
    Principal mina = world.user("mina", "");
    assertThat(accountOf(world.root(), mina.accessKeyId())).isEqualTo("123456789012");
    assertThat(accountOf(world.root(), "other")).isEqualTo(IamWorld.OTHER);
    refused(() -> accountOf(world.root(), "AKIANOBODYKNOWS00000"), "ValidationError", 400);
    refused(() -> accountOf(mina, mina.accessKeyId()), "AccessDenied", 403);
  }

  private String accountOf(Principal as, String key) {
    return world
        .send(
            as,
            GetAccessKeyInfoRequest.builder().accessKeyId(key).build(),
            GetAccessKeyInfoResponse.class)
        .account();
  }

  // Sessions for users.

  private GetSessionTokenResponse sessionToken(Principal as, Integer seconds) {
    return world.send(
        as,
        GetSessionTokenRequest.builder().durationSeconds(seconds).build(),
        GetSessionTokenResponse.class);
  }

  @Test
  void getSessionToken_actsAsTheUser_butNotOnIamAndSts() {
    Principal mina = world.user("mina", IamWorld.ALLOW_ALL);
    String role = world.role("app", IamWorld.trust(HERE), READ);
    Credentials credentials = sessionToken(mina, null).credentials();
    assertThat(credentials.expiration()).isEqualTo(Instant.parse("2026-01-01T12:00:00Z"));
    Principal session = principal(credentials);
    assertThat(session.arn()).isEqualTo(mina.arn());
    assertThat(reads(session)).isTrue();
    assertThat(reads(session(session, request(role)))).isTrue();
    refused(
        () -> world.send(session, GetUserRequest.builder().build(), GetUserResponse.class),
        "AccessDenied",
        403);
    assertThat(refused(() -> sessionToken(session, null), "AccessDenied", 403))
        .isEqualTo("Cannot call GetSessionToken with session credentials");
    refused(() -> sessionToken(mina, 899), "ValidationError", 400);
    refused(() -> sessionToken(mina, 129_601), "ValidationError", 400);
    refused(
        () ->
            world.send(
                mina,
                GetSessionTokenRequest.builder().tokenCode("123456").build(),
                GetSessionTokenResponse.class),
        "AccessDenied",
        403);
  }

  @Test
  void getSessionToken_root_lastsAnHour() {
    Credentials credentials = sessionToken(world.root(), 7_200).credentials();
    assertThat(credentials.expiration()).isEqualTo(Instant.parse("2026-01-01T01:00:00Z"));
    assertThat(principal(credentials).kind()).isEqualTo(Principal.Kind.ROOT);
    assertThat(reads(principal(credentials))).isTrue();
  }

  private GetFederationTokenRequest.Builder federation() {
    return GetFederationTokenRequest.builder().name("guest");
  }

  private GetFederationTokenResponse federate(
      Principal as, GetFederationTokenRequest.Builder request) {
    return world.send(as, request.build(), GetFederationTokenResponse.class);
  }

  @Test
  void getFederationToken_isTheUserNarrowedByThePolicy() {
    Principal mina = world.user("mina", IamWorld.ALLOW_ALL);
    GetFederationTokenResponse response = federate(mina, federation().policy(READ));
    assertThat(response.federatedUser().arn())
        .isEqualTo("arn:aws:sts::123456789012:federated-user/guest");
    Principal guest = principal(response.credentials());
    assertThat(reads(guest)).isTrue();
    assertThat(world.decide(guest, "sqs:SendMessage", "*").allowed()).isFalse();
    Principal nothing = principal(federate(mina, federation()).credentials());
    assertThat(reads(nothing)).isFalse();
    assertThat(readsWith(nothing, nothing.arn())).isTrue();
    Principal ofRoot = principal(federate(world.root(), federation().policy(READ)).credentials());
    assertThat(reads(ofRoot)).isTrue();
    refused(() -> federate(guest, federation()), "AccessDenied", 403);
    refused(() -> federate(mina, federation().name("a b")), "ValidationError", 400);
    refused(() -> federate(mina, federation().policy("x")), "MalformedPolicyDocument", 400);
    world.send(
        PutUserPolicyRequest.builder()
            .userName("mina")
            .policyName("p")
            .policyDocument(READ)
            .build(),
        PutUserPolicyResponse.class);
    refused(() -> federate(mina, federation()), "AccessDenied", 403);
  }
}

package dev.diorama.sts;

import static dev.diorama.iam.IamWorld.refused;
import static dev.diorama.saml.TestIdp.ATTRIBUTES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.diorama.core.client.SimClients;
import dev.diorama.core.router.Principal;
import dev.diorama.iam.IamWorld;
import dev.diorama.saml.TestIdp;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.services.iam.model.CreateSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.CreateSamlProviderResponse;
import software.amazon.awssdk.services.iam.model.DeleteSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.DeleteSamlProviderResponse;
import software.amazon.awssdk.services.iam.model.UpdateSamlProviderRequest;
import software.amazon.awssdk.services.iam.model.UpdateSamlProviderResponse;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.awssdk.services.sts.model.AssumeRoleRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleResponse;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithSamlRequest;
import software.amazon.awssdk.services.sts.model.AssumeRoleWithSamlResponse;
import software.amazon.awssdk.services.sts.model.Credentials;
import software.amazon.awssdk.services.sts.model.IdpRejectedClaimException;

class StsSamlTest {
  private static final TestIdp IDP = new TestIdp("https://idp.example.com/saml", 1, 2_048);
  private static final TestIdp RENEWED = new TestIdp("https://idp.example.com/saml", 2, 2_048);
  private static final String ROLE = "arn:aws:iam::123456789012:role/staff";
  private static final String PROVIDER = "arn:aws:iam::123456789012:saml-provider/Corp";
  private static final String OWN_FOLDER =
      IamWorld.policy(
          "{'Effect':'Allow','Action':'s3:GetObject','Resource':'arn:aws:s3:::b/${saml:sub}/*',"
              + "'Condition':{'StringEquals':{'saml:namequalifier':'F4n4tHfsTNbdJ8Yl1OzB++/YKYg=',"
              + "'saml:sub_type':'persistent'}}}",
          "{'Effect':'Allow','Action':['sts:AssumeRole','sts:TagSession'],'Resource':'*'}");

  private final IamWorld world = new IamWorld();

  StsSamlTest() {
    Sts unused = Sts.install(world.cloud, StsConfig.defaults(), world.iam);
  }

  @BeforeEach
  void providerAndRole() {
    assertThat(
            world
                .send(
                    CreateSamlProviderRequest.builder()
                        .name("Corp")
                        .samlMetadataDocument(IDP.metadata())
                        .build(),
                    CreateSamlProviderResponse.class)
                .samlProviderArn())
        .isEqualTo(PROVIDER);
    role("staff", "'sts:AssumeRoleWithSAML'", "'StringEquals':{'SAML:aud':'" + AWS + "'}");
  }

  private static final String AWS = "https://signin.aws.amazon.com/saml";

  @AfterEach
  void close() {
    world.close();
  }

  private String role(String name, String actions, String condition) {
    return world.role(
        name,
        IamWorld.policy(
            "{'Effect':'Allow','Principal':{'Federated':'"
                + PROVIDER
                + "'},'Action':["
                + actions
                + "],'Condition':{"
                + condition
                + "}}"),
        OWN_FOLDER);
  }

  private static Map<String, List<String>> attributes(String... more) {
    Map<String, List<String>> attributes = new LinkedHashMap<>();
    attributes.put(ATTRIBUTES + "Role", List.of(ROLE + "," + PROVIDER));
    attributes.put(ATTRIBUTES + "RoleSessionName", List.of("mina@example.com"));
    for (int i = 0; i < more.length; i += 2) {
      attributes.put(
          more[i].contains(":") && !more[i].startsWith("PrincipalTag")
              ? more[i]
              : ATTRIBUTES + more[i],
          more[i + 1].isEmpty() ? List.of() : List.of(more[i + 1].split("\\|", -1)));
    }
    return attributes;
  }

  private Instant now() {
    return world.clock().instant();
  }

  private AssumeRoleWithSamlResponse assume(
      String response, UnaryOperator<AssumeRoleWithSamlRequest.Builder> more) {
    return world.send(
        Principal.ANONYMOUS,
        more.apply(
                AssumeRoleWithSamlRequest.builder()
                    .roleArn(ROLE)
                    .principalArn(PROVIDER)
                    .samlAssertion(TestIdp.encode(response)))
            .build(),
        AssumeRoleWithSamlResponse.class);
  }

  private AssumeRoleWithSamlResponse assume(String... attributes) {
    return assume(signed(attributes), more -> more);
  }

  private String signed(String... attributes) {
    return IDP.sign(IDP.response(now(), attributes(attributes)), "_a");
  }

  private Principal principal(AssumeRoleWithSamlResponse response) {
    return world
        .iam
        .authenticator()
        .resolve(response.credentials().accessKeyId(), response.credentials().sessionToken());
  }

  @Test
  void assume_goodResponse_givesTheRoleAndItsKeys() {
    AssumeRoleWithSamlResponse response = assume();
    assertThat(response.assumedRoleUser().arn())
        .isEqualTo("arn:aws:sts::123456789012:assumed-role/staff/mina@example.com");
    assertThat(response.subject()).isEqualTo("mina");
    assertThat(response.subjectType()).isEqualTo("persistent");
    assertThat(response.issuer()).isEqualTo("https://idp.example.com/saml");
    assertThat(response.audience()).isEqualTo(AWS);
    // By Python: base64(sha1("https://idp.example.com/saml" + "123456789012" + "/Corp")).
    assertThat(response.nameQualifier()).isEqualTo("F4n4tHfsTNbdJ8Yl1OzB++/YKYg=");
    assertThat(response.sourceIdentity()).isNull();
    assertThat(response.packedPolicySize()).isNull();
    assertThat(response.credentials().expiration()).isEqualTo(now().plusSeconds(3_600));
    Principal session = principal(response);
    assertThat(session.context()).containsEntry("aws:FederatedProvider", List.of(PROVIDER));
    assertThat(world.decide(session, "s3:GetObject", "arn:aws:s3:::b/mina/x").allowed()).isTrue();
    assertThat(world.decide(session, "s3:GetObject", "arn:aws:s3:::b/noah/x").allowed()).isFalse();
  }

  @Test
  void assume_byTheSdk_needsNoSignature() {
    StsClient client =
        SimClients.configure(
                StsClient.builder(),
                world.cloud.router(),
                world.clock(),
                AnonymousCredentialsProvider.create(),
                "us-east-1")
            .build();
    assertThat(
            client
                .assumeRoleWithSAML(
                    request ->
                        request
                            .roleArn(ROLE)
                            .principalArn(PROVIDER)
                            .samlAssertion(TestIdp.encode(signed())))
                .subject())
        .isEqualTo("mina");
    String failed =
        IDP.sign(
            IDP.response(now(), attributes()).replace("status:Success", "status:Responder"), "_r");
    IdpRejectedClaimException refused =
        catchThrowableOfType(
            IdpRejectedClaimException.class,
            () ->
                client.assumeRoleWithSAML(
                    request ->
                        request
                            .roleArn(ROLE)
                            .principalArn(PROVIDER)
                            .samlAssertion(TestIdp.encode(failed))));
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("IDPRejectedClaim");
  }

  @Test
  void assume_badResponse_isRefusedInAwssWords() {
    assertThat(refused(() -> assume("", more -> more.samlAssertion("%%%%x")), INVALID, 400))
        .startsWith(
            "Invalid base64 SAMLResponse (Service: AWSOpenIdDiscoveryService; Status Code: 400;"
                + " Error Code: AuthSamlInvalidSamlResponseException; Request ID: ");
    assertThat(refused(() -> assume("<a/>", more -> more), INVALID, 400))
        .contains("could not be validated");
    assertThat(
            refused(
                () -> assume(RENEWED.sign(IDP.response(now(), attributes()), "_a"), more -> more),
                INVALID,
                400))
        .isEqualTo("Response signature invalid");
    TestIdp other = new TestIdp("https://other.example.com", 2, 2_048);
    assertThat(
            refused(
                () -> assume(other.sign(other.response(now(), attributes()), "_a"), more -> more),
                INVALID,
                400))
        .startsWith("Issuer not present in specified provider (Service: ");
    assertThat(
            refused(
                () -> assume(signed(), more -> more.principalArn(PROVIDER + "2")), INVALID, 400))
        .startsWith("Specified provider doesn't exist (Service: ");
    assertThat(
            refused(
                () ->
                    assume(
                        IDP.sign(
                            IDP.response(now(), attributes())
                                .replace("urn:amazon:webservices", "urn:other"),
                            "_a"),
                        more -> more),
                INVALID,
                400))
        .isEqualTo("Incorrect token audience");
  }

  private static final String INVALID = "InvalidIdentityToken";

  @Test
  void assume_lateOrEarly_isRefused() {
    String response = signed();
    world.clock().advance(Duration.ofMinutes(5));
    assertThat(refused(() -> assume(response, more -> more), "ExpiredTokenException", 400))
        .startsWith("Token expired: ");
    String longer =
        IDP.sign(
            IDP.response(now(), attributes())
                .replace(
                    now().plusSeconds(300).toString(), now().plus(Duration.ofDays(1)).toString()),
            "_a");
    world.clock().advance(Duration.ofSeconds(301));
    assertThat(refused(() -> assume(longer, more -> more), "ExpiredTokenException", 400))
        .isEqualTo("Token must be redeemed within 5 minutes of issuance");
    String early = IDP.sign(IDP.response(now().plusSeconds(60), attributes()), "_a");
    refused(() -> assume(early, more -> more), INVALID, 400);
  }

  @Test
  void assume_parameters_areChecked() {
    String response = signed();
    refused(() -> assume(response, more -> more.roleArn("arn:aws:iam::1:role/x")), V, 400);
    refused(() -> assume(response, more -> more.principalArn(ROLE)), V, 400);
    refused(() -> assume(response, more -> more.samlAssertion("abc")), V, 400);
    refused(() -> assume(response, more -> more.samlAssertion("a".repeat(100_001))), V, 400);
    refused(() -> assume(response, more -> more.durationSeconds(899)), V, 400);
    assertThat(refused(() -> assume(response, more -> more.durationSeconds(3_601)), V, 400))
        .isEqualTo(
            "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.");
    refused(() -> assume(response, more -> more.policy("{")), "MalformedPolicyDocument", 400);
  }

  private static final String V = "ValidationError";

  @ParameterizedTest
  @CsvSource({
    "RoleSessionName, '', RoleSessionName is required in AuthnResponse",
    "RoleSessionName, Mina M, 'RoleSessionName in AuthnResponse must match"
        + " [a-zA-Z_0-9+=,.@-]{2,64}'",
    "RoleSessionName, m, 'RoleSessionName in AuthnResponse must match [a-zA-Z_0-9+=,.@-]{2,64}'",
    "SourceIdentity, a b, 'Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with"
        + " \"aws:\"'",
    "SessionDuration, soon, SessionDuration in AuthnResponse must be between 900 and 43200",
    "RoleSessionName, mina|root, RoleSessionName in AuthnResponse must have one value",
  })
  void assume_badAttribute_isInvalid(String name, String value, String message) {
    assertThat(refused(() -> assume(name, value), INVALID, 400)).isEqualTo(message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "arn:aws:iam::123456789012:role/other,arn:aws:iam::123456789012:saml-provider/Corp",
        "arn:aws:iam::123456789012:role/staff,arn:aws:iam::123456789012:saml-provider/Other",
        "arn:aws:iam::123456789012:role/staff",
        "arn:aws:iam::123456789012:role/STAFF,arn:aws:iam::123456789012:saml-provider/Corp",
      })
  void assume_roleThatTheResponseDoesNotList_isDenied(String listed) {
    assertThat(refused(() -> assume("Role", listed), "AccessDenied", 403)).isEqualTo(DENIED);
  }

  private static final String DENIED = "Not authorized to perform sts:AssumeRoleWithSAML";

  @Test
  void assume_pairInEitherOrder_amongOthers() {
    assertThat(
            assume(
                    "Role",
                    "arn:aws:iam::123456789012:role/a," + PROVIDER + "|" + PROVIDER + ", " + ROLE)
                .subject())
        .isEqualTo("mina");
    assertThat(
            refused(
                () ->
                    assume(
                        IDP.sign(
                            IDP.response(now(), attributes())
                                .replaceAll("<saml:NameID.*NameID>", ""),
                            "_a"),
                        more -> more),
                "AccessDenied",
                403))
        .isEqualTo(DENIED);
  }

  @Test
  void trustPolicy_asksForTheKeysOfTheAssertion() {
    String staff = "urn:oid:1.3.6.1.4.1.5923.1.1.1.1";
    role(
        "faculty",
        "'sts:AssumeRoleWithSAML'",
        "'ForAnyValue:StringEquals':{'saml:edupersonaffiliation':'faculty'},"
            + "'StringEquals':{'saml:iss':'https://idp.example.com/saml',"
            + "'saml:doc':'123456789012/Corp','saml:sub':'mina','saml:mail':'m@example.com'}");
    String role = ROLE.replace("staff", "faculty");
    String mail = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/emailaddress";
    String pair = role + "," + PROVIDER;
    assertThat(
            assume(
                    signed("Role", pair, staff, "student|faculty", mail, "m@example.com"),
                    more -> more.roleArn(role))
                .subject())
        .isEqualTo("mina");
    assertThat(
            refused(
                () ->
                    assume(
                        signed("Role", pair, staff, "student", mail, "m@example.com"),
                        more -> more.roleArn(role)),
                "AccessDenied",
                403))
        .isEqualTo(DENIED);
    String unknown = ROLE.replace("staff", "none");
    refused(
        () -> assume(signed("Role", unknown + "," + PROVIDER), more -> more.roleArn(unknown)),
        "AccessDenied",
        403);
  }

  @Test
  void tagsAndSourceIdentity_needPermissionsAndStick() {
    assertThat(refused(() -> assume("PrincipalTag:team", "red"), "AccessDenied", 403))
        .isEqualTo("Not authorized to perform sts:TagSession");
    assertThat(refused(() -> assume("SourceIdentity", "mina"), "AccessDenied", 403))
        .isEqualTo("Not authorized to perform sts:SetSourceIdentity");
    role(
        "tagged",
        "'sts:AssumeRoleWithSAML','sts:TagSession','sts:SetSourceIdentity'",
        "'StringEquals':{'aws:RequestTag/team':'red','sts:SourceIdentity':'mina.m'}");
    String role = ROLE.replace("staff", "tagged");
    AssumeRoleWithSamlResponse response =
        assume(
            signed(
                "Role",
                role + "," + PROVIDER,
                "PrincipalTag:team",
                "red",
                "TransitiveTagKeys",
                "team",
                "SourceIdentity",
                "mina.m"),
            more -> more.roleArn(role));
    assertThat(response.sourceIdentity()).isEqualTo("mina.m");
    assertThat(response.packedPolicySize()).isPositive();
    Principal session = principal(response);
    assertThat(session.context())
        .containsEntry("aws:PrincipalTag/team", List.of("red"))
        .containsEntry("aws:SourceIdentity", List.of("mina.m"));
    // Both go on to the next role.
    String next = world.role("next", trusting(role), "");
    Credentials credentials =
        world
            .send(
                session,
                AssumeRoleRequest.builder().roleArn(next).roleSessionName("next").build(),
                AssumeRoleResponse.class)
            .credentials();
    Principal chained =
        world.iam.authenticator().resolve(credentials.accessKeyId(), credentials.sessionToken());
    assertThat(chained.context())
        .containsEntry("aws:PrincipalTag/team", List.of("red"))
        .containsEntry("aws:SourceIdentity", List.of("mina.m"));
  }

  private static String trusting(String role) {
    return IamWorld.policy(
        "{'Effect':'Allow','Principal':{'AWS':'"
            + role
            + "'},'Action':['sts:AssumeRole','sts:TagSession','sts:SetSourceIdentity']}");
  }

  @Test
  void duration_isTheShortestOfWhatIsAsked() {
    assertThat(lasts(assume("SessionDuration", "1800"))).isEqualTo(1_800);
    assertThat(lasts(assume("SessionDuration", "43200"))).isEqualTo(3_600);
    assertThat(lasts(assume(signed("SessionDuration", "1800"), more -> more.durationSeconds(900))))
        .isEqualTo(900);
    String ending =
        IDP.response(now(), attributes())
            .replace(
                "<saml:AuthnStatement ",
                "<saml:AuthnStatement SessionNotOnOrAfter=\"" + now().plusSeconds(1_000) + "\" ");
    assertThat(lasts(assume(IDP.sign(ending, "_a"), more -> more))).isEqualTo(1_000);
    String ended =
        ending.replace(now().plusSeconds(1_000).toString(), now().minusSeconds(1).toString());
    refused(() -> assume(IDP.sign(ended, "_a"), more -> more), "ExpiredTokenException", 400);
  }

  private long lasts(AssumeRoleWithSamlResponse response) {
    return Duration.between(now(), response.credentials().expiration()).toSeconds();
  }

  @Test
  void sessionPolicy_narrows() {
    Principal session =
        principal(assume(signed(), more -> more.policy(IamWorld.allow("s3:PutObject", "*"))));
    assertThat(world.decide(session, "s3:GetObject", "arn:aws:s3:::b/mina/x").allowed()).isFalse();
  }

  @Test
  void provider_withNewKeysOrGone_changesWhatIsBelieved() {
    String old = signed();
    world.send(
        UpdateSamlProviderRequest.builder()
            .samlProviderArn(PROVIDER)
            .samlMetadataDocument(RENEWED.metadata())
            .build(),
        UpdateSamlProviderResponse.class);
    refused(() -> assume(old, more -> more), INVALID, 400);
    String fresh = RENEWED.sign(RENEWED.response(now(), attributes()), "_a");
    assertThat(assume(fresh, more -> more).subject()).isEqualTo("mina");
    world.send(
        DeleteSamlProviderRequest.builder().samlProviderArn(PROVIDER).build(),
        DeleteSamlProviderResponse.class);
    refused(() -> assume(fresh, more -> more), INVALID, 400);
  }

  @Test
  void trust_inAnotherProvider_isDenied() {
    // The same identity provider under another name is another provider to the trust policy.
    String twin =
        world
            .send(
                CreateSamlProviderRequest.builder()
                    .name("Twin")
                    .samlMetadataDocument(IDP.metadata())
                    .build(),
                CreateSamlProviderResponse.class)
            .samlProviderArn();
    assertThat(
            refused(
                () -> assume(signed("Role", ROLE + "," + twin), more -> more.principalArn(twin)),
                "AccessDenied",
                403))
        .isEqualTo(DENIED);
    // Nor does another account's provider open a role that trusts this account's.
    String foreign =
        world
            .send(
                world.otherRoot(),
                CreateSamlProviderRequest.builder()
                    .name("Corp")
                    .samlMetadataDocument(IDP.metadata())
                    .build(),
                CreateSamlProviderResponse.class)
            .samlProviderArn();
    refused(
        () -> assume(signed("Role", ROLE + "," + foreign), more -> more.principalArn(foreign)),
        "AccessDenied",
        403);
  }
}

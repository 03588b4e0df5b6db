package dev.diorama.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diorama.core.json.Json;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.Principal;
import dev.diorama.iam.Organization.Unit;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Organizations' policies on real requests: whom they limit, and whom not. */
class OrganizationTest {
  private static final String ALL = IamWorld.ALLOW_ALL;
  private static final String NO_DELETES =
      IamWorld.policy("{'Effect':'Deny','Action':'s3:Delete*','Resource':'*'}", allowAll());
  private static final String OWN_PEOPLE =
      IamWorld.policy(
          "{'Effect':'Deny','Principal':'*','Action':'s3:*','Resource':'*','Condition':{"
              + "'StringNotEqualsIfExists':{'aws:PrincipalOrgID':'o-exampleorgid'},"
              + "'BoolIfExists':{'aws:PrincipalIsAWSService':'false'}}}");

  private final IamWorld world = new IamWorld();

  private static String allowAll() {
    return "{'Effect':'Allow','Action':'*','Resource':'*'}";
  }

  @AfterEach
  void close() {
    world.close();
  }

  private void organize(Unit account) {
    world.iam.organize(
        new Organization(
            "o-exampleorgid", "999999999999", Unit.of("r-ab12", Unit.of("ou-ab12-prod", account))));
  }

  @Test
  void decide_deniedByServiceControl_saysSoInAwsWords() {
    organize(Unit.of(IamWorld.ACCOUNT).withServiceControl(NO_DELETES));
    Principal user = world.user("mina", ALL);
    assertThat(world.decide(user, "s3:GetObject", "arn:aws:s3:::b/k").allowed()).isTrue();
    var denied = world.decide(user, "s3:DeleteObject", "arn:aws:s3:::b/k");
    assertThat(denied.explicitDeny()).isTrue();
    assertThat(denied.reason()).isEqualTo("with an explicit deny in a service control policy");
    assertThat(denied.explanation())
        .isEqualTo("denied by statement #1 of service control policy #1 on " + IamWorld.ACCOUNT);
  }

  @Test
  void decide_noServiceControlAllows_isDeniedToTheRootToo() {
    organize(Unit.of(IamWorld.ACCOUNT).withServiceControl(IamWorld.allow("sqs:*", "*")));
    assertThat(world.decide(world.root(), "s3:GetObject", "arn:aws:s3:::b/k").reason())
        .isEqualTo("because no service control policy allows the s3:GetObject action");
    assertThat(world.decide(world.root(), "sqs:SendMessage", "*").allowed()).isTrue();
  }

  @Test
  void decide_managementAccountAndStrangers_areNotLimited() {
    world.iam.organize(
        new Organization(
            "o-exampleorgid",
            IamWorld.ACCOUNT,
            Unit.of("r-ab12", Unit.of(IamWorld.ACCOUNT).withServiceControl(NO_DELETES))));
    Principal user = world.user("mina", ALL);
    assertThat(world.decide(user, "s3:DeleteObject", "arn:aws:s3:::b/k").allowed()).isTrue();
    organize(Unit.of("333333333333").withServiceControl(NO_DELETES));
    assertThat(world.decide(user, "s3:DeleteObject", "arn:aws:s3:::b/k").allowed()).isTrue();
  }

  @Test
  void decide_serviceLinkedRole_isNotLimited() {
    organize(Unit.of(IamWorld.ACCOUNT).withServiceControl(IamWorld.allow("sqs:*", "*")));
    OrganizationPolicies policies = new OrganizationPolicies();
    policies.set(
        new Organization(
            "o-exampleorgid",
            "999999999999",
            Unit.of("r-ab12", Unit.of(IamWorld.ACCOUNT).withServiceControl(NO_DELETES))));
    Caller linked =
        Caller.session(
            IamWorld.ACCOUNT,
            "arn:aws:sts::" + IamWorld.ACCOUNT + ":assumed-role/AWSServiceRoleForDAX/s",
            "arn:aws:iam::"
                + IamWorld.ACCOUNT
                + ":role/aws-service-role/dax.amazonaws.com/AWSServiceRoleForDAX");
    assertThat(policies.levels(linked)).isEmpty();
    assertThat(policies.levels(Caller.root(IamWorld.ACCOUNT))).hasSize(1);
  }

  @Test
  void decide_resourceControl_keepsStrangersOutAndServicesIn() {
    organize(Unit.of(IamWorld.ACCOUNT).withResourceControl(OWN_PEOPLE));
    Json everyone =
        Json.parse(
            IamWorld.policy(
                "{'Effect':'Allow','Principal':'*','Action':'s3:*','Resource':'arn:aws:s3:::b/*'}"));
    Access access =
        Access.of("s3:GetObject", "arn:aws:s3:::b/k")
            .ownedBy(IamWorld.ACCOUNT, Optional.of(everyone));
    assertThat(world.decide(world.user("mina", ALL), access).allowed()).isTrue();
    assertThat(world.decide(world.otherRoot(), access).reason())
        .isEqualTo("with an explicit deny in a resource control policy");
    assertThat(world.decide(Principal.ANONYMOUS, access).reason())
        .isEqualTo("with an explicit deny in a resource control policy");
    Principal service = Principal.service("sns.amazonaws.com", IamWorld.ACCOUNT, "arn:aws:sns:::t");
    assertThat(world.decide(service, access).allowed()).isTrue();
  }

  @Test
  void decide_resourceControl_doesNotTouchOtherServices() {
    organize(
        Unit.of(IamWorld.ACCOUNT)
            .withResourceControl(
                IamWorld.policy(
                    "{'Effect':'Deny','Principal':'*','Action':'lambda:*','Resource':'*'}")));
    assertThat(world.decide(world.root(), "lambda:InvokeFunction", "*").allowed()).isTrue();
  }

  @Test
  void decide_organizationKeys_canBeAskedFor() {
    organize(Unit.of(IamWorld.ACCOUNT));
    String condition =
        "{'Effect':'Allow','Action':'s3:*','Resource':'*','Condition':{"
            + "'ForAnyValue:StringLike':{'aws:PrincipalOrgPaths':'o-exampleorgid/r-ab12/*'},"
            + "'StringEquals':{'aws:ResourceOrgID':'${aws:PrincipalOrgID}'}}}";
    Principal user = world.user("mina", IamWorld.policy(condition));
    assertThat(world.decide(user, "s3:GetObject", "arn:aws:s3:::b/k").allowed()).isTrue();
  }

  @Test
  void organize_policyThatAwsWouldRefuse_isRefused() {
    String[] bad = {
      IamWorld.policy("{'Effect':'Allow','Principal':'*','Action':'s3:*','Resource':'*'}"),
      IamWorld.policy("{'Effect':'Deny','Principal':{'AWS':'*'},'Action':'s3:*','Resource':'*'}"),
      IamWorld.policy("{'Effect':'Deny','Principal':'*','NotAction':'s3:*','Resource':'*'}"),
      IamWorld.policy("{'Effect':'Deny','NotPrincipal':'*','Action':'s3:*','Resource':'*'}"),
      IamWorld.policy("{'Effect':'Deny','Action':'s3:*','Resource':'*'}"),
    };
    for (String document : bad) {
      assertThatThrownBy(() -> organize(Unit.of(IamWorld.ACCOUNT).withResourceControl(document)))
          .as(document)
          .isInstanceOf(MalformedPolicy.class);
    }
    assertThatThrownBy(() -> organize(Unit.of(IamWorld.ACCOUNT).withServiceControl(OWN_PEOPLE)))
        .isInstanceOf(MalformedPolicy.class);
    assertThatThrownBy(
            () -> organize(Unit.of(IamWorld.ACCOUNT).withServiceControl(" ".repeat(5_121))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("at most 5120 characters");
    assertThatThrownBy(() -> new Organization("x", IamWorld.ACCOUNT, Unit.of("r-ab12")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(
            () ->
                world.iam.organize(
                    new Organization(
                        "o-exampleorgid",
                        "999999999999",
                        Unit.of("r-ab12", Unit.of(IamWorld.ACCOUNT), Unit.of(IamWorld.ACCOUNT)))))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("two places");
  }

  @Test
  void install_withOrganization_limitsFromTheStart() {
    Organization organization =
        new Organization(
            "o-exampleorgid",
            "999999999999",
            Unit.of("r-ab12", Unit.of(IamWorld.ACCOUNT).withServiceControl(NO_DELETES)));
    try (IamWorld limited = new IamWorld(IamConfig.defaults().withOrganization(organization))) {
      assertThat(limited.decide(limited.root(), "s3:DeleteBucket", "*").explicitDeny()).isTrue();
    }
  }
}

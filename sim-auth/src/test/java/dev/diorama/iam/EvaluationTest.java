package dev.diorama.iam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.random.Seeds;
import dev.diorama.core.random.SimRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EvaluationTest {
  private static final String HERE = "111111111111";
  private static final String THERE = "222222222222";
  private static final String OBJECT = "arn:aws:s3:::b/k";
  private static final Caller ROOT = Caller.root(HERE);
  private static final Caller USER = Caller.user(HERE, "arn:aws:iam::" + HERE + ":user/mina");
  private static final Caller SESSION =
      Caller.session(
          HERE,
          "arn:aws:sts::" + HERE + ":assumed-role/app/s1",
          "arn:aws:iam::" + HERE + ":role/app");
  private static final Caller FEDERATED =
      Caller.federatedUser(HERE, "arn:aws:sts::" + HERE + ":federated-user/f", USER.arn());
  private static final Caller IDENTITY =
      Caller.originAccessIdentity(
          "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity E2IDENTITY", "c0ffee");
  private static final Caller SERVICE = Caller.service(HERE, "cloudfront.amazonaws.com");

  private static final String ALLOW =
      "{'Effect':'Allow','Action':'s3:GetObject','Resource':'arn:aws:s3:::b/*'}";
  private static final String DENY =
      "{'Effect':'Deny','Action':'s3:GetObject','Resource':'arn:aws:s3:::b/*'}";
  private static final String OTHER =
      "{'Effect':'Allow','Action':'s3:GetObject','Resource':'arn:aws:s3:::other/*'}";

  private static final class Case {
    private final Caller caller;
    private List<Attached> identity = List.of();
    private Optional<Attached> boundary = Optional.empty();
    private List<Attached> session = List.of();
    private Optional<Attached> resource = Optional.empty();
    private boolean sameAccount = true;
    private boolean mustAllow;

    Case(Caller caller) {
      this.caller = caller;
    }

    Case identity(String statement) {
      identity = List.of(identityPolicy("identity", statement));
      return this;
    }

    Case boundary(String statement) {
      boundary = Optional.of(identityPolicy("boundary", statement));
      return this;
    }

    Case session(String statement) {
      session = List.of(identityPolicy("session", statement));
      return this;
    }

    /** A resource policy that allows or denies to that principal. */
    Case resource(String effect, String principal) {
      String statement =
          "{'Effect':'"
              + effect
              + "',"
              + principal
              + ",'Action':'s3:GetObject','Resource':'arn:aws:s3:::b/*'}";
      resource = Optional.of(new Attached("resource", policy(statement, Policy.Kind.RESOURCE)));
      return this;
    }

    Case otherAccount() {
      sameAccount = false;
      return this;
    }

    Case mustAllow() {
      mustAllow = true;
      return this;
    }

    Verdict decide() {
      return Evaluation.decide(
          new Question(caller, "s3:GetObject", OBJECT, RequestContext.EMPTY),
          new Bearing(
              identity, boundary, session, resource, List.of(), List.of(), sameAccount, mustAllow));
    }
  }

  private static Attached identityPolicy(String name, String statement) {
    return new Attached(name, policy(statement, Policy.Kind.IDENTITY));
  }

  private static Policy policy(String statement, Policy.Kind kind) {
    return Policy.parse(
        ("{'Version':'2012-10-17','Statement':[" + statement + "]}").replace('\'', '"'), kind);
  }

  private static Case of(Caller caller) {
    return new Case(caller);
  }

  private static String aws(String value) {
    return "'Principal':{'AWS':'" + value + "'}";
  }

  private static final String EVERYONE = "'Principal':'*'";
  private static final String ACCOUNT = aws(HERE);
  private static final String ROLE = aws("arn:aws:iam::" + HERE + ":role/app");
  private static final String THIS_SESSION = aws("arn:aws:sts::" + HERE + ":assumed-role/app/s1");
  private static final String THIS_USER = aws("arn:aws:iam::" + HERE + ":user/mina");

  private static final String NO_IDENTITY =
      "because no identity-based policy allows the s3:GetObject action";
  private static final String NO_RESOURCE =
      "because no resource-based policy allows the s3:GetObject action";
  private static final String NO_TRUST =
      "because no role trust policy allows the s3:GetObject action";
  private static final String NO_BOUNDARY =
      "because no permissions boundary allows the s3:GetObject action";
  private static final String NO_SESSION =
      "because no session policy allows the s3:GetObject action";
  private static final String YES = "";

  static Stream<Arguments> rules() {
    return Stream.of(
        // Nothing allows.
        Arguments.of("user, silent", of(USER), NO_IDENTITY),
        Arguments.of("user, other resource", of(USER).identity(OTHER), NO_IDENTITY),
        Arguments.of("session, silent", of(SESSION), NO_IDENTITY),
        // Same account: either side is enough.
        Arguments.of("user, identity", of(USER).identity(ALLOW), YES),
        Arguments.of("user, resource", of(USER).resource("Allow", THIS_USER), YES),
        Arguments.of("user, resource for all", of(USER).resource("Allow", EVERYONE), YES),
        Arguments.of("session, resource by role", of(SESSION).resource("Allow", ROLE), YES),
        Arguments.of(
            "session, resource by session", of(SESSION).resource("Allow", THIS_SESSION), YES),
        // Naming the account leaves it to the account's own policies.
        Arguments.of("user, resource by account", of(USER).resource("Allow", ACCOUNT), NO_IDENTITY),
        Arguments.of(
            "user, resource by account and identity",
            of(USER).resource("Allow", ACCOUNT).identity(ALLOW),
            YES),
        Arguments.of(
            "session, resource for another role",
            of(SESSION).resource("Allow", aws("arn:aws:iam::" + HERE + ":role/b")),
            NO_IDENTITY),
        // Explicit denies end it, wherever they are.
        Arguments.of(
            "deny in identity",
            of(USER).identity(ALLOW + "," + DENY).resource("Allow", THIS_USER),
            "with an explicit deny in an identity-based policy"),
        Arguments.of(
            "deny in resource",
            of(USER).identity(ALLOW).resource("Deny", EVERYONE),
            "with an explicit deny in a resource-based policy"),
        Arguments.of(
            "deny by account in resource",
            of(USER).identity(ALLOW).resource("Deny", ACCOUNT),
            "with an explicit deny in a resource-based policy"),
        Arguments.of(
            "deny in boundary",
            of(USER).identity(ALLOW).boundary(ALLOW + "," + DENY),
            "with an explicit deny in a permissions boundary"),
        Arguments.of(
            "deny in session, against a resource that names the session",
            of(SESSION).session(DENY).resource("Allow", THIS_SESSION),
            "with an explicit deny in a session policy"),
        Arguments.of(
            "deny to another",
            of(USER).identity(ALLOW).resource("Deny", aws("arn:aws:iam::" + HERE + ":user/bob")),
            YES),
        // Boundary and session narrow what identity policies allow.
        Arguments.of("boundary too", of(USER).identity(ALLOW).boundary(ALLOW), YES),
        Arguments.of("not boundary", of(USER).identity(ALLOW).boundary(OTHER), NO_BOUNDARY),
        Arguments.of("boundary alone", of(USER).boundary(ALLOW), NO_IDENTITY),
        Arguments.of("session too", of(SESSION).identity(ALLOW).session(ALLOW), YES),
        Arguments.of("not session", of(SESSION).identity(ALLOW).session(OTHER), NO_SESSION),
        Arguments.of("session alone", of(SESSION).session(ALLOW), NO_IDENTITY),
        // What limits a resource's permission hangs on how it names the caller.
        Arguments.of(
            "user named: boundary silent",
            of(USER).resource("Allow", THIS_USER).boundary(OTHER),
            YES),
        Arguments.of(
            "role named: boundary silent",
            of(SESSION).resource("Allow", ROLE).boundary(OTHER),
            NO_BOUNDARY),
        Arguments.of(
            "role named: session silent",
            of(SESSION).resource("Allow", ROLE).session(OTHER),
            NO_SESSION),
        Arguments.of(
            "role named: both allow",
            of(SESSION).resource("Allow", ROLE).session(ALLOW).boundary(ALLOW),
            YES),
        Arguments.of(
            "everyone: session silent",
            of(SESSION).resource("Allow", EVERYONE).session(OTHER),
            NO_SESSION),
        Arguments.of(
            "session named: boundary and session silent",
            of(SESSION).resource("Allow", THIS_SESSION).session(OTHER).boundary(OTHER),
            YES),
        Arguments.of(
            "federated user's user named: session silent",
            of(FEDERATED).resource("Allow", THIS_USER).session(OTHER),
            NO_SESSION),
        Arguments.of(
            "federated user named: session silent",
            of(FEDERATED).resource("Allow", aws(FEDERATED.arn())).session(OTHER),
            YES),
        // Between accounts both sides must allow.
        Arguments.of(
            "other account, identity alone", of(USER).identity(ALLOW).otherAccount(), NO_RESOURCE),
        Arguments.of(
            "other account, resource alone",
            of(USER).resource("Allow", THIS_USER).otherAccount(),
            NO_IDENTITY),
        Arguments.of(
            "other account, both",
            of(USER).identity(ALLOW).resource("Allow", THIS_USER).otherAccount(),
            YES),
        Arguments.of(
            "other account, identity and account",
            of(USER).identity(ALLOW).resource("Allow", ACCOUNT).otherAccount(),
            YES),
        Arguments.of(
            "other account, both, boundary silent",
            of(USER).identity(ALLOW).resource("Allow", THIS_USER).boundary(OTHER).otherAccount(),
            NO_BOUNDARY),
        // Root.
        Arguments.of("root", of(ROOT), YES),
        Arguments.of(
            "root, denied by resource",
            of(ROOT).resource("Deny", EVERYONE),
            "with an explicit deny in a resource-based policy"),
        Arguments.of("root of another account", of(ROOT).otherAccount(), NO_RESOURCE),
        Arguments.of(
            "root of another account, named",
            of(ROOT).resource("Allow", ACCOUNT).otherAccount(),
            YES),
        // Anonymous callers and services.
        Arguments.of("anonymous", of(Caller.ANONYMOUS), NO_RESOURCE),
        Arguments.of("anonymous, everyone", of(Caller.ANONYMOUS).resource("Allow", EVERYONE), YES),
        Arguments.of(
            "anonymous, every principal", of(Caller.ANONYMOUS).resource("Allow", aws("*")), YES),
        Arguments.of(
            "anonymous, account", of(Caller.ANONYMOUS).resource("Allow", ACCOUNT), NO_RESOURCE),
        Arguments.of("service", of(SERVICE), NO_RESOURCE),
        Arguments.of("service, identity is no use", of(SERVICE).identity(ALLOW), NO_RESOURCE),
        Arguments.of(
            "service named",
            of(SERVICE).resource("Allow", "'Principal':{'Service':'cloudfront.amazonaws.com'}"),
            YES),
        Arguments.of(
            "other service named",
            of(SERVICE).resource("Allow", "'Principal':{'Service':'lambda.amazonaws.com'}"),
            NO_RESOURCE),
        Arguments.of(
            "service, its account named", of(SERVICE).resource("Allow", ACCOUNT), NO_RESOURCE),
        // Trust policies must allow by themselves.
        Arguments.of("trust, identity alone", of(USER).identity(ALLOW).mustAllow(), NO_TRUST),
        Arguments.of("trust names user", of(USER).resource("Allow", THIS_USER).mustAllow(), YES),
        Arguments.of(
            "trust names account", of(USER).resource("Allow", ACCOUNT).mustAllow(), NO_IDENTITY),
        Arguments.of(
            "trust names account, identity allows",
            of(USER).identity(ALLOW).resource("Allow", ACCOUNT).mustAllow(),
            YES),
        Arguments.of(
            "trust, other account, trust alone",
            of(USER).resource("Allow", THIS_USER).otherAccount().mustAllow(),
            NO_IDENTITY),
        Arguments.of(
            "web identity named",
            of(Caller.webIdentity(List.of("cognito-identity.amazonaws.com")))
                .resource("Allow", "'Principal':{'Federated':'cognito-identity.amazonaws.com'}")
                .mustAllow(),
            YES),
        Arguments.of(
            "web identity of another provider",
            of(Caller.webIdentity(List.of("accounts.google.com")))
                .resource("Allow", "'Principal':{'Federated':'cognito-identity.amazonaws.com'}")
                .mustAllow(),
            NO_TRUST),
        Arguments.of(
            "canonical users are nobody here",
            of(USER).resource("Allow", "'Principal':{'CanonicalUser':'79a5'}"),
            NO_IDENTITY),
        Arguments.of(
            "origin access identity by its canonical id",
            of(IDENTITY).resource("Allow", "'Principal':{'CanonicalUser':'c0ffee'}"),
            YES),
        Arguments.of(
            "origin access identity by its ARN",
            of(IDENTITY).resource("Allow", "'Principal':{'AWS':'" + IDENTITY.arn() + "'}"),
            YES),
        Arguments.of(
            "origin access identity by another's canonical id",
            of(IDENTITY).resource("Allow", "'Principal':{'CanonicalUser':'79a5'}"),
            NO_RESOURCE),
        Arguments.of(
            "origin access identity by an account",
            of(IDENTITY).resource("Allow", "'Principal':{'AWS':'" + HERE + "'}"),
            NO_RESOURCE),
        Arguments.of(
            "origin access identity with an explicit deny",
            of(IDENTITY).resource("Deny", "'Principal':{'CanonicalUser':'c0ffee'}"),
            "with an explicit deny in a resource-based policy"),
        // NotPrincipal.
        Arguments.of(
            "not-principal lists user and account",
            of(USER)
                .identity(ALLOW)
                .resource("Deny", "'NotPrincipal':{'AWS':['" + USER.arn() + "','" + HERE + "']}"),
            YES),
        Arguments.of(
            "not-principal lists the user only",
            of(USER)
                .identity(ALLOW)
                .resource("Deny", "'NotPrincipal':{'AWS':'" + USER.arn() + "'}"),
            "with an explicit deny in a resource-based policy"),
        Arguments.of(
            "not-principal lists the account only",
            of(USER).identity(ALLOW).resource("Deny", "'NotPrincipal':{'AWS':'" + HERE + "'}"),
            "with an explicit deny in a resource-based policy"),
        Arguments.of(
            "not-principal lists session, role and account",
            of(SESSION)
                .identity(ALLOW)
                .resource(
                    "Deny",
                    "'NotPrincipal':{'AWS':['"
                        + SESSION.arn()
                        + "','"
                        + SESSION.entityArn()
                        + "','"
                        + HERE
                        + "']}"),
            YES),
        Arguments.of(
            "not-principal lists role and account",
            of(SESSION)
                .identity(ALLOW)
                .resource(
                    "Deny",
                    "'NotPrincipal':{'AWS':['" + SESSION.entityArn() + "','" + HERE + "']}"),
            "with an explicit deny in a resource-based policy"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("rules")
  void decide_rule_asDocumented(String name, Case given, String reason) {
    Verdict decision = given.decide();
    assertThat(decision.reason()).as(decision.explanation()).isEqualTo(reason);
    assertThat(decision.allowed()).isEqualTo(reason.isEmpty());
    assertThat(decision.explicitDeny()).isEqualTo(reason.contains("explicit deny"));
    assertThat(decision.explanation()).isNotEmpty();
  }

  @Test
  void decide_bucketPolicyOfRootThatDeniesAll_leavesRootTheThreePolicyActions() {
    Policy denyAll =
        policy(
            "{'Effect':'Deny','Principal':'*','Action':'s3:*','Resource':'*'}",
            Policy.Kind.RESOURCE);
    Bearing bearing =
        new Bearing(
            List.of(),
            Optional.empty(),
            List.of(),
            Optional.of(new Attached("bucket policy", denyAll)),
            List.of(),
            List.of(),
            true,
            false);
    for (String action :
        List.of("s3:PutBucketPolicy", "s3:GetBucketPolicy", "s3:DeleteBucketPolicy")) {
      Question asked = new Question(ROOT, action, "arn:aws:s3:::b", RequestContext.EMPTY);
      assertThat(Evaluation.decide(asked, bearing).allowed()).isTrue();
    }
    Question asked = new Question(ROOT, "s3:DeleteBucket", "arn:aws:s3:::b", RequestContext.EMPTY);
    assertThat(Evaluation.decide(asked, bearing).explicitDeny()).isTrue();
  }

  @Test
  void decide_action_isComparedWithoutRegardToCase() {
    assertThat(
            of(USER)
                .identity("{'Effect':'Allow','Action':'S3:getobject','Resource':'*'}")
                .decide()
                .allowed())
        .isTrue();
  }

  @Test
  void decide_notActionAndNotResource_areTheRest() {
    assertThat(
            of(USER)
                .identity("{'Effect':'Allow','NotAction':'s3:Put*','Resource':'*'}")
                .decide()
                .allowed())
        .isTrue();
    assertThat(
            of(USER)
                .identity("{'Effect':'Allow','NotAction':'s3:Get*','Resource':'*'}")
                .decide()
                .allowed())
        .isFalse();
    assertThat(
            of(USER)
                .identity("{'Effect':'Allow','Action':'*','NotResource':'arn:aws:s3:::c/*'}")
                .decide()
                .allowed())
        .isTrue();
    assertThat(
            of(USER)
                .identity("{'Effect':'Allow','Action':'*','NotResource':'arn:aws:s3:::b/*'}")
                .decide()
                .allowed())
        .isFalse();
    assertThat(
            of(USER)
                .identity(
                    "{'Effect':'Allow','Action':'*','NotResource':'arn:aws:s3:::${aws:none}/*'}")
                .decide()
                .allowed())
        .isFalse();
  }

  @Test
  void decide_explanation_namesPolicyAndStatement() {
    String own =
        "{'Sid':'OwnFolder','Effect':'Allow','Action':'s3:GetObject',"
            + "'Resource':'arn:aws:s3:::b/${aws:username}/*'}";
    assertThat(of(USER).identity(ALLOW).decide().explanation())
        .isEqualTo("allowed by statement #1 of identity");
    assertThat(of(USER).identity(ALLOW + "," + DENY).decide().explanation())
        .isEqualTo("denied by statement #2 of identity");
    assertThat(
            of(USER)
                .identity(ALLOW)
                .resource("Allow", THIS_USER)
                .otherAccount()
                .decide()
                .explanation())
        .isEqualTo("allowed by statement #1 of identity and by statement #1 of resource");
    assertThat(of(USER).identity(own).decide().explanation())
        .isEqualTo(
            "no identity-based policy allows s3:GetObject on arn:aws:s3:::b/k: nearest: identity:"
                + " statement 'OwnFolder' allows s3:GetObject but its resource"
                + " arn:aws:s3:::b/${aws:username}/* (= nothing here) does not match");
    String conditional =
        "{'Effect':'Allow','Action':'s3:*','Resource':'*',"
            + "'Condition':{'StringEquals':{'aws:PrincipalTag/team':'red'}}}";
    assertThat(of(USER).identity(OTHER + "," + conditional).decide().explanation())
        .endsWith(
            "nearest: identity: statement #2 allows s3:GetObject but its condition StringEquals"
                + " aws:PrincipalTag/team [red] does not hold: the request has no such key");
  }

  /** The naive model: regular expressions for patterns and one formula for the whole. */
  private record Line(boolean allow, String action, String resource, String tag, String who) {
    boolean fits(String asked, String on, String team, List<String> names) {
      return regex(action).matcher(asked).matches()
          && regex(resource).matcher(on).matches()
          && (tag.isEmpty() || tag.equals(team))
          && (who.isEmpty() || names.contains(who));
    }

    private static Pattern regex(String glob) {
      return Pattern.compile(glob.replace("*", ".*"));
    }

    String json() {
      return "{'Effect':'"
          + (allow ? "Allow" : "Deny")
          + "',"
          + (who.isEmpty()
              ? ""
              : who.equals("*") ? "'Principal':'*'," : "'Principal':{'AWS':'" + who + "'},")
          + "'Action':'"
          + action
          + "','Resource':'"
          + resource
          + "'"
          + (tag.isEmpty()
              ? ""
              : ",'Condition':{'StringEquals':{'aws:PrincipalTag/team':'" + tag + "'}}")
          + "}";
    }
  }

  private static List<Line> lines(SimRandom random, List<String> whos) {
    List<Line> lines = new ArrayList<>();
    int count = 1 + random.nextInt(3);
    for (int i = 0; i < count; i++) {
      lines.add(
          new Line(
              random.chance(3, 4),
              pick(random, "s3:Get", "s3:Put", "s3:*", "*"),
              pick(random, "arn:aws:s3:::a", "arn:aws:s3:::b", "arn:aws:s3:::*", "*"),
              pick(random, "", "", "red", "blue"),
              whos.isEmpty() ? "" : whos.get(random.nextInt(whos.size()))));
    }
    return lines;
  }

  private static String pick(SimRandom random, String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private static Policy compile(List<Line> lines, Policy.Kind kind) {
    return policy(String.join(",", lines.stream().map(Line::json).toList()), kind);
  }

  @Test
  void decide_randomPolicies_agreesWithNaiveModel() {
    SimRandom random = new Seeds(42).stream("policies");
    List<String> whos = List.of("*", HERE, SESSION.entityArn(), SESSION.arn(), USER.arn(), THERE);
    int allowed = 0;
    for (int i = 0; i < 20_000; i++) {
      List<Line> identity = lines(random, List.of());
      List<Line> boundary = random.chance(1, 3) ? lines(random, List.of()) : List.of();
      List<Line> session = random.chance(1, 3) ? lines(random, List.of()) : List.of();
      List<Line> resource = random.chance(1, 2) ? lines(random, whos) : List.of();
      boolean same = random.chance(2, 3);
      Caller caller = random.chance(1, 2) ? USER : SESSION;
      String action = pick(random, "s3:Get", "s3:Put", "s3:List");
      String on = pick(random, "arn:aws:s3:::a", "arn:aws:s3:::b");
      String team = pick(random, "red", "blue");

      List<String> direct = new ArrayList<>(List.of(caller.arn()));
      List<String> byRole = new ArrayList<>(List.of(caller.entityArn()));
      (caller.equals(USER) ? direct : byRole).add("*");
      List<String> all = List.of(caller.arn(), caller.entityArn(), "*", HERE);
      boolean denied =
          any(identity, false, action, on, team, all)
              || any(boundary, false, action, on, team, all)
              || any(session, false, action, on, team, all)
              || any(resource, false, action, on, team, all);
      boolean byIdentity = any(identity, true, action, on, team, all);
      boolean narrowed =
          (!boundary.isEmpty() && !any(boundary, true, action, on, team, all))
              || (!session.isEmpty() && !any(session, true, action, on, team, all));
      boolean expected =
          !denied
              && (same
                  ? any(resource, true, action, on, team, direct)
                      || (!narrowed
                          && (byIdentity || any(resource, true, action, on, team, byRole)))
                  : byIdentity && !narrowed && any(resource, true, action, on, team, all));

      Verdict decision =
          Evaluation.decide(
              new Question(
                  caller,
                  action,
                  on,
                  RequestContext.builder().put("aws:PrincipalTag/team", team).build()),
              new Bearing(
                  List.of(new Attached("i", compile(identity, Policy.Kind.IDENTITY))),
                  boundary.isEmpty()
                      ? Optional.empty()
                      : Optional.of(new Attached("b", compile(boundary, Policy.Kind.IDENTITY))),
                  session.isEmpty()
                      ? List.of()
                      : List.of(new Attached("s", compile(session, Policy.Kind.SESSION))),
                  resource.isEmpty()
                      ? Optional.empty()
                      : Optional.of(new Attached("r", compile(resource, Policy.Kind.RESOURCE))),
                  List.of(),
                  List.of(),
                  same,
                  false));
      assertThat(decision.allowed())
          .as(
              "%s %s %s %s same=%s\nidentity %s\nboundary %s\nsession %s\nresource %s\n%s",
              caller.kind(),
              action,
              on,
              team,
              same,
              identity,
              boundary,
              session,
              resource,
              decision.explanation())
          .isEqualTo(expected);
      assertThat(decision.explicitDeny()).isEqualTo(denied);
      allowed += expected ? 1 : 0;
    }
    assertThat(allowed).as("both answers are well represented").isBetween(4_000, 16_000);
  }

  private static boolean any(
      List<Line> lines, boolean allow, String action, String on, String team, List<String> names) {
    return lines.stream()
        .anyMatch(line -> line.allow() == allow && line.fits(action, on, team, names));
  }
}

package dev.diorama.iam;

import static org.assertj.core.api.Assertions.assertThat;

import dev.diorama.core.json.Json;
import dev.diorama.iam.DecisionTable.Group;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.statistics.Statistics;

/** What must hold of every decision, whatever the policies are. */
class EvaluationPropertiesTest {
  private static final String HERE = DecisionTable.HERE;
  private static final Caller USER = Caller.user(HERE, "arn:aws:iam::" + HERE + ":user/mina");
  private static final Caller SESSION =
      Caller.session(
          HERE,
          "arn:aws:sts::" + HERE + ":assumed-role/app/s1",
          "arn:aws:iam::" + HERE + ":role/app");

  /** A question, and what is to be held against it. */
  record Case(Question question, List<Group> groups, boolean same, boolean role) {
    Verdict decide(List<Group> changed) {
      return Evaluation.decide(
          question,
          new DecisionTable.Row(0, "", "", question.caller(), changed, question, same, role, "")
              .bearing());
    }

    Verdict decide() {
      return decide(groups);
    }

    @Override
    public String toString() {
      StringBuilder text = new StringBuilder(question + " " + question.context().sorted());
      groups.forEach(group -> text.append("\n").append(group.sort()).append(group.document()));
      return text + " same=" + same + " role=" + role + "\n" + decide();
    }
  }

  @Provide
  Arbitrary<Case> cases() {
    Arbitrary<Boolean> role = Arbitraries.frequency(entry(9, false), entry(1, true));
    return role.flatMap(
        trust ->
            Combinators.combine(questions(), groups(trust), Arbitraries.of(true, true, false))
                .as((question, groups, same) -> new Case(question, groups, same, trust)));
  }

  private static <T> Tuple.Tuple2<Integer, T> entry(int weight, T value) {
    return Tuple.of(weight, value);
  }

  private static Arbitrary<Question> questions() {
    Arbitrary<Caller> callers =
        Arbitraries.of(
            USER,
            USER,
            SESSION,
            SESSION,
            Caller.root(HERE),
            Caller.federatedUser(HERE, "arn:aws:sts::" + HERE + ":federated-user/fred", USER.arn()),
            Caller.ANONYMOUS,
            Caller.service(HERE, "sns.amazonaws.com"),
            Caller.webIdentity(List.of("cognito-identity.amazonaws.com")));
    Arbitrary<RequestContext> contexts =
        Combinators.combine(
                Arbitraries.of("", "red", "blue", "r*"),
                Arbitraries.of("a", "b", "a;b", "c", "", "-"),
                Arbitraries.of("5", "10", "-"),
                Arbitraries.of("203.0.113.9", "198.51.100.1", "-"),
                Arbitraries.of("2020-05-01T00:00:00Z", "2021-01-01T00:00:00Z"))
            .as(
                (team, keys, number, address, time) -> {
                  RequestContext.Builder context =
                      RequestContext.builder().put("aws:CurrentTime", time);
                  put(context, "aws:PrincipalTag/team", team.isEmpty() ? "-" : team);
                  put(context, "aws:TagKeys", keys);
                  put(context, "s3:max-keys", number);
                  put(context, "aws:SourceIp", address);
                  return context.build();
                });
    return Combinators.combine(
            callers,
            Arbitraries.of("s3:GetObject", "s3:PutObject", "S3:getobject", "s3:PutBucketPolicy"),
            Arbitraries.of("arn:aws:s3:::b/red/1", "arn:aws:s3:::b/blue/1", "arn:aws:s3:::c", "*"),
            contexts)
        .as(Question::new);
  }

  private static void put(RequestContext.Builder context, String key, String values) {
    if (!values.equals("-")) {
      context.put(key, values.split(";", -1));
    }
  }

  private static Arbitrary<List<Group>> groups(boolean role) {
    return Combinators.combine(
            some("id", 2),
            some("bound", 1),
            some("sess", 2),
            some(role ? "trust" : "res", 1),
            some("scp", 2),
            some("rcp", 1))
        .as(
            (one, two, three, four, five, six) -> {
              List<Group> all = new ArrayList<>();
              List.of(one, two, three, four, five, six).forEach(all::addAll);
              return all;
            });
  }

  /** None to {@code most} policies of a sort; limits are rarer than what gives. */
  private static Arbitrary<List<Group>> some(String sort, int most) {
    boolean gives = sort.equals("id") || sort.equals("res") || sort.equals("trust");
    Arbitrary<List<Group>> present =
        statements(sort)
            .list()
            .ofMinSize(1)
            .ofMaxSize(4)
            .map(statements -> new Group(sort, sort, Policy.CURRENT, statements))
            .list()
            .ofMinSize(1)
            .ofMaxSize(most);
    return Arbitraries.frequencyOf(
        Tuple.of(gives ? 6 : 1, present), Tuple.of(gives ? 1 : 4, Arbitraries.just(List.of())));
  }

  private static Arbitrary<Json> statements(String sort) {
    boolean principal = sort.equals("res") || sort.equals("trust") || sort.equals("rcp");
    Arbitrary<List<String>> actions =
        sort.equals("trust")
            ? Arbitraries.just(List.of("sts:AssumeRole"))
            : Arbitraries.of("s3:GetObject", "s3:Get*", "s3:*", "*", "*", "s3:Put?bject", "sqs:*")
                .list()
                .ofMinSize(1)
                .ofMaxSize(2);
    return Combinators.combine(
            Arbitraries.frequency(entry(9, "Allow"), entry(1, "Deny")),
            actions,
            Arbitraries.of(
                    "*",
                    "arn:aws:s3:::b/*",
                    "arn:aws:s3:::b/${aws:PrincipalTag/team}/*",
                    "arn:aws:s3:::b/${aws:PrincipalTag/team, 'red'}/?",
                    "arn:aws:s3:::*/red/*",
                    "arn:aws:s3:::c")
                .list()
                .ofMinSize(1)
                .ofMaxSize(2),
            Arbitraries.of(
                "*",
                "arn:aws:iam::" + HERE + ":root",
                HERE,
                USER.arn(),
                SESSION.arn(),
                SESSION.entityArn(),
                "service",
                "arn:aws:iam::222222222222:root"),
            conditions(),
            Arbitraries.integers().between(0, 15))
        .as(
            (effect, action, resource, who, condition, nots) -> {
              boolean control = sort.equals("rcp");
              Json.ObjectBuilder json = Json.object().put("Effect", control ? "Deny" : effect);
              if (principal) {
                boolean not = !control && (nots & 12) == 12 && !who.equals("service");
                json.put(
                    not ? "NotPrincipal" : "Principal",
                    control || who.equals("*")
                        ? Json.of("*")
                        : who.equals("service")
                            ? Json.object().put("Service", "sns.amazonaws.com").build()
                            : Json.object().put("AWS", who).build());
              }
              json.put(!control && (nots & 3) == 3 ? "NotAction" : "Action", Json.strings(action));
              if (!sort.equals("trust")) {
                json.put((nots & 6) == 6 ? "NotResource" : "Resource", Json.strings(resource));
              }
              if (!condition.members().isEmpty()) {
                json.put("Condition", condition);
              }
              return json.build();
            });
  }

  private static Arbitrary<Json> conditions() {
    Arbitrary<Json> one =
        Combinators.combine(
                Arbitraries.of("", "", "ForAllValues:", "ForAnyValue:"),
                Arbitraries.of(
                    Map.entry("StringEquals", "aws:TagKeys"),
                    Map.entry("StringNotEquals", "aws:TagKeys"),
                    Map.entry("StringLike", "aws:PrincipalTag/team"),
                    Map.entry("StringNotLike", "aws:PrincipalTag/team"),
                    Map.entry("StringEqualsIgnoreCase", "AWS:principaltag/TEAM"),
                    Map.entry("NumericLessThan", "s3:max-keys"),
                    Map.entry("NumericNotEquals", "s3:max-keys"),
                    Map.entry("IpAddress", "aws:SourceIp"),
                    Map.entry("NotIpAddress", "aws:SourceIp"),
                    Map.entry("DateGreaterThan", "aws:CurrentTime"),
                    Map.entry("Null", "aws:TagKeys")),
                Arbitraries.of(true, false),
                Arbitraries.integers().between(0, 3))
            .as(
                (quantifier, operator, ifExists, pick) -> {
                  String name = operator.getKey();
                  boolean isNull = name.equals("Null");
                  return Json.object()
                      .put(
                          isNull ? name : quantifier + name + (ifExists ? "IfExists" : ""),
                          Json.object()
                              .put(operator.getValue(), Json.strings(values(name, pick)))
                              .build())
                      .build();
                });
    return Arbitraries.frequencyOf(
        Tuple.of(2, one), Tuple.of(3, Arbitraries.just((Json) Json.empty())));
  }

  private static List<String> values(String operator, int pick) {
    if (operator.equals("Null")) {
      return List.of(pick % 2 == 0 ? "true" : "false");
    }
    if (operator.startsWith("Numeric")) {
      return List.of(pick % 2 == 0 ? "10" : "7.5");
    }
    if (operator.startsWith("Date")) {
      return List.of(pick % 2 == 0 ? "2020-12-31" : "2019-01-01T00:00:00+01:00");
    }
    if (operator.contains("IpAddress")) {
      return pick % 2 == 0 ? List.of("203.0.113.0/24") : List.of("203.0.113.0/29", "198.51.100.1");
    }
    return switch (pick) {
      case 0 -> List.of("a", "red");
      case 1 -> List.of("r*", "b");
      case 2 -> List.of("${aws:PrincipalTag/team}", "c");
      default -> List.of("${aws:PrincipalTag/nobody}");
    };
  }

  @Property(tries = 2_000, edgeCases = EdgeCasesMode.NONE, seed = "1")
  void decide_anyPolicies_agreesWithTheNaiveEvaluator(@ForAll("cases") Case one) {
    assertThat(one.decide().allowed())
        .as(one.toString())
        .isEqualTo(NaiveEvaluator.allows(one.groups(), one.question(), one.same(), one.role()));
    Statistics.label("allowed")
        .collect(one.decide().allowed())
        .coverage(both -> both.check(true).percentage(share -> share > 10 && share < 90));
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE, seed = "2")
  void decide_oneMoreDeny_neverAllows(
      @ForAll("cases") Case one, @ForAll("denials") Json deny, @ForAll("at") int at) {
    if (!one.decide().allowed()) {
      assertThat(one.decide(withOneMore(one.groups(), deny, at)).allowed()).isFalse();
    }
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE, seed = "3")
  void decide_oneAllowLess_neverAllows(@ForAll("cases") Case one) {
    if (!one.decide().allowed()) {
      for (List<Group> fewer : withOneAllowLess(one.groups())) {
        assertThat(one.decide(fewer).allowed()).as(one.toString()).isFalse();
      }
    }
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE, seed = "4")
  void decide_anotherOrder_isTheSame(@ForAll("cases") Case one) {
    List<Group> turned = new ArrayList<>();
    for (Group group : one.groups()) {
      List<Json> statements = new ArrayList<>(group.statements());
      Collections.reverse(statements);
      turned.add(0, new Group(group.sort(), group.name(), group.version(), statements));
    }
    Verdict verdict = one.decide(turned);
    assertThat(verdict.allowed()).as(one.toString()).isEqualTo(one.decide().allowed());
    assertThat(verdict.reason()).isEqualTo(one.decide().reason());
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE, seed = "5")
  void decide_everyStatementTwice_isTheSame(@ForAll("cases") Case one) {
    List<Group> doubled = new ArrayList<>();
    for (Group group : one.groups()) {
      List<Json> statements = new ArrayList<>(group.statements());
      statements.addAll(group.statements());
      doubled.add(new Group(group.sort(), group.name(), group.version(), statements));
    }
    assertThat(one.decide(doubled).explanation()).isEqualTo(one.decide().explanation());
  }

  @Property(tries = 500, edgeCases = EdgeCasesMode.NONE, seed = "6")
  void decide_allowed_theProofStandsAlone(@ForAll("cases") Case one) {
    Verdict verdict = one.decide();
    for (Proof proof : verdict.proof()) {
      assertThat(proof.statement().fit(one.question())).isEqualTo(Statement.Fit.FITS);
      assertThat(proof.statement().allow()).isEqualTo(verdict.allowed());
    }
    assertThat(verdict.explicitDeny()).isEqualTo(!verdict.allowed() && !verdict.proof().isEmpty());
  }

  @Provide
  Arbitrary<Json> denials() {
    return statements("id").filter(json -> json.text("Effect").orElse("").equals("Deny"));
  }

  @Provide
  Arbitrary<Integer> at() {
    return Arbitraries.integers().between(0, 10);
  }

  /** One policy has the denial too; where it stands decides whom it names. */
  private static List<Group> withOneMore(List<Group> groups, Json deny, int at) {
    List<Group> more = new ArrayList<>(groups);
    for (int i = 0; i < more.size(); i++) {
      Group group = more.get((at + i) % more.size());
      if (!group.sort().equals("trust") && !group.sort().equals("rcp")) {
        List<Json> statements = new ArrayList<>(group.statements());
        Json.ObjectBuilder named = Json.object();
        deny.members().forEach(named::put);
        if (group.sort().equals("res")) {
          named.put("Principal", "*");
        }
        statements.add(named.build());
        more.set(
            (at + i) % more.size(),
            new Group(group.sort(), group.name(), group.version(), statements));
        return more;
      }
    }
    more.add(new Group("id", "id", Policy.CURRENT, List.of(deny)));
    return more;
  }

  /** The policies with one allowing statement less, for each; an emptied limit still limits. */
  private static List<List<Group>> withOneAllowLess(List<Group> groups) {
    List<List<Group>> all = new ArrayList<>();
    for (int i = 0; i < groups.size(); i++) {
      Group group = groups.get(i);
      for (int j = 0; j < group.statements().size(); j++) {
        if (group.statements().get(j).text("Effect").orElse("").equals("Allow")) {
          List<Json> statements = new ArrayList<>(group.statements());
          statements.remove(j);
          List<Group> fewer = new ArrayList<>(groups);
          fewer.set(i, new Group(group.sort(), group.name(), group.version(), statements));
          all.add(fewer);
        }
      }
    }
    return all;
  }
}

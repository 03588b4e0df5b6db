package dev.diorama.check;

import dev.diorama.core.json.Json;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Traps of Cognito's identity pools. */
final class IdentityRules {
  static final List<Check> CHECKS =
      List.of(
          Check.error(
              "DIO-COG-001",
              13,
              "cognito/latest/developerguide/iam-roles.html",
              IdentityRules::everybodysFolder),
          Check.warning(
              "DIO-COG-002",
              15,
              "AmazonS3/latest/userguide/amazon-s3-policy-keys.html",
              IdentityRules::wholeListing),
          Check.error(
              "DIO-COG-003",
              0,
              "cognito/latest/developerguide/role-trust-and-permissions.html",
              IdentityRules::anyPool),
          Check.error(
              "DIO-COG-004",
              0,
              "cognito/latest/developerguide/role-trust-and-permissions.html",
              IdentityRules::anyState),
          Check.note(
              "DIO-COG-005",
              0,
              "cognito/latest/developerguide/identity-pools.html",
              IdentityRules::guests),
          Check.note(
              "DIO-COG-006",
              16,
              "cognito/latest/developerguide/authentication-flow.html",
              IdentityRules::clientsChoice));

  private static final String HOST = "cognito-identity.amazonaws.com";
  private static final String SUB = "${cognito-identity.amazonaws.com:sub}";

  private IdentityRules() {}

  /** Roles that identity pools give to people. */
  private static Set<Resource> roles(Blueprint design) {
    Set<Resource> roles = new LinkedHashSet<>();
    for (Resource role : design.of("AWS::IAM::Role")) {
      boolean federated =
          Statement.of(role, "AssumeRolePolicyDocument").stream().anyMatch(IdentityRules::ofPools);
      if (federated) {
        roles.add(role);
      }
    }
    return roles;
  }

  private static boolean ofPools(Statement statement) {
    return statement.allows()
        && statement
            .json()
            .at("Principal", "Federated")
            .map(Json::asList)
            .orElse(List.of())
            .contains(Json.of(HOST));
  }

  private static boolean personal(String text) {
    return text.contains(SUB) || text.contains("${aws:PrincipalTag/");
  }

  private static void everybodysFolder(Blueprint design, Traps found) {
    for (Resource role : roles(design)) {
      for (Statement each : design.identityStatements(role)) {
        if (!each.allows() || personal(each.conditionText())) {
          continue;
        }
        boolean objects = each.takesIn("s3:GetObject") || each.takesIn("s3:PutObject");
        boolean items = each.takesIn("dynamodb:GetItem") || each.takesIn("dynamodb:PutItem");
        for (int i = 0; i < each.resources().size(); i++) {
          String arn = each.resources().get(i);
          boolean bucket = objects && (arn.contains("/") || arn.equals("*"));
          if ((bucket || items) && !personal(arn)) {
            found.add(each.spot().at("Resource").at(i), role.id(), items ? "items" : "objects");
          }
        }
      }
    }
  }

  private static void wholeListing(Blueprint design, Traps found) {
    for (Resource role : roles(design)) {
      for (Statement each : design.identityStatements(role)) {
        if (each.allows() && each.takesIn("s3:ListBucket") && !each.looksAt("s3:prefix")) {
          found.add(each.spot(), listingFix(each), role.id());
        }
      }
    }
  }

  /** Only where the statement is about listing alone: objects have no prefix to look at. */
  private static Optional<Fix> listingFix(Statement statement) {
    return statement.actions().equals(List.of("s3:ListBucket"))
        ? Optional.of(
            Fix.merge(
                statement.spot(),
                Fix.member(
                    "Condition", Fix.member("StringLike", Fix.member("s3:prefix", SUB + "/*")))))
        : Optional.empty();
  }

  private static void anyPool(Blueprint design, Traps found) {
    for (Resource role : design.of("AWS::IAM::Role")) {
      for (Statement each : Statement.of(role, "AssumeRolePolicyDocument")) {
        if (ofPools(each) && !each.looksAt(HOST + ":aud")) {
          found.add(each.spot(), poolFix(design, each), role.id());
        }
      }
    }
  }

  private static Optional<Fix> poolFix(Blueprint design, Statement statement) {
    List<Resource> pools = design.of("AWS::Cognito::IdentityPool");
    return pools.size() != 1
        ? Optional.empty()
        : Optional.of(
            Fix.merge(
                statement.spot(),
                Fix.member(
                    "Condition",
                    Fix.member(
                        "StringEquals", Fix.member(HOST + ":aud", Fix.ref(pools.get(0).id()))))));
  }

  private static void anyState(Blueprint design, Traps found) {
    for (Resource role : design.of("AWS::IAM::Role")) {
      for (Statement each : Statement.of(role, "AssumeRolePolicyDocument")) {
        if (ofPools(each) && !each.looksAt(HOST + ":amr")) {
          found.add(each.spot(), stateFix(design, role, each), role.id());
        }
      }
    }
  }

  /** Which it is, the attachment of the role to its pool says. */
  private static Optional<Fix> stateFix(Blueprint design, Resource role, Statement statement) {
    for (Resource attachment : design.of("AWS::Cognito::IdentityPoolRoleAttachment")) {
      for (String state : List.of("authenticated", "unauthenticated")) {
        if (design.named(attachment.text("Roles", state)).filter(role::equals).isPresent()) {
          return Optional.of(
              Fix.merge(
                  statement.spot(),
                  Fix.member(
                      "Condition",
                      Fix.member("ForAnyValue:StringLike", Fix.member(HOST + ":amr", state)))));
        }
      }
    }
    return Optional.empty();
  }

  private static void guests(Blueprint design, Traps found) {
    for (Resource pool : design.of("AWS::Cognito::IdentityPool")) {
      if (pool.flag("AllowUnauthenticatedIdentities")) {
        Spot spot = pool.spot("AllowUnauthenticatedIdentities");
        found.add(spot, Fix.replace(spot, "false"), pool.id());
      }
    }
  }

  private static void clientsChoice(Blueprint design, Traps found) {
    for (Resource pool : design.of("AWS::Cognito::IdentityPool")) {
      if (pool.flag("AllowClassicFlow")) {
        Spot spot = pool.spot("AllowClassicFlow");
        found.add(spot, Fix.replace(spot, "false"), pool.id());
      }
    }
  }
}

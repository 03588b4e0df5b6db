package dev.diorama.check;

import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Traps of IAM: who may do what, and with which credentials. */
final class PolicyRules {
  static final List<Check> CHECKS =
      List.of(
          Check.error(
              "DIO-IAM-001",
              17,
              "IAM/latest/UserGuide/best-practices.html",
              PolicyRules::longLivedKey),
          Check.error(
              "DIO-IAM-002",
              17,
              "IAM/latest/UserGuide/best-practices.html",
              PolicyRules::keyHandedOut),
          Check.error(
              "DIO-IAM-003",
              18,
              "IAM/latest/UserGuide/best-practices.html",
              PolicyRules::everyAction),
          Check.warning(
              "DIO-IAM-004",
              18,
              "IAM/latest/UserGuide/best-practices.html",
              PolicyRules::everyResource),
          Check.warning(
              "DIO-IAM-005",
              28,
              "IAM/latest/UserGuide/confused-deputy.html",
              PolicyRules::anyonesEvents),
          Check.warning(
              "DIO-IAM-006",
              28,
              "IAM/latest/UserGuide/confused-deputy.html",
              PolicyRules::anyonesMessages),
          Check.error(
              "DIO-IAM-007",
              18,
              "IAM/latest/UserGuide/id_roles_use_passrole.html",
              PolicyRules::everyRole),
          Check.error(
              "DIO-IAM-008",
              18,
              "IAM/latest/UserGuide/reference_policies_elements_principal.html",
              PolicyRules::anyonesRole));

  /** Services whose policies can always name what they are about. */
  private static final Set<String> NAMEABLE =
      Set.of(
          "s3",
          "dynamodb",
          "dax",
          "sqs",
          "sns",
          "lambda",
          "execute-api",
          "secretsmanager",
          "ssm",
          "kms",
          "cognito-idp");

  private static final Pattern KEY_ID = Pattern.compile("\\bAKIA[A-Z0-9]{16}\\b");

  private PolicyRules() {}

  private static void longLivedKey(Blueprint design, Traps found) {
    for (Resource key : design.of("AWS::IAM::AccessKey")) {
      found.add(key.spot(), key.id());
    }
  }

  private static boolean isKey(Blueprint design, String text) {
    return KEY_ID.matcher(text).find()
        || design.named(text).filter(r -> r.is("AWS::IAM::AccessKey")).isPresent();
  }

  private static void keyHandedOut(Blueprint design, Traps found) {
    design
        .outputs()
        .forEach(
            (name, value) -> {
              if (isKey(design, value.text().orElse(""))) {
                String text = value.text().orElse("");
                found.add(
                    design.named(text).map(r -> r.spot()).orElse(Spot.of("Outputs." + name)),
                    "Outputs." + name);
              }
            });
    for (Resource function : design.of("AWS::Lambda::Function")) {
      Json variables = function.at("Environment", "Variables").orElse(Json.empty());
      for (Map.Entry<String, Json> each : variables.members().entrySet()) {
        if (isKey(design, each.getValue().text().orElse(""))) {
          found.add(
              function.spot("Environment", "Variables", each.getKey()),
              function.id() + "." + each.getKey());
        }
      }
    }
  }

  /** Each statement that gives somebody something: in-line ones and those of policies. */
  private static List<Statement> grants(Blueprint design) {
    List<Statement> statements = new ArrayList<>();
    for (Resource each : design.all()) {
      if (each.type().matches("AWS::IAM::(Role|User|Group)")) {
        statements.addAll(design.identityStatements(each));
      }
      if (each.type().matches("AWS::IAM::\\w*Policy")) {
        statements.addAll(Statement.of(each, "PolicyDocument"));
      }
    }
    return statements.stream().filter(Statement::allows).distinct().toList();
  }

  private static void everyAction(Blueprint design, Traps found) {
    for (Statement each : grants(design)) {
      for (int i = 0; i < each.actions().size(); i++) {
        String action = each.actions().get(i);
        if (action.equals("*") || action.equals("*:*") || action.endsWith(":*")) {
          found.add(each.spot().at("Action").at(i), each.spot().resource(), action);
        }
      }
    }
  }

  private static void everyResource(Blueprint design, Traps found) {
    for (Statement each : grants(design)) {
      boolean nameable =
          each.actions().stream()
              .filter(
                  action ->
                      !action.matches("\\w[\\w-]*:(List|Describe)[A-Za-z*]*")
                          || action.equals("s3:ListBucket"))
              .anyMatch(action -> NAMEABLE.contains(action.replaceFirst(":.*", "")));
      for (int i = 0; i < each.resources().size(); i++) {
        if (each.resources().get(i).equals("*") && (nameable || each.actions().contains("*"))) {
          found.add(
              each.spot().at("Resource").at(i),
              each.spot().resource(),
              String.join(", ", each.actions()));
        }
      }
    }
  }

  private static void anyonesEvents(Blueprint design, Traps found) {
    for (Resource permission : design.of("AWS::Lambda::Permission")) {
      String principal = permission.text("Principal");
      boolean service = principal.endsWith(".amazonaws.com");
      if (service
          && permission.at("SourceArn").isEmpty()
          && permission.at("SourceAccount").isEmpty()
          && permission.at("PrincipalOrgID").isEmpty()) {
        found.add(
            permission.spot(),
            Fix.merge(permission.spot(), Fix.member("SourceAccount", Fix.ref("AWS::AccountId"))),
            design
                .named(permission.text("FunctionName"))
                .map(Resource::id)
                .orElse(permission.text("FunctionName")),
            principal);
      }
    }
  }

  private static void anyonesMessages(Blueprint design, Traps found) {
    for (Resource policy : design.all()) {
      if (!policy.type().matches("AWS::(SQS::QueuePolicy|SNS::TopicPolicy|S3::BucketPolicy)")) {
        continue;
      }
      for (Statement each : Statement.of(policy, "PolicyDocument")) {
        for (String service : each.services()) {
          // Buckets of distributions have a rule of their own.
          boolean known = service.equals("cloudfront.amazonaws.com");
          if (each.allows()
              && !known
              && service.endsWith(".amazonaws.com")
              && !each.namesItsSource()) {
            Json.Obj condition =
                Fix.member(
                    "StringEquals", Fix.member("aws:SourceAccount", Fix.ref("AWS::AccountId")));
            found.add(
                each.spot(),
                Fix.merge(each.spot(), Fix.member("Condition", condition)),
                policy.id(),
                service);
          }
        }
      }
    }
  }

  /** Who passes any role to a function of their own has the rights of all of them. */
  private static void everyRole(Blueprint design, Traps found) {
    for (Statement each : grants(design)) {
      // Stars that take in much more than this have a rule of their own.
      boolean passes =
          each.takesIn("iam:PassRole")
              && each.actions().stream()
                  .anyMatch(action -> action.toLowerCase(Locale.ROOT).startsWith("iam:p"));
      for (int i = 0; i < each.resources().size(); i++) {
        String arn = each.resources().get(i);
        boolean all = arn.equals("*") || arn.endsWith(":role/*");
        if (passes && all && !each.looksAt("iam:PassedToService")) {
          found.add(each.spot().at("Resource").at(i), each.spot().resource());
        }
      }
    }
  }

  private static void anyonesRole(Blueprint design, Traps found) {
    for (Resource role : design.of("AWS::IAM::Role")) {
      for (Statement each : Statement.of(role, "AssumeRolePolicyDocument")) {
        if (each.allows() && each.anyone() && !each.conditional()) {
          found.add(each.spot(), role.id());
        }
      }
    }
  }
}

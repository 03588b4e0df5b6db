package dev.diorama.iam;

import dev.diorama.core.json.Json;
import dev.diorama.core.json.JsonException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads policy documents and refuses what AWS refuses.
 *
 * <p>Grammar, documented:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html. The messages
 * are observed from AWS as public test suites record them; where AWS says no more than "Syntax
 * errors in policy.", {@link MalformedPolicy#why()} says which.
 */
final class PolicyParser {
  private static final List<String> DOCUMENT = List.of("Version", "Id", "Statement");
  private static final List<String> STATEMENT =
      List.of(
          "Sid",
          "Effect",
          "Principal",
          "NotPrincipal",
          "Action",
          "NotAction",
          "Resource",
          "NotResource",
          "Condition");
  private static final List<String> PARTITIONS =
      List.of("aws", "aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-eusc", "*");
  private static final Pattern SID = Pattern.compile("[0-9A-Za-z]*");
  private static final Pattern VENDOR = Pattern.compile("[a-zA-Z0-9-]+");
  private static final Pattern ACCOUNT = Pattern.compile("[0-9]{12}");

  /** Documented: private-content-restricting-access-to-s3, for CloudFront's legacy identities. */
  static final String CLOUDFRONT_USER =
      "arn:aws:iam::cloudfront:user/CloudFront Origin Access Identity ";

  private static final Pattern ENTITY =
      Pattern.compile(
          CLOUDFRONT_USER
              + "[A-Z0-9]+|arn:aws(-[a-z-]+)?:(iam::[0-9]{12}:(user|role)/[!-~]+"
              + "|sts::[0-9]{12}:(assumed-role/[^/*?]+/[^/*?]+|federated-user/[^/*?]+))");
  private static final Pattern ROOT = Pattern.compile("arn:aws(-[a-z-]+)?:iam::([0-9]{12}):root");
  private static final Pattern SERVICE = Pattern.compile("[a-z0-9.-]+\\.amazonaws\\.com(\\.cn)?");
  private static final Pattern PROVIDER =
      Pattern.compile(
          "[a-z0-9-]+(\\.[a-z0-9-]+)+"
              + "|arn:aws(-[a-z-]+)?:iam::[0-9]{12}:(oidc-provider|saml-provider)/[!-~]+");

  private final Policy.Kind kind;
  private final boolean variables;

  private PolicyParser(Policy.Kind kind, boolean variables) {
    this.kind = kind;
    this.variables = variables;
  }

  static Policy parse(String document, Policy.Kind kind) {
    Json json;
    try {
      json = Json.parse(document);
    } catch (JsonException e) {
      throw new MalformedPolicy(
          kind == Policy.Kind.TRUST
              ? "This policy contains invalid Json"
              : "Syntax errors in policy.",
          e.getMessage() == null ? "" : e.getMessage());
    }
    return parse(json, document, kind);
  }

  static Policy parse(Json document, Policy.Kind kind) {
    return parse(document, document.write(), kind);
  }

  private static Policy parse(Json document, String text, Policy.Kind kind) {
    if (!(document instanceof Json.Obj)) {
      throw syntax("a policy is a JSON object");
    }
    onlyKnown(document, DOCUMENT);
    String version =
        document.get("Version").map(value -> string(value, "Version")).orElse(Policy.OLD);
    if (!version.equals(Policy.CURRENT) && !version.equals(Policy.OLD)) {
      throw new MalformedPolicy(
          "The policy must contain a valid version string.", "Version is " + version);
    }
    document.get("Id").ifPresent(value -> string(value, "Id"));
    Json statement =
        document.get("Statement").orElseThrow(() -> syntax("the policy has no Statement"));
    PolicyParser parser = new PolicyParser(kind, version.equals(Policy.CURRENT));
    List<Statement> statements = new ArrayList<>();
    Set<String> sids = new LinkedHashSet<>();
    for (Json one : statement.asList()) {
      String sid = one.get("Sid").map(value -> string(value, "Sid")).orElse("");
      if (!sid.isEmpty() && !sids.add(sid)) {
        throw new MalformedPolicy(
            "Statement IDs (SID) in a single policy must be unique.", sid + " is there twice");
      }
      statements.add(parser.statement(one, sid, statements.size() + 1));
    }
    if (statements.isEmpty()) {
      throw syntax("the policy has an empty Statement");
    }
    return new Policy(version, statements, text);
  }

  private Statement statement(Json json, String sid, int number) {
    if (!(json instanceof Json.Obj)) {
      throw syntax("statement " + number + " is not a JSON object");
    }
    onlyKnown(json, STATEMENT);
    if (kind != Policy.Kind.RESOURCE && !SID.matcher(sid).matches()) {
      throw new MalformedPolicy(
          "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular"
              + " expression [0-9A-Za-z]*",
          sid);
    }
    String effect =
        json.get("Effect")
            .map(value -> string(value, "Effect"))
            .orElseThrow(() -> syntax("statement " + number + " has no Effect"));
    if (!effect.equals("Allow") && !effect.equals("Deny")) {
      throw syntax("Effect is Allow or Deny, not " + effect);
    }
    boolean notActions = json.get("NotAction").isPresent();
    boolean notResources = json.get("NotResource").isPresent();
    if (kind == Policy.Kind.RESOURCE_CONTROL && (effect.equals("Allow") || notActions)) {
      throw syntax("a resource control policy denies actions that it names");
    }
    return new Statement(
        new Statement.Elements(
            number,
            sid,
            effect.equals("Allow"),
            principal(json),
            notActions,
            actions(json),
            notResources,
            resources(json),
            conditions(json)));
  }

  private @Nullable PrincipalElement principal(Json json) {
    Optional<Json> principal = either(json, "Principal", "NotPrincipal");
    if (kind == Policy.Kind.IDENTITY
        || kind == Policy.Kind.SESSION
        || kind == Policy.Kind.SERVICE_CONTROL) {
      if (principal.isPresent()) {
        throw new MalformedPolicy(
            "Policy document should not specify a principal.",
            "it belongs to whoever it is attached to");
      }
      return null;
    }
    Json value =
        principal.orElseThrow(
            () ->
                new MalformedPolicy(
                    "Missing required field Principal", "a resource's policy says who may"));
    boolean not = json.get("NotPrincipal").isPresent();
    if (not && kind == Policy.Kind.RESOURCE_CONTROL) {
      throw syntax("a resource control policy has no NotPrincipal");
    }
    if (value.equals(Json.of("*"))) {
      return new PrincipalElement(not, List.of(new PrincipalElement.Named.Everyone()));
    }
    if (kind == Policy.Kind.RESOURCE_CONTROL) {
      throw syntax("the Principal of a resource control policy is \"*\"");
    }
    if (!(value instanceof Json.Obj) || value.members().isEmpty()) {
      throw new MalformedPolicy(
          "Invalid principal in policy", "a principal is \"*\" or an object: " + value.write());
    }
    List<PrincipalElement.Named> named = new ArrayList<>();
    for (Map.Entry<String, Json> member : value.members().entrySet()) {
      for (String one : strings(member.getValue(), "Principal")) {
        named.add(named(member.getKey(), one));
      }
    }
    return new PrincipalElement(not, named);
  }

  private static PrincipalElement.Named named(String type, String value) {
    switch (type) {
      case "AWS" -> {
        if (value.equals("*")) {
          return new PrincipalElement.Named.Everyone();
        }
        if (ACCOUNT.matcher(value).matches()) {
          return new PrincipalElement.Named.Account(value);
        }
        var root = ROOT.matcher(value);
        if (root.matches()) {
          return new PrincipalElement.Named.Account(root.group(2));
        }
        if (ENTITY.matcher(value).matches() && value.indexOf('*') < 0 && value.indexOf('?') < 0) {
          return new PrincipalElement.Named.Entity(value);
        }
      }
      case "Service" -> {
        if (SERVICE.matcher(value).matches()) {
          return new PrincipalElement.Named.Service(value);
        }
      }
      case "Federated" -> {
        if (PROVIDER.matcher(value).matches()) {
          return new PrincipalElement.Named.Federated(value);
        }
        throw new MalformedPolicy(
            "Federated principals must be valid domain names or SAML metadata ARNs", value);
      }
      case "CanonicalUser" -> {
        return new PrincipalElement.Named.Canonical(value);
      }
      default -> throw syntax("there is no kind of principal named " + type);
    }
    throw new MalformedPolicy(
        "Invalid principal in policy: \"" + type.toUpperCase(Locale.ROOT) + "\":\"" + value + "\"",
        "no account, user, role, session or service is written like this");
  }

  private List<Glob> actions(Json json) {
    List<Glob> globs = new ArrayList<>();
    Optional<Json> element = either(json, "Action", "NotAction");
    List<String> actions = element.map(value -> strings(value, "Action")).orElse(List.of());
    if (actions.isEmpty()) {
      throw new MalformedPolicy("Policy statement must contain actions.", "there is no Action");
    }
    for (String action : actions) {
      checkAction(action);
      globs.add(Glob.of(action.toLowerCase(Locale.ROOT)));
    }
    return globs;
  }

  private void checkAction(String action) {
    if (!action.equals("*")) {
      String[] parts = action.split(":", -1);
      if (parts.length == 1) {
        throw new MalformedPolicy(
            "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.", action);
      }
      if (parts.length > 2 || parts[1].isEmpty()) {
        throw new MalformedPolicy("Actions/Condition can contain only one colon.", action);
      }
      if (!VENDOR.matcher(parts[0]).matches()) {
        throw new MalformedPolicy("Vendor " + parts[0] + " is not valid", action);
      }
    }
    if (kind == Policy.Kind.TRUST && !action.toLowerCase(Locale.ROOT).startsWith("sts:")) {
      throw new MalformedPolicy(
          "AssumeRole policy may only specify STS AssumeRole actions.", action);
    }
  }

  private @Nullable List<PolicyText> resources(Json json) {
    Optional<Json> element = either(json, "Resource", "NotResource");
    if (kind == Policy.Kind.TRUST) {
      if (element.isPresent()) {
        throw new MalformedPolicy(
            "Has prohibited field Resource", "a trust policy speaks of the role it belongs to");
      }
      return null;
    }
    List<String> written = element.map(value -> strings(value, "Resource")).orElse(List.of());
    if (written.isEmpty()) {
      throw new MalformedPolicy("Policy statement must contain resources.", "there is no Resource");
    }
    List<PolicyText> resources = new ArrayList<>();
    for (String one : written) {
      checkResource(one);
      resources.add(PolicyText.of(one, variables, true));
    }
    return resources;
  }

  private static void checkResource(String resource) {
    if (resource.equals("*")) {
      return;
    }
    String[] parts = resource.split(":", 6);
    if (!parts[0].equals("arn") || parts.length < 3) {
      throw new MalformedPolicy(
          "Resource " + resource + " must be in ARN format or \"*\".", "it begins with arn:");
    }
    if (!PARTITIONS.contains(parts[1])) {
      throw new MalformedPolicy(
          "Partition \"" + parts[1] + "\" is not valid for resource \"" + resource + "\".",
          "the partition is aws");
    }
  }

  private List<Condition> conditions(Json json) {
    Json element = json.get("Condition").orElse(Json.empty());
    if (!(element instanceof Json.Obj)) {
      throw syntax("Condition is an object of operators");
    }
    List<Condition> conditions = new ArrayList<>();
    for (Map.Entry<String, Json> operator : element.members().entrySet()) {
      if (!(operator.getValue() instanceof Json.Obj)) {
        throw syntax("the condition operator " + operator.getKey() + " takes an object of keys");
      }
      for (Map.Entry<String, Json> key : operator.getValue().members().entrySet()) {
        List<String> values = new ArrayList<>();
        for (Json value : key.getValue().asList()) {
          values.add(
              value
                  .text()
                  .orElseThrow(
                      () -> syntax("a condition compares with text, numbers or true and false")));
        }
        conditions.add(
            Condition.of(operator.getKey(), key.getKey(), values, variables)
                .orElseThrow(
                    () ->
                        new MalformedPolicy(
                            "Invalid Condition type : " + operator.getKey(),
                            "there is no such operator")));
      }
    }
    return conditions;
  }

  /** The member that is there of two that exclude each other. */
  private static Optional<Json> either(Json json, String one, String other) {
    Optional<Json> first = json.get(one);
    if (first.isPresent() && json.get(other).isPresent()) {
      throw syntax(one + " and " + other + " exclude each other");
    }
    return first.isPresent() ? first : json.get(other);
  }

  private static void onlyKnown(Json json, List<String> known) {
    for (String name : json.members().keySet()) {
      if (!known.contains(name)) {
        throw syntax("there is no element named " + name);
      }
    }
  }

  private static List<String> strings(Json value, String element) {
    List<String> strings = new ArrayList<>();
    for (Json one : value.asList()) {
      strings.add(string(one, element));
    }
    return strings;
  }

  private static String string(Json value, String element) {
    if (value instanceof Json.Str text) {
      return text.value();
    }
    throw syntax(element + " is text, not " + value.write());
  }

  private static MalformedPolicy syntax(String why) {
    return new MalformedPolicy("Syntax errors in policy.", why);
  }
}

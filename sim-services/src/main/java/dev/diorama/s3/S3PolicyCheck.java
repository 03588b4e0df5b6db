package dev.diorama.s3;

import dev.diorama.core.json.Json;
import dev.diorama.core.json.JsonException;
import dev.diorama.core.wire.AwsException;
import dev.diorama.s3.S3Model.BucketPolicy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The form that a bucket policy must have to be taken.
 *
 * <p>The elements are documented:
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_elements.html. The messages
 * are observed in answers that people quoted.
 */
final class S3PolicyCheck {
  /** Documented: https://docs.aws.amazon.com/AmazonS3/latest/userguide/add-bucket-policy.html. */
  static final int MAX_BYTES = 20 * 1024;

  private static final String ARN_PREFIX = "arn:aws:s3:::";
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
  private static final Pattern OPERATOR =
      Pattern.compile(
          "(ForAllValues:|ForAnyValue:)?"
              + "(String(Not)?(Equals|EqualsIgnoreCase|Like)|Arn(Not)?(Equals|Like)"
              + "|Numeric((Not)?Equals|(Less|Greater)Than(Equals)?)"
              + "|Date((Not)?Equals|(Less|Greater)Than(Equals)?)"
              + "|(Not)?IpAddress|Bool|BinaryEquals)(IfExists)?|Null");
  private static final Pattern CONDITION_KEY =
      Pattern.compile("(?:aws|s3|[a-z0-9-]+(?:\\.[a-z0-9-]+)+):.+", Pattern.CASE_INSENSITIVE);
  private static final Pattern AWS_PRINCIPAL =
      Pattern.compile(
          "\\*|[0-9]{12}|A[A-Z]{3}[A-Z0-9]{12,}"
              + "|arn:aws[a-z-]*:iam::(?:[0-9]{12}|cloudfront):(?:root|(?:user|role)/[^*?]+)"
              + "|arn:aws[a-z-]*:sts::[0-9]{12}:(?:assumed-role|federated-user)/[^*?]+");
  private static final Pattern SERVICE_PRINCIPAL = Pattern.compile("[a-z0-9.-]+\\.amazonaws\\.com");

  /** Accounts have 64 digits; CloudFront's origin access identities have 96, observed. */
  private static final Pattern CANONICAL_PRINCIPAL = Pattern.compile("[0-9a-f]{64}|[0-9a-f]{96}");

  private S3PolicyCheck() {}

  /** A policy that may be attached to this bucket. */
  static BucketPolicy parse(S3Bucket bucket, String text) {
    if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
      throw refused("Policy exceeds the maximum allowed document size.");
    }
    if (!text.startsWith("{")) {
      throw refused("Policies must be valid JSON and the first byte must be '{'");
    }
    Json document;
    try {
      document = Json.parse(text);
    } catch (JsonException e) {
      throw refused(S3Error.MALFORMED_POLICY.message());
    }
    checkDocument(bucket, document);
    return new BucketPolicy(text, document, S3PublicPolicy.isPublic(document));
  }

  private static AwsException refused(String message) {
    return S3Error.MALFORMED_POLICY.with(message);
  }

  private static void checkDocument(S3Bucket bucket, Json document) {
    checkMembers(document, DOCUMENT);
    String version = document.text("Version").orElse("2008-10-17");
    if (!version.equals("2012-10-17") && !version.equals("2008-10-17")) {
      throw refused("The policy must contain a valid version string");
    }
    List<Json> statements =
        document
            .get("Statement")
            .map(Json::asList)
            .orElseThrow(() -> refused("Missing required field Statement"));
    if (statements.isEmpty()) {
      throw refused("Could not parse the policy: Statement is empty!");
    }
    for (Json statement : statements) {
      checkStatement(bucket, statement);
    }
  }

  private static void checkMembers(Json object, List<String> known) {
    if (!(object instanceof Json.Obj)) {
      throw refused(S3Error.MALFORMED_POLICY.message());
    }
    for (String name : object.members().keySet()) {
      if (!known.contains(name)) {
        throw refused("Unknown field " + name);
      }
    }
  }

  private static void checkStatement(S3Bucket bucket, Json statement) {
    checkMembers(statement, STATEMENT);
    String effect =
        statement.text("Effect").orElseThrow(() -> refused("Missing required field Effect"));
    if (!effect.equals("Allow") && !effect.equals("Deny")) {
      throw refused("Invalid effect: " + effect);
    }
    checkPrincipal(one(statement, "Principal", "NotPrincipal"));
    List<String> resources = texts(one(statement, "Resource", "NotResource"));
    for (String resource : resources) {
      if (!isOf(bucket, resource)) {
        throw refused("Policy has invalid resource");
      }
    }
    List<String> actions = texts(one(statement, "Action", "NotAction"));
    for (String action : actions) {
      checkAction(action, resources, statement);
    }
    statement.get("Condition").ifPresent(S3PolicyCheck::checkCondition);
  }

  /** The one of two elements that is there; neither and both are wrong. */
  private static Json one(Json statement, String name, String opposite) {
    if (statement.get(name).isPresent() == statement.get(opposite).isPresent()) {
      throw refused(
          statement.get(name).isPresent()
              ? "Statement must not contain both " + name + " and " + opposite
              : "Missing required field " + name);
    }
    return statement.get(name).or(() -> statement.get(opposite)).orElseThrow();
  }

  private static List<String> texts(Json value) {
    return value.asList().stream()
        .map(
            item -> {
              if (item instanceof Json.Str string && !string.value().isEmpty()) {
                return string.value();
              }
              throw refused(S3Error.MALFORMED_POLICY.message());
            })
        .toList();
  }

  private static void checkPrincipal(Json principal) {
    if (principal instanceof Json.Str all) {
      if (!all.value().equals("*")) {
        throw refused("Invalid policy syntax.");
      }
      return;
    }
    if (!(principal instanceof Json.Obj) || principal.members().isEmpty()) {
      throw refused("Invalid policy syntax.");
    }
    for (Map.Entry<String, Json> kind : principal.members().entrySet()) {
      for (String value : texts(kind.getValue())) {
        boolean valid =
            switch (kind.getKey()) {
              case "AWS" -> AWS_PRINCIPAL.matcher(value).matches();
              case "Service" -> SERVICE_PRINCIPAL.matcher(value).matches();
              case "CanonicalUser" -> CANONICAL_PRINCIPAL.matcher(value).matches();
              case "Federated" -> true;
              default -> false;
            };
        if (!valid) {
          throw refused("Invalid principal in policy");
        }
      }
    }
  }

  private static boolean isOf(S3Bucket bucket, String resource) {
    if (!resource.startsWith(ARN_PREFIX)) {
      return false;
    }
    String path = resource.substring(ARN_PREFIX.length());
    String name = bucketPart(path);
    boolean named = !name.replace("*", "").isEmpty();
    return named && S3Actions.wildcards(name).matcher(bucket.name()).matches();
  }

  private static String bucketPart(String path) {
    int slash = path.indexOf('/');
    return slash < 0 ? path : path.substring(0, slash);
  }

  private static void checkAction(String action, List<String> resources, Json statement) {
    if (action.equals("*")) {
      return;
    }
    boolean objects = S3Actions.touchesObjects(action);
    boolean buckets = S3Actions.touchesBuckets(action);
    if (!objects && !buckets) {
      throw refused("Policy has invalid action");
    }
    boolean listed = statement.get("Action").isPresent() && statement.get("Resource").isPresent();
    boolean applies =
        resources.stream()
            .anyMatch(
                resource ->
                    resource.contains("/")
                        ? objects
                        : buckets || (objects && resource.endsWith("*")));
    if (listed && !applies) {
      throw refused("Action does not apply to any resource(s) in statement");
    }
  }

  private static void checkCondition(Json condition) {
    if (!(condition instanceof Json.Obj)) {
      throw refused("Invalid policy syntax.");
    }
    for (Map.Entry<String, Json> operator : condition.members().entrySet()) {
      if (!OPERATOR.matcher(operator.getKey()).matches()) {
        throw refused("Invalid Condition type : " + operator.getKey());
      }
      for (String key : operator.getValue().members().keySet()) {
        if (!CONDITION_KEY.matcher(key).matches()) {
          throw refused("Policy has an invalid condition key");
        }
      }
    }
  }
}

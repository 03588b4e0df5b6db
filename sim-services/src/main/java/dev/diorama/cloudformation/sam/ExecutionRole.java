package dev.diorama.cloudformation.sam;

import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The role that the transform makes for a function that names none: its managed policies and its
 * in-line ones.
 */
final class ExecutionRole {
  private static final String MANAGED = "arn:aws:iam::aws:policy/";
  private static final String SERVICE_ROLE = "service-role/";

  /**
   * AWS managed policies that a function's role may want and that have a path. Documented:
   * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/policy-list.html
   */
  private static final Set<String> WITH_PATH =
      Set.of(
          "AWSLambdaBasicExecutionRole",
          "AWSLambdaDynamoDBExecutionRole",
          "AWSLambdaENIManagementAccess",
          "AWSLambdaKinesisExecutionRole",
          "AWSLambdaMSKExecutionRole",
          "AWSLambdaRole",
          "AWSLambdaSQSQueueExecutionRole",
          "AWSLambdaVPCAccessExecutionRole",
          "AmazonAPIGatewayPushToCloudWatchLogs",
          "AmazonS3ObjectLambdaExecutionRolePolicy");

  private final SamResource function;
  private final Json.Arr tags;
  private final List<SourceEvent> events;
  private final List<Json> sending;

  /**
   * The role of a function.
   *
   * @param events the events whose sources it must be able to read
   * @param sending what it must be able to send to
   */
  ExecutionRole(SamResource function, Json.Arr tags, List<SourceEvent> events, List<Json> sending) {
    this.function = function;
    this.tags = tags;
    this.events = List.copyOf(events);
    this.sending = List.copyOf(sending);
  }

  String id() {
    return function.id() + "Role";
  }

  Json.Obj properties() {
    List<Json> managed = new ArrayList<>();
    List<Json> inline = new ArrayList<>(sending);
    managed.add(byName("AWSLambdaBasicExecutionRole"));
    if (traced(function)) {
      managed.add(byName("AWSXrayWriteOnlyAccess"));
    }
    if (function.property("VpcConfig").filter(vpc -> !vpc.equals(Json.empty())).isPresent()) {
      managed.add(byName("AWSLambdaVPCAccessExecutionRole"));
    }
    int index = 0;
    for (Json policy : function.property("Policies").map(Json::asList).orElse(List.of())) {
      if (policy instanceof Json.Str || Intrinsic.isFunction(policy)) {
        Json arn = managed(policy);
        if (!managed.contains(arn)) {
          managed.add(arn);
        }
      } else {
        inline.add(
            Json.object()
                .put("PolicyName", id() + "Policy" + index)
                .put("PolicyDocument", document(policy, index))
                .build());
      }
      index++;
    }
    for (SourceEvent event : events) {
      event
          .managedPolicy()
          .map(ExecutionRole::byName)
          .filter(arn -> !managed.contains(arn))
          .ifPresent(managed::add);
      event.destinationPolicy().ifPresent(inline::add);
    }
    Json.ObjectBuilder role = Json.object();
    role.put(
        "AssumeRolePolicyDocument",
        function.property("AssumeRolePolicyDocument").orElse(trustOfLambda()));
    role.put("ManagedPolicyArns", new Json.Arr(managed));
    if (!inline.isEmpty()) {
      role.put("Policies", new Json.Arr(inline));
    }
    function.property("RolePath").ifPresent(path -> role.put("Path", path));
    function
        .property("PermissionsBoundary")
        .ifPresent(boundary -> role.put("PermissionsBoundary", boundary));
    return role.put("Tags", tags).build();
  }

  /** Tracing written as Disabled is no tracing. */
  static boolean traced(SamResource function) {
    return function
        .property("Tracing")
        .filter(mode -> !mode.equals(Json.of("Disabled")))
        .isPresent();
  }

  private static Json.Obj trustOfLambda() {
    return Json.object()
        .put("Version", "2012-10-17")
        .put(
            "Statement",
            new Json.Arr(
                List.of(
                    Json.object()
                        .put("Action", Json.strings(List.of("sts:AssumeRole")))
                        .put("Effect", "Allow")
                        .put(
                            "Principal",
                            Json.object()
                                .put("Service", Json.strings(List.of("lambda.amazonaws.com")))
                                .build())
                        .build())))
        .build();
  }

  private Json managed(Json policy) {
    if (policy.get("Fn::If").isPresent()) {
      throw function.refused(
          "Diorama does not support Fn::If within the property Policies of"
              + " AWS::Serverless::Function.");
    }
    String name = policy.text().orElse("arn:");
    return name.startsWith("arn:") ? policy : byName(name);
  }

  private static Json byName(String name) {
    return Json.of(MANAGED + (WITH_PATH.contains(name) ? SERVICE_ROLE : "") + name);
  }

  private Json document(Json policy, int index) {
    if (policy.get("Statement").isPresent()) {
      return policy;
    }
    if (policy.members().size() == 1) {
      Map.Entry<String, Json> named = policy.members().entrySet().iterator().next();
      if (named.getKey().matches(".*Policy(_v2)?")) {
        return PolicyTemplates.document(function, named.getKey(), named.getValue());
      }
    }
    throw function.refused("Policy at index " + index + " in the 'Policies' property is not valid");
  }
}

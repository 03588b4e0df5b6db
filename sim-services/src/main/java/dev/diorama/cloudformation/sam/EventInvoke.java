package dev.diorama.cloudformation.sam;

import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a function's properties {@code DeadLetterQueue} and {@code EventInvokeConfig} stand for:
 * resources, and what the function's role must be allowed to do.
 */
final class EventInvoke {
  private static final List<String> TYPES =
      List.of("SQS", "SNS", "EventBridge", "Lambda", "S3Bucket");

  private final SamResource function;
  private final List<Json> policies = new ArrayList<>();
  private final Map<String, Json.Obj> resources = new LinkedHashMap<>();
  private final Map<String, String> references = new LinkedHashMap<>();

  EventInvoke(SamResource function) {
    this.function = function;
    deadLetters();
    function.map("EventInvokeConfig").ifPresent(this::configure);
  }

  List<Json> policies() {
    return policies;
  }

  /** The resources by logical id, in their order. */
  Map<String, Json.Obj> resources() {
    return resources;
  }

  /** References such as {@code Function.DestinationQueue} and the logical ids they stand for. */
  Map<String, String> references() {
    return references;
  }

  private void deadLetters() {
    function
        .map("DeadLetterQueue")
        .ifPresent(
            queue -> {
              String type = queue.text("Type").orElse("");
              Json target = queue.get("TargetArn").orElse(Json.nil());
              if (type.isEmpty() || target instanceof Json.Null) {
                throw function.refused(
                    "'DeadLetterQueue' requires Type and TargetArn properties to be specified.");
              }
              if (!type.equals("SQS") && !type.equals("SNS")) {
                throw function.refused("'DeadLetterQueue' requires Type of ['SQS', 'SNS']");
              }
              String action = type.equals("SQS") ? "sqs:SendMessage" : "sns:Publish";
              policies.add(
                  Json.object()
                      .put("PolicyName", "DeadLetterQueuePolicy")
                      .put(
                          "PolicyDocument",
                          Json.object()
                              .put("Version", "2012-10-17")
                              .put("Statement", statement(action, target))
                              .build())
                      .build());
            });
  }

  private static Json statement(String action, Json resource) {
    return new Json.Arr(
        List.of(
            Json.object()
                .put("Action", action)
                .put("Resource", resource)
                .put("Effect", "Allow")
                .build()));
  }

  /** The policy that lets a role send to a destination. */
  static Json sending(String type, Json target, String logicalId) {
    String action =
        switch (type) {
          case "SQS" -> "sqs:SendMessage";
          case "SNS" -> "sns:publish"; // So written in the transform; IAM does not mind the case.
          default -> "lambda:InvokeFunction";
        };
    return Json.object()
        .put("PolicyName", logicalId + type + "Policy")
        .put("PolicyDocument", Json.object().put("Statement", statement(action, target)).build())
        .build();
  }

  private void configure(Json.Obj config) {
    for (String name : config.members().keySet()) {
      if (!List.of("DestinationConfig", "MaximumEventAgeInSeconds", "MaximumRetryAttempts")
          .contains(name)) {
        throw function.refused("Diorama does not support EventInvokeConfig." + name + ".");
      }
    }
    String id = function.id() + "EventInvokeConfig";
    Json given = config.get("DestinationConfig").orElse(Json.empty());
    if (!(given instanceof Json.Obj)) {
      throw function.refused("Property 'EventInvokeConfig.DestinationConfig' should be a map.");
    }
    Json.ObjectBuilder destinations = Json.object();
    for (String when : List.of("OnSuccess", "OnFailure")) {
      given
          .get(when)
          .filter(target -> !(target instanceof Json.Null))
          .ifPresent(
              target ->
                  destinations.put(
                      when,
                      Json.object().put("Destination", destination(target, when, id)).build()));
    }
    Json.ObjectBuilder properties = Json.object();
    properties.put("DestinationConfig", destinations.build());
    properties.put("FunctionName", Intrinsic.ref(function.id()));
    for (String name : List.of("MaximumEventAgeInSeconds", "MaximumRetryAttempts")) {
      config.get(name).ifPresent(value -> properties.put(name, value));
    }
    resources.put(
        id,
        function.derived(
            "AWS::Lambda::EventInvokeConfig", properties.put("Qualifier", "$LATEST").build()));
  }

  private Json destination(Json target, String when, String configId) {
    if (!(target instanceof Json.Obj)) {
      throw function.refused(
          "Property 'EventInvokeConfig.DestinationConfig." + when + "' should be a map.");
    }
    String type = target.text("Type").orElse("None");
    if (!TYPES.contains(type)) {
      throw function.refused(
          "'Type: "
              + type
              + "' must be one of ['SQS', 'SNS', 'EventBridge', 'Lambda', 'S3Bucket']");
    }
    if (type.equals("EventBridge") || type.equals("S3Bucket")) {
      throw function.refused(
          "Diorama does not support destinations of type " + type + " in EventInvokeConfig.");
    }
    String id = configId + when;
    Json given = target.get("Destination").orElse(Json.nil());
    if (given.get("Fn::If").isPresent()) {
      throw function.refused(
          "Diorama does not support Fn::If in place of the property Destination of"
              + " EventInvokeConfig.");
    }
    Json destination = given instanceof Json.Null ? made(type, id) : given;
    policies.add(sending(type, destination, id));
    return destination;
  }

  private Json made(String type, String id) {
    if (type.equals("SQS")) {
      resources.put(id + "Queue", function.derived("AWS::SQS::Queue", Json.empty()));
      references.put(function.id() + ".DestinationQueue", id + "Queue");
      return Intrinsic.attribute(id + "Queue", "Arn");
    }
    if (type.equals("SNS")) {
      resources.put(id + "Topic", function.derived("AWS::SNS::Topic", Json.empty()));
      references.put(function.id() + ".DestinationTopic", id + "Topic");
      return Intrinsic.ref(id + "Topic");
    }
    throw function.refused("Destination is required if Type is not ['SQS', 'SNS']");
  }
}

package dev.diorama.cloudformation.sam;

import dev.diorama.core.json.Json;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An event of a function that comes from a stream, a queue, a topic or a bucket.
 *
 * @param id the event's name in the template
 */
record SourceEvent(SamResource function, String id, String type, Json.Obj properties) {
  private static final List<String> TYPES = List.of("DynamoDB", "SQS", "SNS", "S3");

  /** Properties that the mapping of a stream or a queue has under the same name. */
  private static final List<String> OF_MAPPINGS =
      List.of(
          "StartingPosition",
          "BatchSize",
          "Enabled",
          "MaximumBatchingWindowInSeconds",
          "MaximumRetryAttempts",
          "BisectBatchOnFunctionError",
          "MaximumRecordAgeInSeconds",
          "ParallelizationFactor",
          "FunctionResponseTypes",
          "FilterCriteria",
          "ScalingConfig");

  static boolean handles(Json event) {
    return event.text("Type").filter(TYPES::contains).isPresent();
  }

  /** All such events of a function, in the order of their names, as the transform has it. */
  static List<SourceEvent> of(SamResource function) {
    List<SourceEvent> events = new ArrayList<>();
    function
        .map("Events")
        .ifPresent(
            all ->
                all.members()
                    .forEach(
                        (id, event) -> {
                          if (handles(event)) {
                            events.add(read(function, id, event));
                          }
                        }));
    events.sort(Comparator.comparing(SourceEvent::id));
    return events;
  }

  private static SourceEvent read(SamResource function, String id, Json event) {
    ApiEvent.checkAttributes(function, id, event);
    Json properties = event.get("Properties").orElse(Json.empty());
    if (!(properties instanceof Json.Obj object)) {
      throw SamRefusal.event(function.id(), id, "Properties should be a map.");
    }
    String type = event.text("Type").orElseThrow();
    PropertyTable table =
        switch (type) {
          case "DynamoDB" -> PropertyTable.DYNAMODB_EVENT;
          case "SQS" -> PropertyTable.SQS_EVENT;
          case "SNS" -> PropertyTable.SNS_EVENT;
          default -> PropertyTable.S3_EVENT;
        };
    table.check(function.id() + id, object);
    return new SourceEvent(function, id, type, object);
  }

  private String logicalId() {
    return function.id() + id;
  }

  private Optional<Json> property(String name) {
    return properties.get(name).filter(value -> !(value instanceof Json.Null));
  }

  private Json required(String name) {
    return property(name).orElseThrow();
  }

  /** The resources that the event stands for, besides the bucket that it changes. */
  Map<String, Json.Obj> resources(Json.Obj template) {
    Map<String, Json.Obj> made = new LinkedHashMap<>();
    switch (type) {
      case "DynamoDB" -> made.put(logicalId(), mapping(required("Stream")));
      case "SQS" -> made.put(logicalId(), mapping(required("Queue")));
      case "S3" ->
          made.put(
              permissionId(),
              permission("s3.amazonaws.com", "SourceAccount", Intrinsic.ref("AWS::AccountId")));
      default -> topic(made, template);
    }
    return made;
  }

  private Json.Obj mapping(Json source) {
    Json.ObjectBuilder mapping = Json.object();
    mapping.put("EventSourceArn", source);
    mapping.put("FunctionName", Intrinsic.ref(function.id()));
    OF_MAPPINGS.forEach(name -> property(name).ifPresent(value -> mapping.put(name, value)));
    onFailure()
        .ifPresent(
            target -> {
              Map<String, Json> kept = new LinkedHashMap<>(target.members());
              kept.remove("Type");
              mapping.put(
                  "DestinationConfig", Json.object().put("OnFailure", new Json.Obj(kept)).build());
            });
    return function.derived("AWS::Lambda::EventSourceMapping", mapping.build());
  }

  private Optional<Json.Obj> onFailure() {
    Optional<Json> config = property("DestinationConfig").filter(c -> !c.members().isEmpty());
    if (config.isEmpty()) {
      return Optional.empty();
    }
    Json target = config.get().get("OnFailure").orElse(Json.nil());
    if (!(target instanceof Json.Obj object)) {
      throw SamRefusal.event(
          function.id(), logicalId(), "Property 'DestinationConfig.OnFailure' should be a map.");
    }
    return Optional.of(object);
  }

  private String permissionId() {
    return logicalId() + "Permission";
  }

  private Json.Obj permission(String principal, String condition, Json value) {
    return function.derived(
        "AWS::Lambda::Permission",
        Json.object()
            .put("Action", "lambda:InvokeFunction")
            .put("FunctionName", Intrinsic.ref(function.id()))
            .put("Principal", principal)
            .put(condition, value)
            .build());
  }

  // Topics.

  private void topic(Map<String, Json.Obj> made, Json.Obj template) {
    Json topic = required("Topic");
    Json by = property("SqsSubscription").orElse(Json.of(false));
    boolean byQueue = by.equals(Json.of(true)) || !by.members().isEmpty();
    if (!byQueue) {
      made.put(permissionId(), permission("sns.amazonaws.com", "SourceArn", topic));
      made.put(logicalId(), subscription("lambda", Intrinsic.attribute(function.id(), "Arn")));
      return;
    }
    Json arn = by.get("QueueArn").orElse(Json.nil());
    Json url = by.get("QueueUrl").orElse(Json.nil());
    Json size = by.get("BatchSize").orElse(Json.of(10));
    String policyId = by.text("QueuePolicyLogicalId").orElse(logicalId() + "QueuePolicy");
    if (by instanceof Json.Bool) {
      String queueId = logicalId() + "Queue";
      Json.Obj properties =
          fifo(topic, template) ? Json.object().put("FifoQueue", true).build() : Json.empty();
      made.put(queueId, function.derived("AWS::SQS::Queue", properties));
      arn = Intrinsic.attribute(queueId, "Arn");
      url = Intrinsic.ref(queueId);
    } else if (arn instanceof Json.Null || url instanceof Json.Null) {
      throw SamRefusal.event(function.id(), id, "No QueueARN or QueueURL provided.");
    }
    // As in the transform: Enabled of SqsSubscription has no effect.
    made.put(
        logicalId() + "EventSourceMapping",
        function.derived(
            "AWS::Lambda::EventSourceMapping",
            Json.object()
                .put("BatchSize", size)
                .put("Enabled", true)
                .put("EventSourceArn", arn)
                .put("FunctionName", Intrinsic.ref(function.id()))
                .build()));
    made.put(policyId, function.derived("AWS::SQS::QueuePolicy", queuePolicy(topic, arn, url)));
    made.put(logicalId(), subscription("sqs", arn));
  }

  private static boolean fifo(Json topic, Json.Obj template) {
    return Intrinsic.named(topic)
        .flatMap(name -> template.at("Resources", name, "Properties", "FifoTopic"))
        .filter(Json.of(true)::equals)
        .isPresent();
  }

  private Json.Obj subscription(String protocol, Json endpoint) {
    Json.ObjectBuilder subscription =
        Json.object()
            .put("Endpoint", endpoint)
            .put("Protocol", protocol)
            .put("TopicArn", required("Topic"));
    for (String name : List.of("Region", "FilterPolicy", "FilterPolicyScope", "RedrivePolicy")) {
      property(name).ifPresent(value -> subscription.put(name, value));
    }
    return function.derived("AWS::SNS::Subscription", subscription.build());
  }

  private static Json.Obj queuePolicy(Json topic, Json arn, Json url) {
    Json.Obj condition =
        Json.object().put("ArnEquals", Json.object().put("aws:SourceArn", topic).build()).build();
    Json.Obj statement =
        Json.object()
            .put("Action", "sqs:SendMessage")
            .put("Effect", "Allow")
            .put("Principal", "*")
            .put("Resource", arn)
            .put("Condition", condition)
            .build();
    return Json.object()
        .put(
            "PolicyDocument",
            Json.object()
                .put("Version", "2012-10-17")
                .put("Statement", new Json.Arr(List.of(statement)))
                .build())
        .put("Queues", new Json.Arr(List.of(url)))
        .build();
  }

  // Buckets.

  /** The logical id of the bucket that an event changes. */
  Optional<String> bucket(Json.Obj template) {
    if (!type.equals("S3")) {
      return Optional.empty();
    }
    return Optional.of(
        required("Bucket")
            .get("Ref")
            .flatMap(Json::text)
            .filter(name -> template.at("Resources", name).isPresent())
            .orElseThrow(
                () ->
                    SamRefusal.event(
                        function.id(),
                        id,
                        "S3 events must reference an S3 bucket in the same template.")));
  }

  /** The bucket with the notifications added; it is made after it may call the function. */
  Json.Obj notifying(String bucketId, Json.Obj bucket) {
    Map<String, Json> attributes = new LinkedHashMap<>(bucket.members());
    Json given = attributes.getOrDefault("Properties", Json.empty());
    if (!(given instanceof Json.Obj)) {
      throw SamRefusal.resource(bucketId, "Properties should be a map.");
    }
    Map<String, Json> properties = new LinkedHashMap<>(given.members());
    Json configuration = properties.getOrDefault("NotificationConfiguration", Json.empty());
    Map<String, Json> kinds = new LinkedHashMap<>(configuration.members());
    Json before = kinds.getOrDefault("LambdaConfigurations", new Json.Arr(List.of()));
    if (!(before instanceof Json.Arr)) {
      throw SamRefusal.resource(bucketId, "Invalid type for LambdaConfigurations. Must be a list.");
    }
    List<Json> notifications = new ArrayList<>(before.items());
    for (Json event : required("Events").asList()) {
      Json notification = notification(event);
      if (!notifications.contains(notification)) {
        notifications.add(notification);
      }
    }
    kinds.put("LambdaConfigurations", new Json.Arr(notifications));
    properties.put("NotificationConfiguration", new Json.Obj(kinds));
    if (function.condition().isPresent()) {
      dependByTag(properties, function.condition().get());
    } else {
      depend(attributes);
    }
    attributes.put("Properties", new Json.Obj(properties));
    return new Json.Obj(attributes);
  }

  private Json notification(Json event) {
    Json.ObjectBuilder notification =
        Json.object().put("Function", Intrinsic.attribute(function.id(), "Arn"));
    property("Filter").ifPresent(filter -> notification.put("Filter", filter));
    Json.Obj built = notification.put("Event", event).build();
    return function.condition().map(condition -> Intrinsic.when(condition, built)).orElse(built);
  }

  private void depend(Map<String, Json> attributes) {
    List<Json> all = new ArrayList<>();
    if (attributes.containsKey("DependsOn")) {
      all.addAll(attributes.getOrDefault("DependsOn", Json.nil()).asList());
    }
    if (!all.contains(Json.of(permissionId()))) {
      all.add(Json.of(permissionId()));
    }
    attributes.put("DependsOn", new Json.Arr(all));
  }

  /** DependsOn knows no conditions; a tag that refers to the permission has the same effect. */
  private void dependByTag(Map<String, Json> properties, String condition) {
    Json value =
        Json.object()
            .put(
                "Fn::If",
                new Json.Arr(
                    List.of(
                        Json.of(condition),
                        Intrinsic.ref(permissionId()),
                        Json.of("no dependency"))))
            .build();
    List<Json> tags =
        new ArrayList<>(properties.getOrDefault("Tags", new Json.Arr(List.of())).items());
    tags.add(
        Json.object()
            .put("Key", "sam:ConditionalDependsOn:" + permissionId())
            .put("Value", value)
            .build());
    properties.put("Tags", new Json.Arr(tags));
  }

  // What the function's role must be allowed to do.

  Optional<String> managedPolicy() {
    boolean byQueue =
        type.equals("SNS")
            && property("SqsSubscription")
                .filter(by -> by.equals(Json.of(true)) || !by.members().isEmpty())
                .isPresent();
    if (type.equals("DynamoDB")) {
      return Optional.of("AWSLambdaDynamoDBExecutionRole");
    }
    return type.equals("SQS") || byQueue
        ? Optional.of("AWSLambdaSQSQueueExecutionRole")
        : Optional.empty();
  }

  Optional<Json> destinationPolicy() {
    Optional<Json.Obj> target =
        type.equals("S3") || type.equals("SNS") ? Optional.empty() : onFailure();
    if (target.isEmpty() || target.get().get("Type").isEmpty()) {
      return Optional.empty();
    }
    String kind = target.get().text("Type").orElse("");
    if (!List.of("SQS", "SNS", "S3", "Kafka").contains(kind)) {
      throw SamRefusal.event(
          function.id(),
          logicalId(),
          "The only valid values for 'Type' are 'SQS', 'SNS', 'S3', and 'Kafka'");
    }
    if (kind.equals("S3") || kind.equals("Kafka")) {
      throw SamRefusal.event(
          function.id(), id, "Diorama does not support destinations of type " + kind + ".");
    }
    return Optional.of(
        EventInvoke.sending(kind, target.get().get("Destination").orElse(Json.nil()), logicalId()));
  }
}

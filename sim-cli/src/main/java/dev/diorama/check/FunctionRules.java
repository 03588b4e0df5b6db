package dev.diorama.check;

import dev.diorama.core.json.Json;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Traps of Lambda and of what invokes it. */
final class FunctionRules {
  static final List<Check> CHECKS =
      List.of(
          Check.warning(
              "DIO-LAM-001",
              40,
              "lambda/latest/dg/services-dynamodb-errors.html",
              FunctionRules::blockedShard),
          Check.warning(
              "DIO-LAM-002",
              39,
              "lambda/latest/dg/invocation-async-error-handling.html",
              FunctionRules::lostEvent),
          Check.warning(
              "DIO-LAM-003",
              39,
              "lambda/latest/dg/services-sqs-configure.html",
              FunctionRules::endlessMessage),
          Check.warning(
              "DIO-LAM-004",
              39,
              "lambda/latest/dg/services-sqs-configure.html",
              FunctionRules::visibleTooSoon));

  private FunctionRules() {}

  private static boolean ofStream(Resource mapping) {
    String source = mapping.text("EventSourceArn");
    return source.endsWith(".StreamArn>")
        || source.contains("/stream/")
        || source.contains(":kinesis:");
  }

  private static void blockedShard(Blueprint design, Traps found) {
    for (Resource mapping : design.of("AWS::Lambda::EventSourceMapping")) {
      if (!ofStream(mapping)) {
        continue;
      }
      boolean bounded =
          mapping.number(-1, "MaximumRetryAttempts") >= 0
              || mapping.number(-1, "MaximumRecordAgeInSeconds") >= 0;
      boolean divided =
          mapping.flag("BisectBatchOnFunctionError")
              || mapping.list("FunctionResponseTypes").contains(Json.of("ReportBatchItemFailures"));
      boolean kept = mapping.at("DestinationConfig", "OnFailure", "Destination").isPresent();
      if (bounded && divided && kept) {
        continue;
      }
      Json.ObjectBuilder missing = Json.object();
      if (!bounded) {
        missing.put("MaximumRetryAttempts", 5);
      }
      if (!divided) {
        missing.put("BisectBatchOnFunctionError", true);
      }
      // Where failed records shall go is for the author to say.
      Optional<Fix> fix =
          bounded && divided
              ? Optional.empty()
              : Optional.of(Fix.merge(mapping.spot(), missing.build()));
      String lacks =
          String.join(
              ", ",
              List.of(
                      bounded ? "" : "MaximumRetryAttempts",
                      divided ? "" : "BisectBatchOnFunctionError",
                      kept ? "" : "DestinationConfig")
                  .stream()
                  .filter(each -> !each.isEmpty())
                  .toList());
      found.add(mapping.spot(), fix, functionOf(design, mapping), lacks);
    }
  }

  private static String functionOf(Blueprint design, Resource mapping) {
    return design
        .named(mapping.text("FunctionName"), "AWS::Lambda::Function")
        .map(Resource::id)
        .orElse(StandIns.plain(mapping.text("FunctionName")));
  }

  /** Functions that S3 or SNS invoke: nobody waits for their answer. */
  private static void lostEvent(Blueprint design, Traps found) {
    Map<String, String> invoked = new LinkedHashMap<>();
    for (Resource bucket : design.of("AWS::S3::Bucket")) {
      for (Json notice : bucket.list("NotificationConfiguration", "LambdaConfigurations")) {
        design
            .named(notice.text("Function").orElse(""), "AWS::Lambda::Function")
            .ifPresent(function -> invoked.putIfAbsent(function.id(), "S3"));
      }
    }
    for (Resource subscription : design.of("AWS::SNS::Subscription")) {
      if (subscription.text("Protocol").equals("lambda")) {
        design
            .named(subscription.text("Endpoint"), "AWS::Lambda::Function")
            .ifPresent(function -> invoked.putIfAbsent(function.id(), "SNS"));
      }
    }
    for (Resource function : design.of("AWS::Lambda::Function")) {
      boolean kept =
          function.at("DeadLetterConfig", "TargetArn").isPresent()
              || design.of("AWS::Lambda::EventInvokeConfig").stream()
                  .filter(
                      config ->
                          design
                              .named(config.text("FunctionName"))
                              .filter(function::equals)
                              .isPresent())
                  .anyMatch(
                      config ->
                          config.at("DestinationConfig", "OnFailure", "Destination").isPresent());
      String by = invoked.get(function.id());
      if (by != null && !kept) {
        found.add(function.spot(), function.id(), by);
      }
    }
  }

  private static void endlessMessage(Blueprint design, Traps found) {
    for (Resource mapping : design.of("AWS::Lambda::EventSourceMapping")) {
      design
          .named(mapping.text("EventSourceArn"), "AWS::SQS::Queue")
          .filter(queue -> queue.at("RedrivePolicy").isEmpty())
          .ifPresent(queue -> found.add(queue.spot(), queue.id(), functionOf(design, mapping)));
    }
  }

  /** AWS asks for six times the function's timeout, and refuses less than once. */
  private static void visibleTooSoon(Blueprint design, Traps found) {
    for (Resource mapping : design.of("AWS::Lambda::EventSourceMapping")) {
      Optional<Resource> queue = design.named(mapping.text("EventSourceArn"), "AWS::SQS::Queue");
      Optional<Resource> function =
          design.named(mapping.text("FunctionName"), "AWS::Lambda::Function");
      if (queue.isEmpty() || function.isEmpty()) {
        continue;
      }
      double timeout = function.get().number(3, "Timeout");
      double visibility = queue.get().number(30, "VisibilityTimeout");
      if (visibility < 6 * timeout) {
        Spot spot = queue.get().spot("VisibilityTimeout");
        String wanted = Long.toString((long) (6 * timeout));
        Fix fix =
            queue.get().at("VisibilityTimeout").isPresent()
                ? Fix.replace(spot, wanted)
                : Fix.merge(
                    queue.get().spot(),
                    Json.object().put("VisibilityTimeout", (long) (6 * timeout)).build());
        found.add(
            spot,
            fix,
            queue.get().id(),
            Long.toString((long) visibility),
            function.get().id(),
            Long.toString((long) timeout));
      }
    }
  }
}

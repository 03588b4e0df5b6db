package dev.diorama.sqs;

import dev.diorama.core.json.Json;
import dev.diorama.core.wire.AwsException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.AddPermissionRequest;

/** Statements that AddPermission writes into a queue's policy and RemovePermission takes out. */
final class SqsPermissions {
  /** Documented under AddPermission. */
  private static final List<String> ACTIONS =
      List.of(
          "*",
          "SendMessage",
          "ReceiveMessage",
          "DeleteMessage",
          "ChangeMessageVisibility",
          "GetQueueAttributes",
          "GetQueueUrl",
          "ListDeadLetterSourceQueues",
          "PurgeQueue");

  private static final int MOST_ACTIONS = 7;

  private SqsPermissions() {}

  static void add(SqsQueue queue, AddPermissionRequest request) {
    String label = request.label() == null ? "" : request.label();
    if (!SqsAddress.isName(label)) {
      throw SqsError.invalid(
          label,
          "Label",
          "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in"
              + " length");
    }
    if (request.awsAccountIds().isEmpty()) {
      throw SqsError.missing("AWSAccountIds");
    }
    if (request.actions().isEmpty()) {
      throw SqsError.missing("Actions");
    }
    for (String action : request.actions()) {
      if (!ACTIONS.contains(action)) {
        throw SqsError.invalid(
            "SQS:" + action,
            "ActionName",
            "Please refer to the appropriate WSDL for a list of valid actions.");
      }
    }
    if (request.actions().size() > MOST_ACTIONS) {
      throw SqsError.OVER_LIMIT.with(
          request.actions().size() + " Actions were found, maximum allowed is 7.");
    }
    List<Json> statements = statements(queue);
    if (statements.stream().anyMatch(each -> label.equals(each.text("Sid").orElse("")))) {
      throw SqsError.invalid(label, "Label", "Already exists.");
    }
    statements.add(
        Json.object()
            .put("Sid", label)
            .put("Effect", "Allow")
            .put(
                "Principal",
                Json.object()
                    .put(
                        "AWS",
                        oneOrMore(
                            request.awsAccountIds().stream()
                                .map(id -> "arn:aws:iam::" + id + ":root")
                                .toList()))
                    .build())
            .put(
                "Action",
                oneOrMore(request.actions().stream().map(action -> "SQS:" + action).toList()))
            .put("Resource", queue.arn())
            .build());
    write(queue, statements);
  }

  static void remove(SqsQueue queue, @Nullable String label) {
    List<Json> statements = statements(queue);
    boolean removed = statements.removeIf(each -> each.text("Sid").orElse("").equals(label));
    if (!removed) {
      throw absent(label);
    }
    write(queue, statements);
  }

  private static AwsException absent(@Nullable String label) {
    return SqsError.invalid(String.valueOf(label), "Label", "can't find label on existing policy.");
  }

  private static List<Json> statements(SqsQueue queue) {
    return new ArrayList<>(
        queue
            .policy()
            .flatMap(policy -> policy.get("Statement"))
            .map(Json::asList)
            .orElse(List.of()));
  }

  private static void write(SqsQueue queue, List<Json> statements) {
    if (statements.isEmpty()) {
      queue.settings.remove("Policy");
      return;
    }
    Json.ObjectBuilder policy = Json.object();
    queue
        .policy()
        .orElseGet(
            () ->
                Json.object()
                    .put("Version", "2012-10-17")
                    .put("Id", queue.arn() + "/SQSDefaultPolicy")
                    .build())
        .members()
        .forEach(policy::put);
    queue.settings.put("Policy", policy.put("Statement", new Json.Arr(statements)).build().write());
  }

  private static Json oneOrMore(List<String> texts) {
    return texts.size() == 1 ? Json.of(texts.get(0)) : Json.strings(texts);
  }
}

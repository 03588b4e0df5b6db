package dev.diorama.dynamodb;

import dev.diorama.core.json.Json;
import dev.diorama.core.wire.AwsException;
import dev.diorama.dynamodb.DynamoDbModel.Table;
import dev.diorama.dynamodb.TableThroughput.Resource;
import dev.diorama.dynamodb.capacity.Limit;
import dev.diorama.dynamodb.capacity.OperationType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What AWS answers to a request that is throttled.
 *
 * <p>Codes and the members with reasons are those of AWS's service model. That provisioned tables
 * answer ProvisionedThroughputExceededException and on-demand ones ThrottlingException is observed,
 * as are the messages, in the issue trackers of clients; those of the maximum and of the account's
 * quota are from memory.
 */
final class Throttling {
  private static final String TABLE =
      "The level of configured provisioned throughput for the table was exceeded. Consider"
          + " increasing your provisioning level with the UpdateTable API.";

  private static final String INDEX =
      "The level of configured provisioned throughput for one or more global secondary indexes of"
          + " the table was exceeded. Consider increasing your provisioning level for the"
          + " under-provisioned global secondary indexes with the UpdateTable API";

  private static final String ON_DEMAND =
      "Throughput exceeds the current capacity of your table or index. DynamoDB is automatically"
          + " scaling your table or index so please try again shortly. If exceptions persist, check"
          + " if you have a hot key:"
          + " https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html";

  private static final String MAXIMUM =
      "Throughput exceeds the maximum OnDemandThroughput configured on table or index";

  private static final String ACCOUNT =
      "Throughput exceeds the current throughput limit for your account. Please contact AWS Support"
          + " at https://aws.amazon.com/support request a limit increase";

  /** One thing that refused: a table or index, and why. */
  record Refusal(Table table, Resource resource, OperationType type, Limit limit) {
    /** AWS's reason: what, how and why in one word. */
    String reason() {
      return (resource.index == null ? "Table" : "Index") + type.word() + limit.reason();
    }

    String arn() {
      return resource.index == null
          ? table.ref.arn()
          : table.ref.arn() + "/index/" + resource.index;
    }

    DynamoDbError error() {
      if (limit == Limit.ACCOUNT) {
        return DynamoDbError.REQUEST_LIMIT_EXCEEDED;
      }
      return resource.isProvisioned()
          ? DynamoDbError.PROVISIONED_THROUGHPUT_EXCEEDED
          : DynamoDbError.THROTTLING;
    }

    String message() {
      return switch (limit) {
        case ACCOUNT -> ACCOUNT;
        case MAX_ON_DEMAND -> MAXIMUM;
        case PROVISIONED -> resource.index == null ? TABLE : INDEX;
        case KEY_RANGE -> resource.isProvisioned() ? TABLE : ON_DEMAND;
      };
    }

    /** The code of a cancellation reason; documented with TransactWriteItems. */
    String cancellation() {
      return error() == DynamoDbError.PROVISIONED_THROUGHPUT_EXCEEDED
          ? "ProvisionedThroughputExceeded"
          : "ThrottlingError";
    }
  }

  private Throttling() {}

  /** The answer to a request that these refused; the first decides what it is called. */
  static AwsException of(List<Refusal> refusals) {
    Refusal first = refusals.get(0);
    List<Json> reasons = new ArrayList<>();
    for (Refusal each : refusals) {
      reasons.add(Json.object().put("reason", each.reason()).put("resource", each.arn()).build());
    }
    // The service model spells the member of this one exception otherwise than that of the others.
    String member =
        first.error() == DynamoDbError.THROTTLING ? "throttlingReasons" : "ThrottlingReasons";
    return first.error().with(first.message()).withField(member, new Json.Arr(reasons));
  }

  /** True for what {@link #of} makes. */
  static boolean is(AwsException e) {
    return e.code().equals(DynamoDbError.PROVISIONED_THROUGHPUT_EXCEEDED.code())
        || e.code().equals(DynamoDbError.THROTTLING.code())
        || e.code().equals(DynamoDbError.REQUEST_LIMIT_EXCEEDED.code());
  }

  /**
   * What a batch of statements calls the refusal of one of them; documented, BatchStatementError.
   */
  static String batchCode(AwsException e) {
    if (e.code().equals(DynamoDbError.PROVISIONED_THROUGHPUT_EXCEEDED.code())) {
      return "ProvisionedThroughputExceeded";
    }
    return e.code().equals(DynamoDbError.THROTTLING.code())
        ? "ThrottlingError"
        : DynamoDbError.REQUEST_LIMIT_EXCEEDED.code();
  }

  /**
   * The answer to a transaction that is throttled.
   *
   * @param byAction why, for each of its actions; empty for those that are not to blame
   */
  static AwsException cancelled(List<Optional<Refusal>> byAction) {
    List<String> codes = new ArrayList<>();
    List<Json> reasons = new ArrayList<>();
    for (Optional<Refusal> each : byAction) {
      String code = each.map(Refusal::cancellation).orElse("None");
      codes.add(code);
      Json.ObjectBuilder reason = Json.object().put("Code", code);
      each.ifPresent(refusal -> reason.put("Message", refusal.message()));
      reasons.add(reason.build());
    }
    return new AwsException(
        DynamoDbError.TRANSACTION_CANCELED.code(),
        DynamoDbError.TRANSACTION_CANCELED.status(),
        DynamoDbError.TRANSACTION_CANCELED.side(),
        String.format(
            Locale.ROOT,
            "Transaction cancelled, please refer cancellation reasons for specific reasons %s",
            codes),
        Map.of("CancellationReasons", new Json.Arr(reasons)));
  }
}

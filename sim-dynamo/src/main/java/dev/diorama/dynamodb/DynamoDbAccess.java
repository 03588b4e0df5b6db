package dev.diorama.dynamodb;

import dev.diorama.core.router.Access;
import dev.diorama.core.router.Call;
import dev.diorama.dynamodb.DynamoDbModel.Table;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.Condition;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ReplicationGroupUpdate;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Which permissions the operations on items need, with DynamoDB's own condition keys.
 *
 * <p>Documented:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/specifying-conditions.html and
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazondynamodb.html.
 * Assumed: {@code dynamodb:Select} is the effective one (ALL_ATTRIBUTES when nothing narrows a
 * read), so that a policy which asks for SPECIFIC_ATTRIBUTES refuses an unprojected read, as that
 * page says it does.
 */
final class DynamoDbAccess {
  private static final List<String> CREATE =
      List.of(
          "CreateTable",
          "CreateTableReplica",
          "Scan",
          "Query",
          "UpdateItem",
          "PutItem",
          "GetItem",
          "DeleteItem",
          "BatchWriteItem");

  private static final List<String> DELETE = List.of("DeleteTable", "DeleteTableReplica");

  /** Assumed: nobody changes a replica who may not change the table there. */
  private static final List<String> UPDATE = List.of("UpdateTable");

  private final DynamoDbStore store;

  DynamoDbAccess(DynamoDbStore store) {
    this.store = store;
  }

  /**
   * What adding, changing and removing a replica needs in the replica's Region; documented:
   * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/V2gt_IAM.html.
   */
  static List<Access> replicas(TableRef ref, UpdateTableRequest request) {
    List<Access> all = new ArrayList<>();
    for (ReplicationGroupUpdate update : request.replicaUpdates()) {
      String region = DynamoDbReplicaRules.region(update);
      TableRef replica = new TableRef(ref.name(), ref.account(), region, ref.name());
      List<String> actions =
          update.create() != null ? CREATE : update.delete() != null ? DELETE : UPDATE;
      actions.forEach(action -> all.add(replica.access("dynamodb:" + action)));
    }
    return all;
  }

  /** Gathers the condition keys of one permission. */
  private final class Needs {
    private final TableRef ref;
    private final Access access;
    private final Map<String, List<String>> context = new LinkedHashMap<>();
    private final List<String> leading = new ArrayList<>();
    private final SortedSet<String> attributes = new TreeSet<>();

    Needs(TableRef ref, Access access) {
      this.ref = ref;
      this.access = access;
    }

    /** A key or whole item: its partition key leads, and it names its attributes. */
    Needs item(Map<String, AttributeValue> item) {
      attributes.addAll(item.keySet());
      store
          .find(ref)
          .map(table -> item.get(table.key.partition().name()))
          .ifPresent(value -> leading.add(text(value)));
      return this;
    }

    Needs leading(AttributeValue value) {
      leading.add(text(value));
      return this;
    }

    Needs names(@Nullable String expression, Map<String, String> aliases) {
      attributes.addAll(Expressions.attributes(expression, aliases));
      return this;
    }

    Needs names(Collection<String> plain) {
      attributes.addAll(plain);
      return this;
    }

    Needs with(String key, @Nullable String value, String otherwise) {
      context.put(key, List.of(value == null ? otherwise : value));
      return this;
    }

    Needs within(String operation) {
      context.put("dynamodb:EnclosingOperation", List.of(operation));
      return this;
    }

    Access build() {
      if (!leading.isEmpty()) {
        context.put("dynamodb:LeadingKeys", List.copyOf(leading));
      }
      if (!attributes.isEmpty()) {
        context.put("dynamodb:Attributes", List.copyOf(attributes));
      }
      return new Access(
          access.action(), access.resource(), ref.account(), context, store.policyOf(ref));
    }
  }

  private Needs needs(Call call, @Nullable String table, String action) {
    TableRef ref = TableRef.of(call, table);
    return new Needs(ref, ref.access(action));
  }

  static String text(AttributeValue value) {
    AttributeValue.Type type = value.type();
    if (type == null) {
      return ""; // Of several types at once: the rule refuses it.
    }
    return switch (type) {
      case S -> value.s();
      case N -> value.n();
      case B -> Base64.getEncoder().encodeToString(value.b().asByteArrayUnsafe());
      default -> "";
    };
  }

  private static String select(@Nullable String projection, boolean narrowed) {
    return projection != null || narrowed ? "SPECIFIC_ATTRIBUTES" : "ALL_ATTRIBUTES";
  }

  List<Access> get(Call call, GetItemRequest request) {
    return List.of(
        needs(call, request.tableName(), "dynamodb:GetItem")
            .item(request.key())
            .names(request.projectionExpression(), request.expressionAttributeNames())
            .names(request.attributesToGet())
            .with(
                "dynamodb:Select",
                null,
                select(request.projectionExpression(), request.hasAttributesToGet()))
            .build());
  }

  List<Access> put(Call call, PutItemRequest request) {
    return List.of(
        needs(call, request.tableName(), "dynamodb:PutItem")
            .item(request.item())
            .names(request.conditionExpression(), request.expressionAttributeNames())
            .names(request.expected().keySet())
            .with("dynamodb:ReturnValues", request.returnValuesAsString(), "NONE")
            .build());
  }

  List<Access> update(Call call, UpdateItemRequest request) {
    return List.of(
        needs(call, request.tableName(), "dynamodb:UpdateItem")
            .item(request.key())
            .names(request.updateExpression(), request.expressionAttributeNames())
            .names(request.conditionExpression(), request.expressionAttributeNames())
            .names(request.attributeUpdates().keySet())
            .names(request.expected().keySet())
            .with("dynamodb:ReturnValues", request.returnValuesAsString(), "NONE")
            .build());
  }

  List<Access> delete(Call call, DeleteItemRequest request) {
    return List.of(
        needs(call, request.tableName(), "dynamodb:DeleteItem")
            .item(request.key())
            .names(request.conditionExpression(), request.expressionAttributeNames())
            .names(request.expected().keySet())
            .with("dynamodb:ReturnValues", request.returnValuesAsString(), "NONE")
            .build());
  }

  List<Access> query(Call call, QueryRequest request) {
    TableRef ref = TableRef.of(call, request.tableName());
    Needs needs = new Needs(ref, ref.access("dynamodb:Query", request.indexName()));
    store
        .find(ref)
        .ifPresent(
            table -> {
              String partition = partition(table, request.indexName());
              Expressions.wanted(
                      request.keyConditionExpression(),
                      request.expressionAttributeNames(),
                      request.expressionAttributeValues(),
                      partition)
                  .ifPresent(needs::leading);
              Condition legacy = request.keyConditions().get(partition);
              if (legacy != null && !legacy.attributeValueList().isEmpty()) {
                needs.leading(legacy.attributeValueList().get(0));
              }
            });
    return List.of(
        needs
            .names(request.keyConditionExpression(), request.expressionAttributeNames())
            .names(request.filterExpression(), request.expressionAttributeNames())
            .names(request.projectionExpression(), request.expressionAttributeNames())
            .names(request.attributesToGet())
            .names(request.keyConditions().keySet())
            .names(request.queryFilter().keySet())
            .with(
                "dynamodb:Select",
                request.selectAsString(),
                select(request.projectionExpression(), request.hasAttributesToGet()))
            .build());
  }

  private static String partition(Table table, @Nullable String index) {
    String ofTable = table.key.partition().name();
    return index == null ? ofTable : table.indexPartitionKeys.getOrDefault(index, ofTable);
  }

  List<Access> scan(Call call, ScanRequest request) {
    TableRef ref = TableRef.of(call, request.tableName());
    return List.of(
        new Needs(ref, ref.access("dynamodb:Scan", request.indexName()))
            .names(request.filterExpression(), request.expressionAttributeNames())
            .names(request.projectionExpression(), request.expressionAttributeNames())
            .names(request.attributesToGet())
            .names(request.scanFilter().keySet())
            .with(
                "dynamodb:Select",
                request.selectAsString(),
                select(request.projectionExpression(), request.hasAttributesToGet()))
            .build());
  }

  List<Access> batchGet(Call call, BatchGetItemRequest request) {
    List<Access> all = new ArrayList<>();
    new TreeMap<>(request.requestItems())
        .forEach((table, wanted) -> all.add(batchGet(call, table, wanted).build()));
    return all;
  }

  private Needs batchGet(Call call, String table, KeysAndAttributes wanted) {
    Needs needs =
        needs(call, table, "dynamodb:BatchGetItem")
            .names(wanted.projectionExpression(), wanted.expressionAttributeNames())
            .names(wanted.attributesToGet())
            .with(
                "dynamodb:Select",
                null,
                select(wanted.projectionExpression(), wanted.hasAttributesToGet()));
    wanted.keys().forEach(needs::item);
    return needs;
  }

  List<Access> batchWrite(Call call, BatchWriteItemRequest request) {
    List<Access> all = new ArrayList<>();
    new TreeMap<>(request.requestItems())
        .forEach(
            (table, writes) -> {
              Needs needs = needs(call, table, "dynamodb:BatchWriteItem");
              for (WriteRequest write : writes) {
                if (write.putRequest() != null) {
                  needs.item(write.putRequest().item());
                } else if (write.deleteRequest() != null) {
                  needs.item(write.deleteRequest().key());
                }
              }
              all.add(needs.build());
            });
    return all;
  }

  List<Access> transactGet(Call call, TransactGetItemsRequest request) {
    Grouped grouped = new Grouped(call, "TransactGetItems");
    for (TransactGetItem item : request.transactItems()) {
      if (item.get() != null) {
        grouped
            .of(item.get().tableName(), "dynamodb:GetItem")
            .item(item.get().key())
            .names(item.get().projectionExpression(), item.get().expressionAttributeNames());
      }
    }
    return grouped.build();
  }

  List<Access> transactWrite(Call call, TransactWriteItemsRequest request) {
    Grouped grouped = new Grouped(call, "TransactWriteItems");
    for (TransactWriteItem item : request.transactItems()) {
      if (item.put() != null) {
        grouped
            .of(item.put().tableName(), "dynamodb:PutItem")
            .item(item.put().item())
            .names(item.put().conditionExpression(), item.put().expressionAttributeNames());
      }
      if (item.update() != null) {
        grouped
            .of(item.update().tableName(), "dynamodb:UpdateItem")
            .item(item.update().key())
            .names(item.update().updateExpression(), item.update().expressionAttributeNames())
            .names(item.update().conditionExpression(), item.update().expressionAttributeNames());
      }
      if (item.delete() != null) {
        grouped
            .of(item.delete().tableName(), "dynamodb:DeleteItem")
            .item(item.delete().key())
            .names(item.delete().conditionExpression(), item.delete().expressionAttributeNames());
      }
      if (item.conditionCheck() != null) {
        grouped
            .of(item.conditionCheck().tableName(), "dynamodb:ConditionCheckItem")
            .item(item.conditionCheck().key())
            .names(
                item.conditionCheck().conditionExpression(),
                item.conditionCheck().expressionAttributeNames());
      }
    }
    return grouped.build();
  }

  /** One permission for each action and table that a transaction touches. */
  private final class Grouped {
    private final Call call;
    private final String operation;
    private final Map<String, Needs> byActionAndTable = new LinkedHashMap<>();

    Grouped(Call call, String operation) {
      this.call = call;
      this.operation = operation;
    }

    Needs of(@Nullable String table, String action) {
      return byActionAndTable.computeIfAbsent(
          action + " " + table, key -> needs(call, table, action).within(operation));
    }

    List<Access> build() {
      return byActionAndTable.values().stream().map(Needs::build).toList();
    }
  }
}

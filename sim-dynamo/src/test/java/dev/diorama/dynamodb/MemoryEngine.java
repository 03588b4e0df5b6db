package dev.diorama.dynamodb;

import dev.diorama.dynamodb.engine.DynamoEngine;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.Capacity;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;

/** Puts, gets and deletes in a map, for tests of what is around the engine, by the thousand. */
final class MemoryEngine implements DynamoEngine, DynamoDbClient {
  private static final class Table {
    final TableDescription description;
    final Map<Map<String, AttributeValue>, Map<String, AttributeValue>> items =
        new LinkedHashMap<>();

    Table(TableDescription description) {
      this.description = description;
    }

    Map<String, AttributeValue> keyOf(Map<String, AttributeValue> item) {
      Map<String, AttributeValue> key = new LinkedHashMap<>();
      description
          .keySchema()
          .forEach(each -> key.put(each.attributeName(), item.get(each.attributeName())));
      return key;
    }
  }

  private final Map<String, Table> tables = new LinkedHashMap<>();

  @Override
  public <R> R ask(Function<DynamoDbClient, R> question) {
    return question.apply(this);
  }

  @Override
  public CreateTableResponse createTable(CreateTableRequest request) {
    TableDescription description =
        TableDescription.builder()
            .tableName(request.tableName())
            .keySchema(request.keySchema())
            .attributeDefinitions(request.attributeDefinitions())
            .billingModeSummary(b -> b.billingMode(BillingMode.PAY_PER_REQUEST))
            .build();
    tables.put(request.tableName(), new Table(description));
    return CreateTableResponse.builder().tableDescription(description).build();
  }

  @Override
  public DescribeTableResponse describeTable(DescribeTableRequest request) {
    return DescribeTableResponse.builder().table(table(request.tableName()).description).build();
  }

  @Override
  public GetItemResponse getItem(GetItemRequest request) {
    Map<String, AttributeValue> item = table(request.tableName()).items.get(request.key());
    GetItemResponse.Builder found =
        GetItemResponse.builder().consumedCapacity(one(request.tableName()));
    return item == null ? found.build() : found.item(item).build();
  }

  @Override
  public PutItemResponse putItem(PutItemRequest request) {
    Table table = table(request.tableName());
    table.items.put(table.keyOf(request.item()), request.item());
    return PutItemResponse.builder().consumedCapacity(one(request.tableName())).build();
  }

  @Override
  public DeleteItemResponse deleteItem(DeleteItemRequest request) {
    Map<String, AttributeValue> gone = table(request.tableName()).items.remove(request.key());
    DeleteItemResponse.Builder done =
        DeleteItemResponse.builder().consumedCapacity(one(request.tableName()));
    return gone == null ? done.build() : done.attributes(gone).build();
  }

  @Override
  public ScanResponse scan(ScanRequest request) {
    Table table = table(request.tableName());
    return ScanResponse.builder()
        .items(table.items.values())
        .count(table.items.size())
        .scannedCount(table.items.size())
        .consumedCapacity(one(request.tableName()))
        .build();
  }

  private Table table(String name) {
    Table table = tables.get(name);
    if (table == null) {
      throw new IllegalStateException("no table " + name);
    }
    return table;
  }

  private static ConsumedCapacity one(String table) {
    return ConsumedCapacity.builder()
        .tableName(table)
        .capacityUnits(1.0)
        .table(Capacity.builder().capacityUnits(1.0).build())
        .build();
  }

  @Override
  public void awaitIndexes(String table) {
    // There are none.
  }

  @Override
  public String serviceName() {
    return "dynamodb";
  }

  @Override
  public void close() {
    tables.clear();
  }
}

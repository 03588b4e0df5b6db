package dev.diorama.dynamodb.engine;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementError;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.Capacity;
import software.amazon.awssdk.services.dynamodb.model.ConsumedCapacity;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ItemCollectionMetrics;
import software.amazon.awssdk.services.dynamodb.model.ItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Answers about items, from the engine's own model into that of the SDK, member by member. */
final class EngineAnswers {
  private EngineAnswers() {}

  static GetItemResponse of(com.amazonaws.services.dynamodbv2.model.GetItemResult answer) {
    return GetItemResponse.builder()
        .item(item(answer.getItem()))
        .consumedCapacity(units(answer.getConsumedCapacity()))
        .build();
  }

  static PutItemResponse of(com.amazonaws.services.dynamodbv2.model.PutItemResult answer) {
    return PutItemResponse.builder()
        .attributes(item(answer.getAttributes()))
        .consumedCapacity(units(answer.getConsumedCapacity()))
        .itemCollectionMetrics(metrics(answer.getItemCollectionMetrics()))
        .build();
  }

  static UpdateItemResponse of(com.amazonaws.services.dynamodbv2.model.UpdateItemResult answer) {
    return UpdateItemResponse.builder()
        .attributes(item(answer.getAttributes()))
        .consumedCapacity(units(answer.getConsumedCapacity()))
        .itemCollectionMetrics(metrics(answer.getItemCollectionMetrics()))
        .build();
  }

  static DeleteItemResponse of(com.amazonaws.services.dynamodbv2.model.DeleteItemResult answer) {
    return DeleteItemResponse.builder()
        .attributes(item(answer.getAttributes()))
        .consumedCapacity(units(answer.getConsumedCapacity()))
        .itemCollectionMetrics(metrics(answer.getItemCollectionMetrics()))
        .build();
  }

  static QueryResponse of(com.amazonaws.services.dynamodbv2.model.QueryResult answer) {
    return QueryResponse.builder()
        .items(each(answer.getItems(), EngineValues::answered))
        .count(answer.getCount())
        .scannedCount(answer.getScannedCount())
        .lastEvaluatedKey(item(answer.getLastEvaluatedKey()))
        .consumedCapacity(units(answer.getConsumedCapacity()))
        .build();
  }

  static ScanResponse of(com.amazonaws.services.dynamodbv2.model.ScanResult answer) {
    return ScanResponse.builder()
        .items(each(answer.getItems(), EngineValues::answered))
        .count(answer.getCount())
        .scannedCount(answer.getScannedCount())
        .lastEvaluatedKey(item(answer.getLastEvaluatedKey()))
        .consumedCapacity(units(answer.getConsumedCapacity()))
        .build();
  }

  static BatchGetItemResponse of(
      com.amazonaws.services.dynamodbv2.model.BatchGetItemResult answer) {
    return BatchGetItemResponse.builder()
        .responses(byName(answer.getResponses(), items -> each(items, EngineValues::answered)))
        .unprocessedKeys(byName(answer.getUnprocessedKeys(), EngineAnswers::keys))
        .consumedCapacity(each(answer.getConsumedCapacity(), EngineAnswers::units))
        .build();
  }

  static BatchWriteItemResponse of(
      com.amazonaws.services.dynamodbv2.model.BatchWriteItemResult answer) {
    return BatchWriteItemResponse.builder()
        .unprocessedItems(
            byName(answer.getUnprocessedItems(), all -> each(all, EngineAnswers::write)))
        .itemCollectionMetrics(
            byName(answer.getItemCollectionMetrics(), all -> each(all, EngineAnswers::metrics)))
        .consumedCapacity(each(answer.getConsumedCapacity(), EngineAnswers::units))
        .build();
  }

  static TransactGetItemsResponse of(
      com.amazonaws.services.dynamodbv2.model.TransactGetItemsResult answer) {
    return TransactGetItemsResponse.builder()
        .consumedCapacity(each(answer.getConsumedCapacity(), EngineAnswers::units))
        .responses(each(answer.getResponses(), EngineAnswers::found))
        .build();
  }

  static TransactWriteItemsResponse of(
      com.amazonaws.services.dynamodbv2.model.TransactWriteItemsResult answer) {
    return TransactWriteItemsResponse.builder()
        .consumedCapacity(each(answer.getConsumedCapacity(), EngineAnswers::units))
        .itemCollectionMetrics(
            byName(answer.getItemCollectionMetrics(), all -> each(all, EngineAnswers::metrics)))
        .build();
  }

  static ExecuteStatementResponse of(
      com.amazonaws.services.dynamodbv2.model.ExecuteStatementResult answer) {
    return ExecuteStatementResponse.builder()
        .items(each(answer.getItems(), EngineValues::answered))
        .nextToken(answer.getNextToken())
        .consumedCapacity(units(answer.getConsumedCapacity()))
        .lastEvaluatedKey(item(answer.getLastEvaluatedKey()))
        .build();
  }

  static BatchExecuteStatementResponse of(
      com.amazonaws.services.dynamodbv2.model.BatchExecuteStatementResult answer) {
    return BatchExecuteStatementResponse.builder()
        .responses(each(answer.getResponses(), EngineAnswers::done))
        .consumedCapacity(each(answer.getConsumedCapacity(), EngineAnswers::units))
        .build();
  }

  static ExecuteTransactionResponse of(
      com.amazonaws.services.dynamodbv2.model.ExecuteTransactionResult answer) {
    return ExecuteTransactionResponse.builder()
        .responses(each(answer.getResponses(), EngineAnswers::found))
        .consumedCapacity(each(answer.getConsumedCapacity(), EngineAnswers::units))
        .build();
  }

  private static @Nullable Map<String, AttributeValue> item(
      @Nullable Map<String, com.amazonaws.services.dynamodbv2.model.AttributeValue> item) {
    return item == null ? null : EngineValues.answered(item);
  }

  private static <A, B> @Nullable List<B> each(@Nullable List<A> all, Function<A, B> made) {
    return all == null ? null : all.stream().map(made).toList();
  }

  private static <A, B> @Nullable Map<String, B> byName(
      @Nullable Map<String, A> all, Function<A, B> made) {
    if (all == null) {
      return null;
    }
    Map<String, B> other = new LinkedHashMap<>();
    all.forEach((name, one) -> other.put(name, made.apply(one)));
    return other;
  }

  private static @Nullable ConsumedCapacity units(
      com.amazonaws.services.dynamodbv2.model.@Nullable ConsumedCapacity units) {
    return units == null
        ? null
        : ConsumedCapacity.builder()
            .tableName(units.getTableName())
            .capacityUnits(units.getCapacityUnits())
            .readCapacityUnits(units.getReadCapacityUnits())
            .writeCapacityUnits(units.getWriteCapacityUnits())
            .table(units(units.getTable()))
            .localSecondaryIndexes(byName(units.getLocalSecondaryIndexes(), EngineAnswers::units))
            .globalSecondaryIndexes(byName(units.getGlobalSecondaryIndexes(), EngineAnswers::units))
            .build();
  }

  private static @Nullable Capacity units(
      com.amazonaws.services.dynamodbv2.model.@Nullable Capacity units) {
    return units == null
        ? null
        : Capacity.builder()
            .capacityUnits(units.getCapacityUnits())
            .readCapacityUnits(units.getReadCapacityUnits())
            .writeCapacityUnits(units.getWriteCapacityUnits())
            .build();
  }

  private static @Nullable ItemCollectionMetrics metrics(
      com.amazonaws.services.dynamodbv2.model.@Nullable ItemCollectionMetrics metrics) {
    return metrics == null
        ? null
        : ItemCollectionMetrics.builder()
            .itemCollectionKey(item(metrics.getItemCollectionKey()))
            .sizeEstimateRangeGB(metrics.getSizeEstimateRangeGB())
            .build();
  }

  private static KeysAndAttributes keys(
      com.amazonaws.services.dynamodbv2.model.KeysAndAttributes left) {
    return KeysAndAttributes.builder()
        .keys(each(left.getKeys(), EngineValues::answered))
        .attributesToGet(left.getAttributesToGet())
        .consistentRead(left.getConsistentRead())
        .projectionExpression(left.getProjectionExpression())
        .expressionAttributeNames(left.getExpressionAttributeNames())
        .build();
  }

  private static WriteRequest write(com.amazonaws.services.dynamodbv2.model.WriteRequest left) {
    WriteRequest.Builder write = WriteRequest.builder();
    if (left.getPutRequest() != null) {
      write.putRequest(put -> put.item(item(left.getPutRequest().getItem())));
    }
    if (left.getDeleteRequest() != null) {
      write.deleteRequest(delete -> delete.key(item(left.getDeleteRequest().getKey())));
    }
    return write.build();
  }

  private static ItemResponse found(com.amazonaws.services.dynamodbv2.model.ItemResponse found) {
    return ItemResponse.builder().item(item(found.getItem())).build();
  }

  private static BatchStatementResponse done(
      com.amazonaws.services.dynamodbv2.model.BatchStatementResponse done) {
    return BatchStatementResponse.builder()
        .error(error(done.getError()))
        .tableName(done.getTableName())
        .item(item(done.getItem()))
        .build();
  }

  private static @Nullable BatchStatementError error(
      com.amazonaws.services.dynamodbv2.model.@Nullable BatchStatementError error) {
    return error == null
        ? null
        : BatchStatementError.builder()
            .code(error.getCode())
            .message(error.getMessage())
            .item(item(error.getItem()))
            .build();
  }
}

package dev.diorama.dynamodb.engine;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValueUpdate;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.Condition;
import software.amazon.awssdk.services.dynamodb.model.ConditionCheck;
import software.amazon.awssdk.services.dynamodb.model.Delete;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionRequest;
import software.amazon.awssdk.services.dynamodb.model.ExpectedAttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Get;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;
import software.amazon.awssdk.services.dynamodb.model.ParameterizedStatement;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItem;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.Update;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/**
 * Requests about items in the engine's own model, that of the SDK's first version, member by
 * member. What a request leaves out is null, as the engine's own conversion by way of JSON has it.
 */
final class EngineRequests {
  private EngineRequests() {}

  private static <T> @Nullable T given(boolean present, T value) {
    return present ? value : null;
  }

  static com.amazonaws.services.dynamodbv2.model.GetItemRequest of(GetItemRequest request) {
    var asked = new com.amazonaws.services.dynamodbv2.model.GetItemRequest();
    asked.setTableName(request.tableName());
    asked.setKey(EngineValues.item(request.hasKey(), request.key()));
    asked.setAttributesToGet(given(request.hasAttributesToGet(), request.attributesToGet()));
    asked.setConsistentRead(request.consistentRead());
    asked.setReturnConsumedCapacity(request.returnConsumedCapacityAsString());
    asked.setProjectionExpression(request.projectionExpression());
    asked.setExpressionAttributeNames(
        given(request.hasExpressionAttributeNames(), request.expressionAttributeNames()));
    return asked;
  }

  static com.amazonaws.services.dynamodbv2.model.PutItemRequest of(PutItemRequest request) {
    var asked = new com.amazonaws.services.dynamodbv2.model.PutItemRequest();
    asked.setTableName(request.tableName());
    asked.setItem(EngineValues.item(request.hasItem(), request.item()));
    asked.setExpected(
        EngineValues.byName(request.hasExpected(), request.expected(), EngineRequests::of));
    asked.setReturnValues(request.returnValuesAsString());
    asked.setReturnConsumedCapacity(request.returnConsumedCapacityAsString());
    asked.setReturnItemCollectionMetrics(request.returnItemCollectionMetricsAsString());
    asked.setConditionalOperator(request.conditionalOperatorAsString());
    asked.setConditionExpression(request.conditionExpression());
    asked.setExpressionAttributeNames(
        given(request.hasExpressionAttributeNames(), request.expressionAttributeNames()));
    asked.setExpressionAttributeValues(
        EngineValues.item(
            request.hasExpressionAttributeValues(), request.expressionAttributeValues()));
    asked.setReturnValuesOnConditionCheckFailure(
        request.returnValuesOnConditionCheckFailureAsString());
    return asked;
  }

  static com.amazonaws.services.dynamodbv2.model.UpdateItemRequest of(UpdateItemRequest request) {
    var asked = new com.amazonaws.services.dynamodbv2.model.UpdateItemRequest();
    asked.setTableName(request.tableName());
    asked.setKey(EngineValues.item(request.hasKey(), request.key()));
    asked.setAttributeUpdates(
        EngineValues.byName(
            request.hasAttributeUpdates(), request.attributeUpdates(), EngineRequests::of));
    asked.setExpected(
        EngineValues.byName(request.hasExpected(), request.expected(), EngineRequests::of));
    asked.setConditionalOperator(request.conditionalOperatorAsString());
    asked.setReturnValues(request.returnValuesAsString());
    asked.setReturnConsumedCapacity(request.returnConsumedCapacityAsString());
    asked.setReturnItemCollectionMetrics(request.returnItemCollectionMetricsAsString());
    asked.setUpdateExpression(request.updateExpression());
    asked.setConditionExpression(request.conditionExpression());
    asked.setExpressionAttributeNames(
        given(request.hasExpressionAttributeNames(), request.expressionAttributeNames()));
    asked.setExpressionAttributeValues(
        EngineValues.item(
            request.hasExpressionAttributeValues(), request.expressionAttributeValues()));
    asked.setReturnValuesOnConditionCheckFailure(
        request.returnValuesOnConditionCheckFailureAsString());
    return asked;
  }

  static com.amazonaws.services.dynamodbv2.model.DeleteItemRequest of(DeleteItemRequest request) {
    var asked = new com.amazonaws.services.dynamodbv2.model.DeleteItemRequest();
    asked.setTableName(request.tableName());
    asked.setKey(EngineValues.item(request.hasKey(), request.key()));
    asked.setExpected(
        EngineValues.byName(request.hasExpected(), request.expected(), EngineRequests::of));
    asked.setConditionalOperator(request.conditionalOperatorAsString());
    asked.setReturnValues(request.returnValuesAsString());
    asked.setReturnConsumedCapacity(request.returnConsumedCapacityAsString());
    asked.setReturnItemCollectionMetrics(request.returnItemCollectionMetricsAsString());
    asked.setConditionExpression(request.conditionExpression());
    asked.setExpressionAttributeNames(
        given(request.hasExpressionAttributeNames(), request.expressionAttributeNames()));
    asked.setExpressionAttributeValues(
        EngineValues.item(
            request.hasExpressionAttributeValues(), request.expressionAttributeValues()));
    asked.setReturnValuesOnConditionCheckFailure(
        request.returnValuesOnConditionCheckFailureAsString());
    return asked;
  }

  static com.amazonaws.services.dynamodbv2.model.QueryRequest of(QueryRequest request) {
    var asked = new com.amazonaws.services.dynamodbv2.model.QueryRequest();
    asked.setTableName(request.tableName());
    asked.setIndexName(request.indexName());
    asked.setSelect(request.selectAsString());
    asked.setAttributesToGet(given(request.hasAttributesToGet(), request.attributesToGet()));
    asked.setLimit(request.limit());
    asked.setConsistentRead(request.consistentRead());
    asked.setKeyConditions(
        EngineValues.byName(
            request.hasKeyConditions(), request.keyConditions(), EngineRequests::of));
    asked.setQueryFilter(
        EngineValues.byName(request.hasQueryFilter(), request.queryFilter(), EngineRequests::of));
    asked.setConditionalOperator(request.conditionalOperatorAsString());
    asked.setScanIndexForward(request.scanIndexForward());
    asked.setExclusiveStartKey(
        EngineValues.item(request.hasExclusiveStartKey(), request.exclusiveStartKey()));
    asked.setReturnConsumedCapacity(request.returnConsumedCapacityAsString());
    asked.setProjectionExpression(request.projectionExpression());
    asked.setFilterExpression(request.filterExpression());
    asked.setKeyConditionExpression(request.keyConditionExpression());
    asked.setExpressionAttributeNames(
        given(request.hasExpressionAttributeNames(), request.expressionAttributeNames()));
    asked.setExpressionAttributeValues(
        EngineValues.item(
            request.hasExpressionAttributeValues(), request.expressionAttributeValues()));
    return asked;
  }

  static com.amazonaws.services.dynamodbv2.model.ScanRequest of(ScanRequest request) {
    var asked = new com.amazonaws.services.dynamodbv2.model.ScanRequest();
    asked.setTableName(request.tableName());
    asked.setIndexName(request.indexName());
    asked.setAttributesToGet(given(request.hasAttributesToGet(), request.attributesToGet()));
    asked.setLimit(request.limit());
    asked.setSelect(request.selectAsString());
    asked.setScanFilter(
        EngineValues.byName(request.hasScanFilter(), request.scanFilter(), EngineRequests::of));
    asked.setConditionalOperator(request.conditionalOperatorAsString());
    asked.setExclusiveStartKey(
        EngineValues.item(request.hasExclusiveStartKey(), request.exclusiveStartKey()));
    asked.setReturnConsumedCapacity(request.returnConsumedCapacityAsString());
    asked.setTotalSegments(request.totalSegments());
    asked.setSegment(request.segment());
    asked.setProjectionExpression(request.projectionExpression());
    asked.setFilterExpression(request.filterExpression());
    asked.setExpressionAttributeNames(
        given(request.hasExpressionAttributeNames(), request.expressionAttributeNames()));
    asked.setExpressionAttributeValues(
        EngineValues.item(
            request.hasExpressionAttributeValues(), request.expressionAttributeValues()));
    asked.setConsistentRead(request.consistentRead());
    return asked;
  }

  static com.amazonaws.services.dynamodbv2.model.BatchGetItemRequest of(
      BatchGetItemRequest request) {
    var asked = new com.amazonaws.services.dynamodbv2.model.BatchGetItemRequest();
    asked.setRequestItems(
        EngineValues.byName(request.hasRequestItems(), request.requestItems(), EngineRequests::of));
    asked.setReturnConsumedCapacity(request.returnConsumedCapacityAsString());
    return asked;
  }

  static com.amazonaws.services.dynamodbv2.model.BatchWriteItemRequest of(
      BatchWriteItemRequest request) {
    var asked = new com.amazonaws.services.dynamodbv2.model.BatchWriteItemRequest();
    asked.setRequestItems(
        EngineValues.byName(
            request.hasRequestItems(),
            request.requestItems(),
            writes -> EngineValues.each(true, writes, EngineRequests::of)));
    asked.setReturnConsumedCapacity(request.returnConsumedCapacityAsString());
    asked.setReturnItemCollectionMetrics(request.returnItemCollectionMetricsAsString());
    return asked;
  }

  static com.amazonaws.services.dynamodbv2.model.TransactGetItemsRequest of(
      TransactGetItemsRequest request) {
    var asked = new com.amazonaws.services.dynamodbv2.model.TransactGetItemsRequest();
    asked.setTransactItems(
        EngineValues.each(request.hasTransactItems(), request.transactItems(), EngineRequests::of));
    asked.setReturnConsumedCapacity(request.returnConsumedCapacityAsString());
    return asked;
  }

  static com.amazonaws.services.dynamodbv2.model.TransactWriteItemsRequest of(
      TransactWriteItemsRequest request) {
    var asked = new com.amazonaws.services.dynamodbv2.model.TransactWriteItemsRequest();
    asked.setTransactItems(
        EngineValues.each(request.hasTransactItems(), request.transactItems(), EngineRequests::of));
    asked.setReturnConsumedCapacity(request.returnConsumedCapacityAsString());
    asked.setReturnItemCollectionMetrics(request.returnItemCollectionMetricsAsString());
    asked.setClientRequestToken(request.clientRequestToken());
    return asked;
  }

  static com.amazonaws.services.dynamodbv2.model.ExecuteStatementRequest of(
      ExecuteStatementRequest request) {
    var asked = new com.amazonaws.services.dynamodbv2.model.ExecuteStatementRequest();
    asked.setStatement(request.statement());
    asked.setParameters(
        EngineValues.each(request.hasParameters(), request.parameters(), EngineValues::asked));
    asked.setConsistentRead(request.consistentRead());
    asked.setNextToken(request.nextToken());
    asked.setReturnConsumedCapacity(request.returnConsumedCapacityAsString());
    asked.setLimit(request.limit());
    asked.setReturnValuesOnConditionCheckFailure(
        request.returnValuesOnConditionCheckFailureAsString());
    return asked;
  }

  static com.amazonaws.services.dynamodbv2.model.BatchExecuteStatementRequest of(
      BatchExecuteStatementRequest request) {
    var asked = new com.amazonaws.services.dynamodbv2.model.BatchExecuteStatementRequest();
    asked.setStatements(
        EngineValues.each(request.hasStatements(), request.statements(), EngineRequests::of));
    asked.setReturnConsumedCapacity(request.returnConsumedCapacityAsString());
    return asked;
  }

  static com.amazonaws.services.dynamodbv2.model.ExecuteTransactionRequest of(
      ExecuteTransactionRequest request) {
    var asked = new com.amazonaws.services.dynamodbv2.model.ExecuteTransactionRequest();
    asked.setTransactStatements(
        EngineValues.each(
            request.hasTransactStatements(), request.transactStatements(), EngineRequests::of));
    asked.setClientRequestToken(request.clientRequestToken());
    asked.setReturnConsumedCapacity(request.returnConsumedCapacityAsString());
    return asked;
  }

  private static com.amazonaws.services.dynamodbv2.model.ExpectedAttributeValue of(
      ExpectedAttributeValue request) {
    var asked = new com.amazonaws.services.dynamodbv2.model.ExpectedAttributeValue();
    asked.setValue(EngineValues.asked(request.value()));
    asked.setExists(request.exists());
    asked.setComparisonOperator(request.comparisonOperatorAsString());
    asked.setAttributeValueList(
        EngineValues.each(
            request.hasAttributeValueList(), request.attributeValueList(), EngineValues::asked));
    return asked;
  }

  private static com.amazonaws.services.dynamodbv2.model.AttributeValueUpdate of(
      AttributeValueUpdate request) {
    var asked = new com.amazonaws.services.dynamodbv2.model.AttributeValueUpdate();
    asked.setValue(EngineValues.asked(request.value()));
    asked.setAction(request.actionAsString());
    return asked;
  }

  private static com.amazonaws.services.dynamodbv2.model.Condition of(Condition request) {
    var asked = new com.amazonaws.services.dynamodbv2.model.Condition();
    asked.setAttributeValueList(
        EngineValues.each(
            request.hasAttributeValueList(), request.attributeValueList(), EngineValues::asked));
    asked.setComparisonOperator(request.comparisonOperatorAsString());
    return asked;
  }

  private static com.amazonaws.services.dynamodbv2.model.KeysAndAttributes of(
      KeysAndAttributes request) {
    var asked = new com.amazonaws.services.dynamodbv2.model.KeysAndAttributes();
    asked.setKeys(
        EngineValues.each(request.hasKeys(), request.keys(), key -> EngineValues.item(true, key)));
    asked.setAttributesToGet(given(request.hasAttributesToGet(), request.attributesToGet()));
    asked.setConsistentRead(request.consistentRead());
    asked.setProjectionExpression(request.projectionExpression());
    asked.setExpressionAttributeNames(
        given(request.hasExpressionAttributeNames(), request.expressionAttributeNames()));
    return asked;
  }

  private static com.amazonaws.services.dynamodbv2.model.WriteRequest of(WriteRequest request) {
    var asked = new com.amazonaws.services.dynamodbv2.model.WriteRequest();
    if (request.putRequest() != null) {
      PutRequest put = request.putRequest();
      asked.setPutRequest(
          new com.amazonaws.services.dynamodbv2.model.PutRequest(
              EngineValues.item(put.hasItem(), put.item())));
    }
    if (request.deleteRequest() != null) {
      DeleteRequest delete = request.deleteRequest();
      asked.setDeleteRequest(
          new com.amazonaws.services.dynamodbv2.model.DeleteRequest(
              EngineValues.item(delete.hasKey(), delete.key())));
    }
    return asked;
  }

  private static com.amazonaws.services.dynamodbv2.model.TransactGetItem of(
      TransactGetItem request) {
    var asked = new com.amazonaws.services.dynamodbv2.model.TransactGetItem();
    if (request.get() != null) {
      asked.setGet(of(request.get()));
    }
    return asked;
  }

  private static com.amazonaws.services.dynamodbv2.model.Get of(Get request) {
    var asked = new com.amazonaws.services.dynamodbv2.model.Get();
    asked.setKey(EngineValues.item(request.hasKey(), request.key()));
    asked.setTableName(request.tableName());
    asked.setProjectionExpression(request.projectionExpression());
    asked.setExpressionAttributeNames(
        given(request.hasExpressionAttributeNames(), request.expressionAttributeNames()));
    return asked;
  }

  private static com.amazonaws.services.dynamodbv2.model.TransactWriteItem of(
      TransactWriteItem request) {
    var asked = new com.amazonaws.services.dynamodbv2.model.TransactWriteItem();
    if (request.conditionCheck() != null) {
      asked.setConditionCheck(of(request.conditionCheck()));
    }
    if (request.put() != null) {
      asked.setPut(of(request.put()));
    }
    if (request.delete() != null) {
      asked.setDelete(of(request.delete()));
    }
    if (request.update() != null) {
      asked.setUpdate(of(request.update()));
    }
    return asked;
  }

  private static com.amazonaws.services.dynamodbv2.model.ConditionCheck of(ConditionCheck request) {
    var asked = new com.amazonaws.services.dynamodbv2.model.ConditionCheck();
    asked.setKey(EngineValues.item(request.hasKey(), request.key()));
    asked.setTableName(request.tableName());
    asked.setConditionExpression(request.conditionExpression());
    asked.setExpressionAttributeNames(
        given(request.hasExpressionAttributeNames(), request.expressionAttributeNames()));
    asked.setExpressionAttributeValues(
        EngineValues.item(
            request.hasExpressionAttributeValues(), request.expressionAttributeValues()));
    asked.setReturnValuesOnConditionCheckFailure(
        request.returnValuesOnConditionCheckFailureAsString());
    return asked;
  }

  private static com.amazonaws.services.dynamodbv2.model.Put of(Put request) {
    var asked = new com.amazonaws.services.dynamodbv2.model.Put();
    asked.setItem(EngineValues.item(request.hasItem(), request.item()));
    asked.setTableName(request.tableName());
    asked.setConditionExpression(request.conditionExpression());
    asked.setExpressionAttributeNames(
        given(request.hasExpressionAttributeNames(), request.expressionAttributeNames()));
    asked.setExpressionAttributeValues(
        EngineValues.item(
            request.hasExpressionAttributeValues(), request.expressionAttributeValues()));
    asked.setReturnValuesOnConditionCheckFailure(
        request.returnValuesOnConditionCheckFailureAsString());
    return asked;
  }

  private static com.amazonaws.services.dynamodbv2.model.Delete of(Delete request) {
    var asked = new com.amazonaws.services.dynamodbv2.model.Delete();
    asked.setKey(EngineValues.item(request.hasKey(), request.key()));
    asked.setTableName(request.tableName());
    asked.setConditionExpression(request.conditionExpression());
    asked.setExpressionAttributeNames(
        given(request.hasExpressionAttributeNames(), request.expressionAttributeNames()));
    asked.setExpressionAttributeValues(
        EngineValues.item(
            request.hasExpressionAttributeValues(), request.expressionAttributeValues()));
    asked.setReturnValuesOnConditionCheckFailure(
        request.returnValuesOnConditionCheckFailureAsString());
    return asked;
  }

  private static com.amazonaws.services.dynamodbv2.model.Update of(Update request) {
    var asked = new com.amazonaws.services.dynamodbv2.model.Update();
    asked.setKey(EngineValues.item(request.hasKey(), request.key()));
    asked.setUpdateExpression(request.updateExpression());
    asked.setTableName(request.tableName());
    asked.setConditionExpression(request.conditionExpression());
    asked.setExpressionAttributeNames(
        given(request.hasExpressionAttributeNames(), request.expressionAttributeNames()));
    asked.setExpressionAttributeValues(
        EngineValues.item(
            request.hasExpressionAttributeValues(), request.expressionAttributeValues()));
    asked.setReturnValuesOnConditionCheckFailure(
        request.returnValuesOnConditionCheckFailureAsString());
    return asked;
  }

  private static com.amazonaws.services.dynamodbv2.model.BatchStatementRequest of(
      BatchStatementRequest request) {
    var asked = new com.amazonaws.services.dynamodbv2.model.BatchStatementRequest();
    asked.setStatement(request.statement());
    asked.setParameters(
        EngineValues.each(request.hasParameters(), request.parameters(), EngineValues::asked));
    asked.setConsistentRead(request.consistentRead());
    asked.setReturnValuesOnConditionCheckFailure(
        request.returnValuesOnConditionCheckFailureAsString());
    return asked;
  }

  private static com.amazonaws.services.dynamodbv2.model.ParameterizedStatement of(
      ParameterizedStatement request) {
    var asked = new com.amazonaws.services.dynamodbv2.model.ParameterizedStatement();
    asked.setStatement(request.statement());
    asked.setParameters(
        EngineValues.each(request.hasParameters(), request.parameters(), EngineValues::asked));
    asked.setReturnValuesOnConditionCheckFailure(
        request.returnValuesOnConditionCheckFailureAsString());
    return asked;
  }
}

package dev.diorama.dynamodb.engine;

import com.amazonaws.services.dynamodbv2.AmazonDynamoDB;
import com.amazonaws.services.dynamodbv2.local.shared.access.AmazonDynamoDBLocal;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemResponse;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeLimitsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeLimitsResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveResponse;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementResponse;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionResponse;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTablesResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableResponse;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveResponse;

/**
 * The engine as a client of the SDK that asks about items in the engine's own model.
 *
 * <p>The client that DynamoDB Local comes with writes each request and each answer as JSON and
 * reads it again, twice, which takes four fifths of a call's time, and gives an item that has an
 * attribute called {@code null} another called {@code nul}. Tables are asked about seldom, and by
 * that client.
 */
final class EngineClient implements DynamoDbClient {
  private final AmazonDynamoDB items;
  private final DynamoDbClient tables;

  EngineClient(AmazonDynamoDBLocal local) {
    this.items = local.amazonDynamoDB();
    this.tables = local.dynamoDbClient();
  }

  @Override
  public String serviceName() {
    return SERVICE_NAME;
  }

  @Override
  public void close() {
    // The engine is closed by whoever started it.
  }

  @Override
  public GetItemResponse getItem(GetItemRequest request) {
    return EngineAnswers.of(items.getItem(EngineRequests.of(request)));
  }

  @Override
  public PutItemResponse putItem(PutItemRequest request) {
    return EngineAnswers.of(items.putItem(EngineRequests.of(request)));
  }

  @Override
  public UpdateItemResponse updateItem(UpdateItemRequest request) {
    return EngineAnswers.of(items.updateItem(EngineRequests.of(request)));
  }

  @Override
  public DeleteItemResponse deleteItem(DeleteItemRequest request) {
    return EngineAnswers.of(items.deleteItem(EngineRequests.of(request)));
  }

  @Override
  public QueryResponse query(QueryRequest request) {
    return EngineAnswers.of(items.query(EngineRequests.of(request)));
  }

  @Override
  public ScanResponse scan(ScanRequest request) {
    return EngineAnswers.of(items.scan(EngineRequests.of(request)));
  }

  @Override
  public BatchGetItemResponse batchGetItem(BatchGetItemRequest request) {
    return EngineAnswers.of(items.batchGetItem(EngineRequests.of(request)));
  }

  @Override
  public BatchWriteItemResponse batchWriteItem(BatchWriteItemRequest request) {
    return EngineAnswers.of(items.batchWriteItem(EngineRequests.of(request)));
  }

  @Override
  public TransactGetItemsResponse transactGetItems(TransactGetItemsRequest request) {
    return EngineAnswers.of(items.transactGetItems(EngineRequests.of(request)));
  }

  @Override
  public TransactWriteItemsResponse transactWriteItems(TransactWriteItemsRequest request) {
    return EngineAnswers.of(items.transactWriteItems(EngineRequests.of(request)));
  }

  @Override
  public ExecuteStatementResponse executeStatement(ExecuteStatementRequest request) {
    return EngineAnswers.of(items.executeStatement(EngineRequests.of(request)));
  }

  @Override
  public BatchExecuteStatementResponse batchExecuteStatement(BatchExecuteStatementRequest request) {
    return EngineAnswers.of(items.batchExecuteStatement(EngineRequests.of(request)));
  }

  @Override
  public ExecuteTransactionResponse executeTransaction(ExecuteTransactionRequest request) {
    return EngineAnswers.of(items.executeTransaction(EngineRequests.of(request)));
  }

  @Override
  public CreateTableResponse createTable(CreateTableRequest request) {
    return tables.createTable(request);
  }

  @Override
  public UpdateTableResponse updateTable(UpdateTableRequest request) {
    return tables.updateTable(request);
  }

  @Override
  public DeleteTableResponse deleteTable(DeleteTableRequest request) {
    return tables.deleteTable(request);
  }

  @Override
  public DescribeTableResponse describeTable(DescribeTableRequest request) {
    return tables.describeTable(request);
  }

  @Override
  public ListTablesResponse listTables(ListTablesRequest request) {
    return tables.listTables(request);
  }

  @Override
  public DescribeLimitsResponse describeLimits(DescribeLimitsRequest request) {
    return tables.describeLimits(request);
  }

  @Override
  public DescribeTimeToLiveResponse describeTimeToLive(DescribeTimeToLiveRequest request) {
    return tables.describeTimeToLive(request);
  }

  @Override
  public UpdateTimeToLiveResponse updateTimeToLive(UpdateTimeToLiveRequest request) {
    return tables.updateTimeToLive(request);
  }
}

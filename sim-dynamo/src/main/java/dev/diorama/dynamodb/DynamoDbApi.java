package dev.diorama.dynamodb;

import dev.diorama.core.metric.Metrics;
import dev.diorama.core.metric.RegionalMetrics;
import dev.diorama.core.metric.Series;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.CrossOrigin;
import dev.diorama.core.router.Rule;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;
import dev.diorama.core.wire.Protocol;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateGlobalTableRequest;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeContinuousBackupsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeEndpointsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeGlobalTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeGlobalTableSettingsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeLimitsRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTimeToLiveRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteStatementRequest;
import software.amazon.awssdk.services.dynamodb.model.ExecuteTransactionRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.ListGlobalTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTablesRequest;
import software.amazon.awssdk.services.dynamodb.model.ListTagsOfResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutResourcePolicyRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.TagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UntagResourceRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateContinuousBackupsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateGlobalTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateGlobalTableSettingsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateTimeToLiveRequest;

/** The operations of DynamoDB: request class, rule, IAM action and table. */
final class DynamoDbApi {
  private static final double NANOS_PER_MILLI = 1e6;

  private final DynamoDbTableService tables;
  private final DynamoDbSettingsService settings;
  private final DynamoDbItemService items;
  private final DynamoDbBatchService batches;
  private final DynamoDbTransactionService transactions;
  private final DynamoDbStatementService statements;
  private final DynamoDbPolicyService policies;
  private final LegacyGlobalTables legacy = new LegacyGlobalTables();
  private final DynamoDbStore store;
  private final DynamoDbAccess access;
  private final Metrics metrics;
  private final ServiceApi api;

  DynamoDbApi(
      DynamoDbTableService tables,
      DynamoDbSettingsService settings,
      DynamoDbItemService items,
      DynamoDbBatchService batches,
      DynamoDbTransactionService transactions,
      DynamoDbStatementService statements,
      DynamoDbPolicyService policies,
      DynamoDbStore store,
      Metrics metrics) {
    this.tables = tables;
    this.settings = settings;
    this.items = items;
    this.batches = batches;
    this.transactions = transactions;
    this.statements = statements;
    this.policies = policies;
    this.store = store;
    this.access = new DynamoDbAccess(store);
    this.metrics = metrics;
    this.api = ServiceApi.of("dynamodb", DynamoDbClient.class, Protocol.JSON_1_0);
  }

  ServiceApi table(DynamoDbConfig config) {
    api.latency(config.latency())
        .throttledWith(
            DynamoDbError.PROVISIONED_THROUGHPUT_EXCEEDED.code(),
            400,
            "The level of configured provisioned throughput for the table was exceeded. Consider"
                + " increasing your provisioning level with the UpdateTable API.")
        .ownWork("Replicate")
        .addressing(DynamoDbHttp::unpacked)
        .finish(CrossOrigin::finish);

    onItems(GetItemRequest.class, r -> one(r.tableName()), items::getItem, access::get);
    onItems(PutItemRequest.class, r -> one(r.tableName()), items::putItem, access::put);
    onItems(UpdateItemRequest.class, r -> one(r.tableName()), items::updateItem, access::update);
    onItems(DeleteItemRequest.class, r -> one(r.tableName()), items::deleteItem, access::delete);
    onItems(QueryRequest.class, r -> one(r.tableName()), items::query, access::query);
    onItems(ScanRequest.class, r -> one(r.tableName()), items::scan, access::scan);
    onItems(
        BatchGetItemRequest.class,
        r -> sorted(r.requestItems().keySet()),
        batches::batchGet,
        access::batchGet);
    onItems(
        BatchWriteItemRequest.class,
        r -> sorted(r.requestItems().keySet()),
        batches::batchWrite,
        access::batchWrite);
    onItems(
        TransactGetItemsRequest.class,
        r -> List.of(),
        transactions::transactGet,
        access::transactGet);
    onItems(
        TransactWriteItemsRequest.class,
        r -> List.of(),
        transactions::transactWrite,
        access::transactWrite);

    onItems(
        ExecuteStatementRequest.class,
        r -> tables(DynamoDbStatementService.statements(r)),
        statements::execute,
        (call, r) ->
            statements.access(call, DynamoDbStatementService.statements(r), Optional.empty()));
    onItems(
        BatchExecuteStatementRequest.class,
        r -> tables(DynamoDbStatementService.statements(r)),
        statements::executeBatch,
        (call, r) ->
            statements.access(call, DynamoDbStatementService.statements(r), Optional.empty()));
    onItems(
        ExecuteTransactionRequest.class,
        r -> List.of(),
        statements::executeTransaction,
        (call, r) ->
            statements.access(
                call, DynamoDbStatementService.statements(r), Optional.of("ExecuteTransaction")));

    onTable(CreateTableRequest.class, tables::createTable, CreateTableRequest::tableName);
    onTable(DeleteTableRequest.class, tables::deleteTable, DeleteTableRequest::tableName);
    onTable(DescribeTableRequest.class, tables::describeTable, DescribeTableRequest::tableName);
    onTable(UpdateTableRequest.class, tables::updateTable, UpdateTableRequest::tableName);
    onTable(
        DescribeTimeToLiveRequest.class,
        settings::describeTimeToLive,
        DescribeTimeToLiveRequest::tableName);
    onTable(
        UpdateTimeToLiveRequest.class,
        settings::updateTimeToLive,
        UpdateTimeToLiveRequest::tableName);
    onTable(
        DescribeContinuousBackupsRequest.class,
        settings::describeContinuousBackups,
        DescribeContinuousBackupsRequest::tableName);
    onTable(
        UpdateContinuousBackupsRequest.class,
        settings::updateContinuousBackups,
        UpdateContinuousBackupsRequest::tableName);
    onTable(TagResourceRequest.class, settings::tag, TagResourceRequest::resourceArn);
    onTable(UntagResourceRequest.class, settings::untag, UntagResourceRequest::resourceArn);
    onTable(
        ListTagsOfResourceRequest.class, settings::tags, ListTagsOfResourceRequest::resourceArn);

    onTable(PutResourcePolicyRequest.class, policies::put, PutResourcePolicyRequest::resourceArn);
    onTable(GetResourcePolicyRequest.class, policies::get, GetResourcePolicyRequest::resourceArn);
    onTable(
        DeleteResourcePolicyRequest.class,
        policies::delete,
        DeleteResourcePolicyRequest::resourceArn);

    onAccount(CreateGlobalTableRequest.class, legacy::create);
    onAccount(DescribeGlobalTableRequest.class, legacy::describe);
    onAccount(UpdateGlobalTableRequest.class, legacy::update);
    onAccount(DescribeGlobalTableSettingsRequest.class, legacy::describeSettings);
    onAccount(UpdateGlobalTableSettingsRequest.class, legacy::updateSettings);
    onAccount(ListGlobalTablesRequest.class, legacy::list);

    onAccount(ListTablesRequest.class, tables::listTables);
    onAccount(DescribeLimitsRequest.class, tables::describeLimits);
    onAccount(DescribeEndpointsRequest.class, tables::describeEndpoints);
    return api;
  }

  private <Q extends AwsRequest> void onItems(
      Class<Q> request,
      Function<Q, List<String>> named,
      Rule<Q> rule,
      BiFunction<Call, Q, List<Access>> needed) {
    api.on(request, counted(request, named, rule)).access(needed);
  }

  private <Q extends AwsRequest> void onTable(
      Class<Q> request, Rule<Q> rule, Function<Q, @Nullable String> table) {
    String action = "dynamodb:" + name(request);
    api.on(request, counted(request, r -> one(table.apply(r)), rule))
        .access(
            (call, typed) -> {
              TableRef ref = TableRef.of(call, table.apply(typed));
              List<Access> all = new ArrayList<>();
              all.add(store.policed(ref, ref.access(action)));
              // Tags in CreateTable need the permission to tag as well, documented.
              if (typed instanceof CreateTableRequest create && create.hasTags()) {
                all.add(ref.access("dynamodb:TagResource"));
              }
              if (typed instanceof CreateTableRequest create && create.resourcePolicy() != null) {
                all.add(ref.access("dynamodb:PutResourcePolicy"));
              }
              if (typed instanceof UpdateTableRequest update) {
                all.addAll(DynamoDbAccess.replicas(ref, update));
              }
              return all;
            });
  }

  private <Q extends AwsRequest> void onAccount(Class<Q> request, Rule<Q> rule) {
    api.on(request, counted(request, r -> List.of(), rule)).action("dynamodb:" + name(request));
  }

  /** Counts how a request ended, as CloudWatch shows it: per table, or per account for misuse. */
  private Series latency(TableRef ref, String operation) {
    return metrics
        .in(ref.account(), ref.region())
        .series(
            CapacityMeter.NAMESPACE,
            "SuccessfulRequestLatency",
            "TableName",
            ref.name(),
            "Operation",
            operation);
  }

  private <Q extends AwsRequest> Rule<Q> counted(
      Class<Q> type, Function<Q, List<String>> named, Rule<Q> rule) {
    String operation = name(type);
    // To be found, never gone through.
    Map<TableRef, Series> latencies = new HashMap<>();
    return (call, request) -> {
      try {
        RequestRules.check(request);
        SdkResponse response = rule.apply(call, request);
        for (String table : named.apply(request)) {
          TableRef ref = TableRef.of(call, table);
          latencies
              .computeIfAbsent(ref, it -> latency(it, operation))
              .add(call.elapsedNanos() / NANOS_PER_MILLI);
        }
        return response;
      } catch (AwsException e) {
        for (String table : named.apply(request)) {
          failed(e, TableRef.of(call, table), operation);
        }
        if (e.side() == ErrorCode.Side.CLIENT && !isConditional(e) && !Throttling.is(e)) {
          metrics.in(call.account(), call.region()).add(CapacityMeter.NAMESPACE, "UserErrors", 1);
        }
        throw e;
      }
    };
  }

  private void failed(AwsException e, TableRef table, String operation) {
    RegionalMetrics there = metrics.in(table.account(), table.region());
    String name = table.name();
    if (Throttling.is(e)) {
      there.add(
          CapacityMeter.NAMESPACE,
          "ThrottledRequests",
          1,
          "TableName",
          name,
          "Operation",
          operation);
    } else if (isConditional(e)) {
      there.add(CapacityMeter.NAMESPACE, "ConditionalCheckFailedRequests", 1, "TableName", name);
    } else if (e.side() == ErrorCode.Side.SERVER) {
      there.add(
          CapacityMeter.NAMESPACE, "SystemErrors", 1, "TableName", name, "Operation", operation);
    }
  }

  private static boolean isConditional(AwsException e) {
    return e.code().equals("ConditionalCheckFailedException");
  }

  private static List<String> one(@Nullable String table) {
    return table == null ? List.of() : List.of(table);
  }

  private static List<String> tables(List<Statement> statements) {
    return statements.stream()
        .map(Statement::table)
        .filter(table -> !table.isEmpty())
        .distinct()
        .toList();
  }

  private static List<String> sorted(Iterable<String> tables) {
    List<String> sorted = new ArrayList<>();
    tables.forEach(sorted::add);
    sorted.sort(null);
    return sorted;
  }

  private static String name(Class<? extends AwsRequest> request) {
    String simple = request.getSimpleName();
    return simple.substring(0, simple.length() - "Request".length());
  }
}

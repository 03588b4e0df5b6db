package dev.diorama.cache.dax;

import dev.diorama.cache.dax.DaxModel.Cluster;
import dev.diorama.core.cloud.PublicUrls;
import dev.diorama.core.router.Access;
import dev.diorama.core.router.Call;
import dev.diorama.core.router.ServiceApi;
import dev.diorama.core.wire.Addressed;
import dev.diorama.core.wire.AwsException;
import dev.diorama.core.wire.ErrorCode;
import dev.diorama.core.wire.HttpRequest;
import dev.diorama.core.wire.Protocol;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import software.amazon.awssdk.awscore.AwsRequest;
import software.amazon.awssdk.core.SdkResponse;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.BatchWriteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactGetItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItemsRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** What a cluster answers at its endpoint: the operations on items, in DynamoDB's API. */
final class DaxDataApi {
  static final String NAME = "dax-data";

  private static final String CLUSTER = "Cluster";
  private static final String SUFFIX = "Suffix";

  /** A cluster's address, or that of one of its nodes. */
  private static final Pattern HOST =
      Pattern.compile("([a-z0-9-]+)\\.([a-z0-9]+)\\.(nodes\\.)?dax-clusters\\..+");

  private static final Pattern PATH =
      Pattern.compile(Pattern.quote(PublicUrls.DAX_PATH) + "([^/]+)/?");

  private final DaxStore store;
  private final ServiceApi api;

  /** A rule that has been told which cluster it is for. */
  interface ClusterRule<Q extends AwsRequest> {
    SdkResponse apply(Call call, Cluster cluster, Q request);
  }

  DaxDataApi(DaxStore store) {
    this.store = store;
    this.api =
        ServiceApi.of(NAME, DynamoDbClient.class, Protocol.JSON_1_0)
            .signingName("dynamodb")
            .facade(DaxDataApi::isForCluster)
            .addressing(DaxDataApi::addressed);
  }

  private static boolean isForCluster(HttpRequest request) {
    return request.rawPath().startsWith(PublicUrls.DAX_PATH)
        || request.host().contains(".dax-clusters.");
  }

  private static Addressed addressed(HttpRequest request) {
    Map<String, String> labels = new LinkedHashMap<>();
    Matcher path = PATH.matcher(request.rawPath());
    Matcher host = HOST.matcher(request.host());
    if (path.matches()) {
      labels.put(CLUSTER, path.group(1));
    } else if (host.matches()) {
      String name = host.group(1);
      // A node is named like its cluster, and a letter.
      labels.put(CLUSTER, host.group(3) == null ? name : name.replaceFirst("-[a-z]$", ""));
      labels.put(SUFFIX, host.group(2));
    }
    return new Addressed(request.withPath(request.host(), "/"), labels);
  }

  ServiceApi table(
      DaxConfig config,
      DaxDataService items,
      DaxBatchService batches,
      DaxTransactionService transactions) {
    api.latency(config.latency());
    on(GetItemRequest.class, items::getItem, "GetItemRequestCount");
    on(PutItemRequest.class, items::putItem, "PutItemRequestCount");
    on(UpdateItemRequest.class, items::updateItem, "UpdateItemRequestCount");
    on(DeleteItemRequest.class, items::deleteItem, "DeleteItemRequestCount");
    on(QueryRequest.class, items::query, "QueryRequestCount");
    on(ScanRequest.class, items::scan, "ScanRequestCount");
    on(BatchGetItemRequest.class, batches::batchGet, "BatchGetItemRequestCount");
    on(BatchWriteItemRequest.class, batches::batchWrite, "BatchWriteItemRequestCount");
    on(
        TransactGetItemsRequest.class,
        transactions::transactGet,
        "TransactGetItemsCount",
        request -> List.of("dax:GetItem"));
    on(
        TransactWriteItemsRequest.class,
        transactions::transactWrite,
        "TransactWriteItemsCount",
        DaxDataApi::written);
    return api;
  }

  /** There is no action for transactions: they need those of what they do; documented. */
  private static List<String> written(TransactWriteItemsRequest request) {
    TreeSet<String> actions = new TreeSet<>();
    for (TransactWriteItem item : request.transactItems()) {
      if (item.put() != null) {
        actions.add("dax:PutItem");
      }
      if (item.update() != null) {
        actions.add("dax:UpdateItem");
      }
      if (item.delete() != null) {
        actions.add("dax:DeleteItem");
      }
      if (item.conditionCheck() != null) {
        actions.add("dax:ConditionCheckItem");
      }
    }
    return List.copyOf(actions);
  }

  private <Q extends AwsRequest> void on(Class<Q> type, ClusterRule<Q> rule, String metric) {
    api.on(type, (call, request) -> counted(call, request, rule, metric))
        .action("dax:" + operation(type), (call, request) -> arn(call));
  }

  private <Q extends AwsRequest> void on(
      Class<Q> type, ClusterRule<Q> rule, String metric, Function<Q, List<String>> actions) {
    String enclosing = operation(type);
    api.on(type, (call, request) -> counted(call, request, rule, metric))
        .access(
            (call, request) ->
                actions.apply(request).stream()
                    .map(
                        action ->
                            Access.of(action, arn(call)).with("dax:EnclosingOperation", enclosing))
                    .toList());
  }

  private static String operation(Class<? extends AwsRequest> type) {
    String simple = type.getSimpleName();
    return simple.substring(0, simple.length() - "Request".length());
  }

  private static String arn(Call call) {
    return Cluster.arn(call.account(), call.region(), call.label(CLUSTER).orElse(""));
  }

  private Cluster cluster(Call call) {
    String name = call.label(CLUSTER).orElse("");
    Optional<String> suffix = call.label(SUFFIX);
    return Optional.ofNullable(store.region(call.account(), call.region()).clusters.get(name))
        .filter(found -> suffix.isEmpty() || suffix.get().equals(found.suffix))
        .orElseThrow(() -> DaxError.CLUSTER_NOT_FOUND.with("Cluster " + name + " not found."));
  }

  private <Q extends AwsRequest> SdkResponse counted(
      Call call, Q request, ClusterRule<Q> rule, String metric) {
    Cluster cluster = cluster(call);
    cluster.cache.count("TotalRequestCount", 1);
    cluster.cache.count(metric, 1);
    try {
      return rule.apply(call, cluster, request);
    } catch (AwsException e) {
      cluster.cache.count("FailedRequestCount", 1);
      cluster.cache.count(
          e.side() == ErrorCode.Side.CLIENT ? "ErrorRequestCount" : "FaultRequestCount", 1);
      throw e;
    }
  }
}

package dev.diorama.cache.dax;

import dev.diorama.cache.dax.DaxModel.Cluster;
import dev.diorama.cache.dax.DaxModel.Node;
import dev.diorama.core.cloud.PublicUrls;
import dev.diorama.core.random.Seeds;
import dev.diorama.core.random.SimRandom;
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
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
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
  private static final String GET_ITEMS = "GetItemRequestCount";

  static final String ACCOUNT = "Account";
  static final String CLUSTER = "Cluster";
  static final String NODE = "Node";
  private static final String SUFFIX = "Suffix";

  /** A cluster's address, or that of one of its nodes. */
  private static final Pattern HOST =
      Pattern.compile("([a-z0-9-]+)\\.([a-z0-9]+)\\.(nodes\\.)?dax-clusters\\..+");

  private static final Pattern PATH =
      Pattern.compile(Pattern.quote(PublicUrls.DAX_PATH) + "([^/]+)/?");

  private final DaxStore store;
  private final DaxConfig config;
  private final Replication replication;
  private final Originals originals;
  private final SimRandom routing;
  private final SimRandom hops;
  private final ServiceApi api;

  /** A rule that has been told at which node it is for. */
  interface VisitRule<Q extends AwsRequest> {
    SdkResponse apply(Call call, Visit visit, Q request);
  }

  DaxDataApi(
      DaxStore store, DaxConfig config, Replication replication, Originals originals, Seeds seeds) {
    this.store = store;
    this.config = config;
    this.replication = replication;
    this.originals = originals;
    this.routing = seeds.stream("dax/routing");
    this.hops = seeds.stream("dax/hop");
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
      if (host.group(3) != null) {
        labels.put(NODE, name);
      }
      labels.put(SUFFIX, host.group(2));
    }
    return new Addressed(request.withPath(request.host(), "/"), labels);
  }

  ServiceApi table(
      DaxDataService items, DaxBatchService batches, DaxTransactionService transactions) {
    return api.latency(config.latency()).rows(() -> add(items, batches, transactions));
  }

  private void add(
      DaxDataService items, DaxBatchService batches, DaxTransactionService transactions) {
    on(GetItemRequest.class, items::getItem, GET_ITEMS, false);
    on(PutItemRequest.class, items::putItem, "PutItemRequestCount", true);
    on(UpdateItemRequest.class, items::updateItem, "UpdateItemRequestCount", true);
    on(DeleteItemRequest.class, items::deleteItem, "DeleteItemRequestCount", true);
    on(QueryRequest.class, items::query, "QueryRequestCount", false);
    on(ScanRequest.class, items::scan, "ScanRequestCount", false);
    on(BatchGetItemRequest.class, batches::batchGet, "BatchGetItemRequestCount", false);
    on(BatchWriteItemRequest.class, batches::batchWrite, "BatchWriteItemRequestCount", true);
    on(
        TransactGetItemsRequest.class,
        transactions::transactGet,
        "TransactGetItemsCount",
        false,
        request -> List.of("dax:GetItem"));
    on(
        TransactWriteItemsRequest.class,
        transactions::transactWrite,
        "TransactWriteItemsCount",
        true,
        DaxDataApi::written);
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

  private <Q extends AwsRequest> void on(
      Class<Q> type, VisitRule<Q> rule, String metric, boolean write) {
    api.on(type, (call, request) -> counted(call, request, rule, metric, write))
        .action("dax:" + operation(type), (call, request) -> arn(call));
  }

  private <Q extends AwsRequest> void on(
      Class<Q> type,
      VisitRule<Q> rule,
      String metric,
      boolean write,
      Function<Q, List<String>> actions) {
    String enclosing = operation(type);
    api.on(type, (call, request) -> counted(call, request, rule, metric, write))
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

  /** The account of the cluster, which a port knows; by HTTP it is the caller's. */
  private static String account(Call call) {
    return call.label(ACCOUNT).orElse(call.account());
  }

  private static String arn(Call call) {
    return Cluster.arn(account(call), call.region(), call.label(CLUSTER).orElse(""));
  }

  private Cluster cluster(Call call) {
    String name = call.label(CLUSTER).orElse("");
    Optional<String> suffix = call.label(SUFFIX);
    return Optional.ofNullable(store.region(account(call), call.region()).clusters.get(name))
        .filter(found -> suffix.isEmpty() || suffix.get().equals(found.suffix))
        .orElseThrow(() -> DaxError.CLUSTER_NOT_FOUND.with("Cluster " + name + " not found."));
  }

  /**
   * The node that is asked. At a cluster's address it is any: AWS's client for Java chooses at
   * random for reads and writes alike, and the facade stands for client and cluster.
   */
  private Node node(Call call, Cluster cluster) {
    Optional<String> asked = call.label(NODE);
    List<Node> able =
        asked.isPresent()
            ? cluster.node(asked.get()).filter(Node::isAvailable).stream().toList()
            : cluster.available();
    if (able.isEmpty()) {
      throw DaxError.UNAVAILABLE.with(
          asked.map(id -> "Node " + id).orElse("Cluster " + cluster.name) + " does not answer.");
    }
    return able.size() == 1 ? able.get(0) : able.get(routing.nextInt(able.size()));
  }

  private <Q extends AwsRequest> SdkResponse counted(
      Call call, Q request, VisitRule<Q> rule, String metric, boolean write) {
    Cluster cluster = cluster(call);
    return counted(
        call,
        new Visit(cluster, node(call, cluster), replication, originals),
        metric,
        write,
        visit -> rule.apply(call, visit, request));
  }

  private <R> R counted(
      Call call, Visit visit, String metric, boolean write, Function<Visit, R> rule) {
    Cluster cluster = visit.cluster();
    Node node = visit.node();
    if (cluster.nodes.size() > 1) {
      call.note("dax.node", node.id);
    }
    node.figures.count("TotalRequestCount", 1);
    node.figures.count(metric, 1);
    try {
      visit.admit(call, write);
      if (write && visit.requirePrimary() != node) {
        call.note("dax.primary", cluster.primary);
        call.charge(config.hop().sample(hops));
      }
      return rule.apply(visit);
    } catch (AwsException e) {
      node.figures.count("FailedRequestCount", 1);
      node.figures.count(
          e.side() == ErrorCode.Side.CLIENT ? "ErrorRequestCount" : "FaultRequestCount", 1);
      throw e;
    } finally {
      node.figures.count("CPUUtilization", node.budget.used());
    }
  }

  /**
   * Answers a GetItem from the item cache of a node that is known to hold the item: the same rules
   * as ever, for a wire that needs neither the request nor the response as the SDK has them.
   */
  Image hit(Call call, Cluster cluster, Node node, Wanted wanted) {
    return counted(
        call,
        new Visit(cluster, node, replication, originals),
        GET_ITEMS,
        false,
        visit ->
            DaxDataService.held(call, visit, wanted.key(), wanted.attributes())
                .orElseThrow(
                    () -> new IllegalStateException(node.id + " has lost " + wanted.key())));
  }

  /**
   * An item that is asked for.
   *
   * @param attributes the key as DynamoDB has it
   */
  record Wanted(CacheKey.Item key, Map<String, AttributeValue> attributes) {}
}

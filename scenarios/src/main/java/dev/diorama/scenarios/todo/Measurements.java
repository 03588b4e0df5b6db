package dev.diorama.scenarios.todo;

import dev.diorama.Diorama;
import dev.diorama.Stack;
import dev.diorama.cache.dax.DaxTableFigures;
import dev.diorama.core.metric.Metrics;
import dev.diorama.scenarios.run.Latencies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * What the tiers counted during the measured part of a run.
 *
 * @param tiers the caches, from the client inwards
 * @param dax what DAX has done for each table
 * @param rcu read capacity units that DynamoDB consumed
 * @param wcu write capacity units that DynamoDB consumed
 * @param rcuSaved read capacity units that DAX's hits would have consumed
 * @param functions the Lambda functions, by name
 * @param latencies latencies by route
 * @param failed requests not answered as they should be
 */
record Measurements(
    List<Tier> tiers,
    List<DaxTableFigures> dax,
    double rcu,
    double wcu,
    double rcuSaved,
    List<Function> functions,
    Map<String, Latencies.Summary> latencies,
    int failed) {

  /** One cache. */
  record Tier(String name, long hits, long misses) {
    long requests() {
      return hits + misses;
    }

    double hitRate() {
      return requests() == 0 ? 0 : (double) hits / requests();
    }
  }

  /** One Lambda function. */
  record Function(String name, long invocations, long coldStarts) {}

  /** What has been counted up to now. */
  static Measurements of(Diorama diorama, Stack stack, Workload workload) {
    Metrics metrics = diorama.metrics();
    List<Tier> tiers =
        List.of(
            new Tier(
                "API Gateway stage cache",
                sum(metrics, "AWS/ApiGateway", "CacheHitCount", "ApiName", stack.name()),
                sum(metrics, "AWS/ApiGateway", "CacheMissCount", "ApiName", stack.name())),
            new Tier(
                "DAX item cache",
                sum(metrics, "AWS/DAX", "ItemCacheHits"),
                sum(metrics, "AWS/DAX", "ItemCacheMisses")),
            new Tier(
                "DAX query cache",
                sum(metrics, "AWS/DAX", "QueryCacheHits"),
                sum(metrics, "AWS/DAX", "QueryCacheMisses")));
    String table = stack.output("TableName");
    return new Measurements(
        tiers,
        DaxTableFigures.of(metrics),
        metrics.total("AWS/DynamoDB", "ConsumedReadCapacityUnits", "TableName", table).sum(),
        metrics.total("AWS/DynamoDB", "ConsumedWriteCapacityUnits", "TableName", table).sum(),
        metrics.total("Diorama/DAX", "SavedReadCapacityUnits").sum(),
        functions(metrics),
        workload.latencies().summaries(),
        workload.failed());
  }

  private static List<Function> functions(Metrics metrics) {
    TreeSet<String> names = new TreeSet<>();
    for (Metrics.Key key : metrics.keys()) {
      if (key.namespace().equals("AWS/Lambda") && key.name().equals("Invocations")) {
        names.add(key.dimensions().getOrDefault("FunctionName", ""));
      }
    }
    names.remove("");
    List<Function> functions = new ArrayList<>();
    for (String name : names) {
      functions.add(
          new Function(
              name,
              sum(metrics, "AWS/Lambda", "Invocations", "FunctionName", name),
              sum(metrics, "Diorama/Lambda", "ColdStarts", "FunctionName", name)));
    }
    return functions;
  }

  private static long sum(Metrics metrics, String namespace, String name, String... dimensions) {
    return Math.round(metrics.total(namespace, name, dimensions).sum());
  }

  /** These figures less those counted before the measured part began. */
  Measurements since(Measurements before) {
    List<Tier> tiersSince = new ArrayList<>();
    for (int i = 0; i < tiers.size(); i++) {
      Tier now = tiers.get(i);
      Tier then = before.tiers.get(i);
      tiersSince.add(new Tier(now.name(), now.hits() - then.hits(), now.misses() - then.misses()));
    }
    List<Function> functionsSince = new ArrayList<>();
    for (Function now : functions) {
      Function then =
          before.functions.stream()
              .filter(function -> function.name().equals(now.name()))
              .findFirst()
              .orElse(new Function(now.name(), 0, 0));
      functionsSince.add(
          new Function(
              now.name(),
              now.invocations() - then.invocations(),
              now.coldStarts() - then.coldStarts()));
    }
    return new Measurements(
        tiersSince,
        dax.stream().map(now -> since(now, before.dax)).toList(),
        rcu - before.rcu,
        wcu - before.wcu,
        rcuSaved - before.rcuSaved,
        functionsSince,
        latencies,
        failed);
  }

  private static DaxTableFigures since(DaxTableFigures now, List<DaxTableFigures> before) {
    return before.stream().filter(now::isOfSame).findFirst().map(now::since).orElse(now);
  }
}

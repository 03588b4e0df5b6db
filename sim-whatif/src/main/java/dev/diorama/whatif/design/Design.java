package dev.diorama.whatif.design;

import dev.diorama.autoscaling.TargetTracking;
import java.util.List;
import java.util.Optional;
import org.apiguardian.api.API;

/**
 * The tiers of a design. Names are the template's logical ids.
 *
 * @param name the template's, for reports
 * @param region where it is deployed
 * @param distributions CloudFront's
 * @param apis API Gateway's stages
 * @param functions Lambda's
 * @param clusters DAX's
 * @param tables DynamoDB's
 * @param streams what is set off by changes of tables
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public record Design(
    String name,
    String region,
    List<Distribution> distributions,
    List<Stage> apis,
    List<Function> functions,
    List<Cluster> clusters,
    List<Table> tables,
    List<StreamTrigger> streams) {

  public Design {
    distributions = List.copyOf(distributions);
    apis = List.copyOf(apis);
    functions = List.copyOf(functions);
    clusters = List.copyOf(clusters);
    tables = List.copyOf(tables);
    streams = List.copyOf(streams);
  }

  /** The function of that logical id. */
  public Optional<Function> function(String id) {
    return functions.stream().filter(function -> function.id().equals(id)).findFirst();
  }

  /** The cluster of that logical id. */
  public Optional<Cluster> cluster(String id) {
    return clusters.stream().filter(cluster -> cluster.id().equals(id)).findFirst();
  }

  /** The table of that logical id. */
  public Optional<Table> table(String id) {
    return tables.stream().filter(table -> table.id().equals(id)).findFirst();
  }

  /**
   * A CloudFront distribution.
   *
   * @param priceClass such as {@code PriceClass_All}
   * @param behaviors in the order in which they are tried, the default one last
   */
  public record Distribution(String id, String priceClass, List<Behavior> behaviors) {
    public Distribution {
      behaviors = List.copyOf(behaviors);
    }
  }

  /**
   * One cache behavior.
   *
   * @param pathPattern such as {@code /api/*}; {@code *} for the default one
   * @param origin the logical id of the bucket or API behind it; empty when it is none of the
   *     template's
   * @param minSeconds the least time to live
   * @param defaultSeconds the time to live of answers that name none
   * @param maxSeconds the longest time to live; 0 when nothing is cached
   */
  public record Behavior(
      String pathPattern, String origin, long minSeconds, long defaultSeconds, long maxSeconds) {}

  /**
   * A stage of a REST API.
   *
   * @param id the API's logical id
   * @param cacheGb the size of its cache; 0 when it has none
   * @param routes its methods
   */
  public record Stage(String id, double cacheGb, List<Route> routes) {
    public Stage {
      routes = List.copyOf(routes);
    }
  }

  /**
   * One method of an API.
   *
   * @param method such as {@code GET}
   * @param path such as {@code /todos/{id}}
   * @param function the logical id of the function that answers; empty when it is another backend
   * @param cacheSeconds how long the stage cache keeps an answer; 0 when it does not
   * @param keyParameters what tells cached answers apart, such as {@code method.request.path.id}
   * @param rateLimit requests a second; -1 when only the account's limit holds
   * @param burstLimit requests at once; -1 when only the account's limit holds
   */
  public record Route(
      String method,
      String path,
      String function,
      int cacheSeconds,
      List<String> keyParameters,
      double rateLimit,
      int burstLimit) {
    public Route {
      keyParameters = List.copyOf(keyParameters);
    }
  }

  /**
   * A Lambda function.
   *
   * @param memoryMb its memory
   * @param timeoutSeconds its time limit
   * @param reservedConcurrency its own concurrency; -1 when it shares the account's
   * @param uses what it does with tables, by its role
   */
  public record Function(
      String id, int memoryMb, int timeoutSeconds, int reservedConcurrency, List<Use> uses) {
    public Function {
      uses = List.copyOf(uses);
    }
  }

  /**
   * An operation that a function may make.
   *
   * @param operation such as {@code Query}; {@code *} for any
   * @param target the logical id of the cluster or table
   * @param throughDax whether the target is a cluster
   */
  public record Use(String operation, String target, boolean throughDax) {}

  /**
   * A DAX cluster.
   *
   * @param nodeType such as {@code dax.t3.small}
   * @param nodes primary and replicas
   * @param recordTtlMillis the item cache's time to live; 0 for none
   * @param queryTtlMillis the query cache's time to live; 0 for no query cache
   */
  public record Cluster(
      String id, String nodeType, int nodes, long recordTtlMillis, long queryTtlMillis) {}

  /**
   * A DynamoDB table.
   *
   * @param onDemand whether it is billed by request
   * @param readUnits provisioned read capacity; on demand the table's own maximum, -1 for none
   * @param writeUnits provisioned write capacity; on demand the table's own maximum, -1 for none
   * @param reads auto scaling of reads, when there is
   * @param writes auto scaling of writes, when there is
   * @param indexes its secondary indexes
   * @param replicas the Regions it is in, the first its own
   * @param streamed whether it has a stream
   */
  public record Table(
      String id,
      boolean onDemand,
      long readUnits,
      long writeUnits,
      Optional<TargetTracking> reads,
      Optional<TargetTracking> writes,
      List<Index> indexes,
      List<String> replicas,
      boolean streamed) {
    public Table {
      indexes = List.copyOf(indexes);
      replicas = List.copyOf(replicas);
    }
  }

  /**
   * A secondary index. Of a local one there are neither units nor scaling: it draws on its table.
   *
   * @param local whether it is a local one; else a global one
   * @param projection what it shows of its table's items
   * @param readUnits as of a table
   * @param writeUnits as of a table
   * @param reads auto scaling of reads, when there is
   * @param writes auto scaling of writes, when there is
   */
  public record Index(
      String name,
      boolean local,
      Projection projection,
      long readUnits,
      long writeUnits,
      Optional<TargetTracking> reads,
      Optional<TargetTracking> writes) {}

  /** What an index shows of items. */
  public enum Projection {
    ALL,
    INCLUDE,
    KEYS_ONLY
  }

  /** A function that a table's stream invokes. */
  public record StreamTrigger(String table, String function, int batchSize) {}
}

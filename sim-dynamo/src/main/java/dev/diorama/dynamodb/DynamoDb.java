package dev.diorama.dynamodb;

import dev.diorama.core.cloud.Cloud;
import dev.diorama.core.fault.Breaker;
import dev.diorama.core.fault.Fault;
import dev.diorama.core.random.SimRandom;
import dev.diorama.core.router.CrossOrigin;
import dev.diorama.core.time.Turn;
import dev.diorama.dynamodb.engine.EnginePool;
import dev.diorama.dynamodb.engine.WarmEngines;
import dev.diorama.dynamodb.global.Replication;
import dev.diorama.dynamodb.stream.Streams;
import java.util.Map;
import java.util.Optional;
import org.apiguardian.api.API;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * DynamoDB in a cloud.
 *
 * @since 0.1
 */
@API(status = API.Status.EXPERIMENTAL, since = "0.1")
public final class DynamoDb {
  private final EnginePool engines;
  private final Turn turn;
  private final Replication replication;
  private final Runnable reset;
  private final DynamoDbStore store;
  private final DynamoDbChanges changes;

  private DynamoDb(
      EnginePool engines,
      Turn turn,
      Replication replication,
      DynamoDbStore store,
      DynamoDbChanges changes,
      Runnable reset) {
    this.reset = reset;
    this.engines = engines;
    this.turn = turn;
    this.replication = replication;
    this.store = store;
    this.changes = changes;
  }

  /** Adds DynamoDB to a cloud; its engines are stopped when the cloud is closed. */
  public static DynamoDb install(Cloud cloud, DynamoDbConfig config) {
    return install(cloud, config, EnginePool.local());
  }

  /**
   * The same with engines that are shared with other clouds, one after the other, and outlive this
   * one.
   */
  public static DynamoDb install(Cloud cloud, DynamoDbConfig config, WarmEngines engines) {
    return install(cloud, config, engines.pool());
  }

  static DynamoDb install(Cloud cloud, DynamoDbConfig config, EnginePool engines) {
    cloud.onClose(engines::close);
    DynamoDbStore store = new DynamoDbStore(engines, cloud.turn());
    CapacityMeter meter = new CapacityMeter(cloud.metrics(), store, config.throttling());
    DynamoDbChanges changes = new DynamoDbChanges(store);
    DynamoDbReplicas replicas =
        new DynamoDbReplicas(cloud, store, changes, meter, config.replication());
    DynamoDbExpiry expiry = new DynamoDbExpiry(cloud, store, changes, config.maxExpiryLag());
    ItemCollections collections = new ItemCollections(store, config.capacity().itemCollection());
    DynamoDbItemService items = new DynamoDbItemService(store, meter, changes, collections);
    DynamoDbTransactionService transactions =
        new DynamoDbTransactionService(store, meter, changes, collections, cloud.clock());
    DynamoDbBatchService batches =
        new DynamoDbBatchService(store, meter, changes, collections, items);
    Streams streams = new Streams(cloud, config.streams(), ItemSize::of);
    DynamoDbStreamRules streamRules = new DynamoDbStreamRules(streams);
    SimRandom ids = cloud.seeds().stream("dynamodb/ids");
    ThroughputRules rules = new ThroughputRules(store, config.capacity(), cloud.clock());
    ThroughputChanges throughput =
        new ThroughputChanges(
            store, config.capacity(), config.throughputUpdate(), cloud.clock(), cloud.metrics());
    TableStates states = new TableStates(store, config.tableTimes(), cloud.clock());
    DynamoDbReplicaRules replicaRules =
        new DynamoDbReplicaRules(
            store,
            replicas,
            streamRules,
            expiry,
            changes,
            rules,
            throughput,
            states,
            new ReplicaScaling(cloud.router()),
            cloud.clock(),
            ids);
    DynamoDbPolicyService policies = new DynamoDbPolicyService(store, ids);
    DynamoDbTableService tables =
        new DynamoDbTableService(
            store,
            config,
            streamRules,
            replicaRules,
            rules,
            throughput,
            states,
            policies,
            cloud.clock(),
            ids);
    DynamoDbStatementService statements =
        new DynamoDbStatementService(store, meter, changes, cloud.clock(), ids);
    DynamoDbSettingsService settings =
        new DynamoDbSettingsService(
            store, replicaRules, expiry, cloud.clock(), config.timeToLiveInterval());
    cloud
        .router()
        .install(
            new DynamoDbApi(
                    tables,
                    settings,
                    items,
                    batches,
                    transactions,
                    statements,
                    policies,
                    store,
                    cloud.metrics())
                .table(config));
    cloud.router().install(streams.api());
    cloud.router().install(new DynamoDbHttp());
    cloud.router().install(new CrossOrigin("dynamodb"));
    Runnable reset =
        () -> {
          replicaRules.removeAll();
          streams.clear();
          statements.forget();
          store.clear();
        };
    DynamoDb dynamo =
        new DynamoDb(engines, cloud.turn(), replicas.replication(), store, changes, reset);
    cloud.faults().install(Fault.CutRegion.class, dynamo.new Cut());
    return dynamo;
  }

  /**
   * Cuts a Region off from the replication of global tables: clients reach it as ever, but no write
   * leaves it or arrives in it. They wait until it is healed.
   */
  public void isolate(String region) {
    turn.run(() -> replication.isolate(region));
  }

  /** What a fault that cuts a Region does to global tables. */
  private final class Cut implements Breaker<Fault.CutRegion> {
    @Override
    public String breaks(Fault.CutRegion cut, String region) {
      isolate(cut.region());
      return cut.region();
    }

    @Override
    public void mends(Fault.CutRegion cut) {
      heal(cut.region());
    }
  }

  /** Ends what {@link #isolate} began; the writes that waited go on their way. */
  public void heal(String region) {
    turn.run(() -> replication.heal(region));
  }

  /**
   * Removes every table of every account and Region with its items, stream, policy and replicas,
   * forgets client tokens and cut-off Regions, and lets the engines run on: a test begins as in a
   * new cloud without paying for one. What is on its way to a replica arrives nowhere.
   */
  public void reset() {
    turn.run(reset);
  }

  /**
   * How many writes wait for a Region that is cut off, counted once for each replica they go to.
   */
  public int waitingReplications() {
    return turn.hold(replication::waiting);
  }

  /** Lets somebody who keeps copies of items hear when those may have grown old. */
  @API(status = API.Status.INTERNAL, since = "0.1")
  public void watch(ItemWatch watch) {
    turn.run(() -> changes.watch(watch));
  }

  /**
   * An item as it is now, for whoever measures how old a copy is: not a request, so it is in no
   * trace, costs nothing and asks nobody. Empty where there is no such item or table.
   */
  @API(status = API.Status.INTERNAL, since = "0.1")
  public Optional<Map<String, AttributeValue>> look(
      String account, String region, String table, Map<String, AttributeValue> key) {
    return turn.hold(
        () ->
            store
                .find(new TableRef(table, account, region, table))
                .flatMap(found -> changes.image(found, key)));
  }

  /**
   * Starts the engine of an account and Region in the background, so that the first request there
   * need not wait. Without it the first request that needs an engine starts it.
   */
  public void warmUp(String account, String region) {
    engines.warmUp(account, region);
  }
}
